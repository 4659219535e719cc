#include "outbox/message.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "scheduler/messages/words.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Announcement;
using scheduler::AnnouncementKind;
using scheduler::Level;

std::string_view name_of(Level level) {
  switch (level) {
    case Level::grey:
      return "grey";
    case Level::green:
      return "green";
    case Level::yellow:
      return "yellow";
    case Level::red:
      return "red";
  }
  return "grey";
}

/// Names and values that need no escaping.
void add_text(std::string& json, std::string_view key, std::string_view value) {
  if (json.back() != '{') json += ',';
  json.append("\"").append(key).append("\":\"").append(value).append("\"");
}
void add_plain(std::string& json, std::string_view key, std::string_view value) {
  json.append(",\"").append(key).append("\":").append(value);
}

void add_subject(std::string& json, const Announcement& one) {
  switch (one.kind) {
    case AnnouncementKind::booked:
    case AnnouncementKind::reminder_due:
    case AnnouncementKind::cancelled:
      return add_text(json, "appointment", hex_of(one.subject));
    case AnnouncementKind::offer_made:
      return add_text(json, "waitlist_entry", hex_of(one.subject));
    case AnnouncementKind::called:
    case AnnouncementKind::missed:
      add_text(json, "ticket", hex_of(one.subject));
      if (one.thread != one.subject) add_text(json, "appointment", hex_of(one.thread));
      return;
    case AnnouncementKind::level_changed:
      return;
  }
}

void add_detail(std::string& json, const Announcement& one) {
  switch (one.kind) {
    case AnnouncementKind::reminder_due:
      return add_plain(json, "minutes_before", std::to_string(one.detail));
    case AnnouncementKind::called:
      return add_plain(json, "counter", std::to_string(one.detail));
    case AnnouncementKind::missed:
      return add_plain(json, "returns", one.detail != 0 ? "true" : "false");
    case AnnouncementKind::level_changed:
      return add_text(json, "level", name_of(Level{static_cast<std::uint8_t>(one.detail)}));
    case AnnouncementKind::booked:
    case AnnouncementKind::cancelled:
    case AnnouncementKind::offer_made:
      return;
  }
}

std::string signature_of(const SigningKey& key, std::string_view signed_text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(signed_text.data()),
                          signed_text.size(), digest.data(), &size);
  if (done == nullptr) throw std::runtime_error{"HMAC-SHA256 failed"};
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> base64{};
  const int digits = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return "v1," + std::string{reinterpret_cast<const char*>(base64.data()),
                             static_cast<std::size_t>(digits)};
}

}  // namespace

std::string hex_of(const scheduler::Bits128<struct scheduler::SubjectTag>& id) {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(id.words[0]),
                static_cast<unsigned long long>(id.words[1]));
  return text.data();
}

std::string_view type_of(AnnouncementKind kind) {
  switch (kind) {
    case AnnouncementKind::booked:
      return "appointment.booked";
    case AnnouncementKind::reminder_due:
      return "appointment.reminder_due";
    case AnnouncementKind::cancelled:
      return "appointment.cancelled";
    case AnnouncementKind::offer_made:
      return "waitlist.offer_made";
    case AnnouncementKind::called:
      return "ticket.called";
    case AnnouncementKind::missed:
      return "ticket.missed";
    case AnnouncementKind::level_changed:
      return "hall.level_changed";
  }
  return "unknown";
}

std::string body_of(const Announcement& announcement) {
  std::string json = "{";
  add_text(json, "type", type_of(announcement.kind));
  const config::Instant at{config::milliseconds{announcement.at_ms}};
  add_text(json, "timestamp", config::format_instant(at));
  json += ",\"data\":{";
  add_subject(json, announcement);
  add_text(json, "hall", std::to_string(announcement.hall));
  add_detail(json, announcement);
  return json += "}}";
}

std::string message_id(const Announcement& announcement) {
  Announcement told = announcement;
  told.status = {};  // what has become of it changes
  std::array<std::uint8_t, 32> digest{};
  if (EVP_Digest(&told, sizeof told, digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error{"SHA-256 failed"};
  }
  std::array<std::uint64_t, 2> words{};
  std::memcpy(words.data(), digest.data(), sizeof words);
  return "msg_" + hex_of({words});
}

std::string signatures_of(std::span<const SigningKey> keys, std::string_view id,
                          std::string_view timestamp, std::string_view body) {
  std::string signed_text;
  signed_text.append(id).append(".").append(timestamp).append(".").append(body);
  std::string signatures;
  for (const auto& key : keys) {
    if (!signatures.empty()) signatures += ' ';
    signatures += signature_of(key, signed_text);
  }
  return signatures;
}

}  // namespace offpeak::outbox
