#include "outbox/message.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/messages/watch_words.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Announcement;
using scheduler::AnnouncementKind;
using scheduler::Level;

constexpr std::string_view id_prefix = "msg_";

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

/// How a place in line ended without an appointment.
std::string_view name_of(scheduler::WaitlistStatus status) {
  switch (status) {
    case scheduler::WaitlistStatus::lapsed:
      return "lapsed";
    case scheduler::WaitlistStatus::closed:
      return "closed";
    default:
      return "left";
  }
}

/// How a place offered instead of another ended without being taken.
std::string_view offer_end(std::uint16_t status) {
  const bool has_lapsed = scheduler::AppointmentStatus{static_cast<std::uint8_t>(status)} ==
                          scheduler::AppointmentStatus::expired;
  return has_lapsed ? "lapsed" : "released";
}

std::string_view excuse(scheduler::ExcuseReason reason) {
  switch (reason) {
    case scheduler::ExcuseReason::outage:
      return "outage";
    case scheduler::ExcuseReason::staff:
      return "staff";
    case scheduler::ExcuseReason::closure:
      return "closure";
  }
  return "staff";
}

template <class Tag>
void add_id(base::JsonWriter& json, std::string_view key, const base::Bits128<Tag>& id) {
  if (!id.is_zero()) json.key(key).plain(base::text_of(base::to_hex(id)));
}

void add_ids(base::JsonWriter& json, const Announcement& one, const Subject& subject) {
  switch (one.kind) {
    case AnnouncementKind::booked:
    case AnnouncementKind::reminder_due:
    case AnnouncementKind::cancelled:
    case AnnouncementKind::rescheduled:
    case AnnouncementKind::no_show:
    case AnnouncementKind::watch_ended:
    case AnnouncementKind::displaced:
    case AnnouncementKind::excused:
      add_id(json, "appointment", one.subject);
      return add_id(json, "reschedules", subject.earlier);
    case AnnouncementKind::place_offered:
    case AnnouncementKind::place_offer_ended:
      add_id(json, "offer", one.subject);
      return add_id(json, "instead_of", subject.earlier);
    case AnnouncementKind::offer_made:
    case AnnouncementKind::waitlist_ended:
      return add_id(json, "waitlist_entry", one.subject);
    case AnnouncementKind::checked_in:
    case AnnouncementKind::called:
    case AnnouncementKind::recalled:
    case AnnouncementKind::call_undone:
    case AnnouncementKind::missed:
    case AnnouncementKind::done:
      add_id(json, "ticket", one.subject);
      return add_id(json, "appointment", subject.appointment);
    case AnnouncementKind::hall_closed:
    case AnnouncementKind::hall_reopened:
      return add_id(json, "closure", one.subject);
    case AnnouncementKind::notice_posted:
    case AnnouncementKind::notice_ended:
      return add_id(json, "notice", one.subject);
    case AnnouncementKind::level_changed:
      return;
  }
}

/// A service that left the configuration is named by its code.
void add_services(base::JsonWriter& json, const config::City& city, const Subject& subject) {
  if (subject.size == 0) return;
  json.key("services").begin_array();
  for (std::uint8_t i = 0; i < subject.size; ++i) {
    const auto* service = city.find(subject.services[i]);
    json.plain(service == nullptr
                   ? "service" + std::to_string(static_cast<int>(subject.services[i]))
                   : service->key);
  }
  json.end_array();
}

void add_place_and_time(base::JsonWriter& json, const config::City& city, const Announcement& one,
                        const Subject& subject) {
  // None: it is about all halls.
  if (one.hall != 0) json.key("hall").plain(scheduler::format_hall(config::HallCode{one.hall}));
  if (subject.slot == scheduler::SlotKey{}) return;
  json.key("slot").plain(scheduler::format_slot(city, subject.slot));
  json.key("start").plain(config::format_instant(subject.slot.start()));
}

void add_detail(base::JsonWriter& json, const Announcement& one) {
  switch (one.kind) {
    case AnnouncementKind::reminder_due:
      json.key("minutes_before").number(one.detail);
      return;
    case AnnouncementKind::called:
    case AnnouncementKind::recalled:
      json.key("counter").number(one.detail);
      return;
    case AnnouncementKind::missed:
      json.key("returns").boolean(one.detail != 0);
      return;
    case AnnouncementKind::waitlist_ended:
      json.key("status").plain(
          name_of(scheduler::WaitlistStatus{static_cast<std::uint8_t>(one.detail)}));
      return;
    case AnnouncementKind::level_changed:
      json.key("level").plain(name_of(Level{static_cast<std::uint8_t>(one.detail)}));
      return;
    case AnnouncementKind::place_offered:
      json.key("kind").plain(
          name_of(scheduler::PlaceOfferKind{static_cast<std::uint8_t>(one.detail)}));
      return;
    case AnnouncementKind::place_offer_ended:
      json.key("status").plain(offer_end(one.detail));
      return;
    case AnnouncementKind::watch_ended:
      json.key("reason").plain(name_of(scheduler::WatchEnd{static_cast<std::uint8_t>(one.detail)}));
      return;
    case AnnouncementKind::booked:
    case AnnouncementKind::cancelled:
    case AnnouncementKind::offer_made:
    case AnnouncementKind::rescheduled:
    case AnnouncementKind::checked_in:
    case AnnouncementKind::no_show:
    case AnnouncementKind::call_undone:
    case AnnouncementKind::done:
    case AnnouncementKind::displaced:
    case AnnouncementKind::hall_closed:
    case AnnouncementKind::hall_reopened:
    case AnnouncementKind::notice_posted:
    case AnnouncementKind::notice_ended:
      return;
    case AnnouncementKind::excused:
      json.key("reason").plain(
          excuse(scheduler::ExcuseReason{static_cast<std::uint8_t>(one.detail)}));
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
    case AnnouncementKind::waitlist_ended:
      return "waitlist.ended";
    case AnnouncementKind::place_offered:
      return "place.offered";
    case AnnouncementKind::place_offer_ended:
      return "place.offer_ended";
    case AnnouncementKind::watch_ended:
      return "watch.ended";
    case AnnouncementKind::called:
      return "ticket.called";
    case AnnouncementKind::call_undone:
      return "ticket.call_undone";
    case AnnouncementKind::missed:
      return "ticket.missed";
    case AnnouncementKind::level_changed:
      return "hall.level_changed";
    case AnnouncementKind::rescheduled:
      return "appointment.rescheduled";
    case AnnouncementKind::checked_in:
      return "appointment.checked_in";
    case AnnouncementKind::no_show:
      return "appointment.no_show";
    case AnnouncementKind::recalled:
      return "ticket.recalled";
    case AnnouncementKind::done:
      return "ticket.done";
    case AnnouncementKind::displaced:
      return "appointment.displaced";
    case AnnouncementKind::excused:
      return "appointment.excused";
    case AnnouncementKind::hall_closed:
      return "hall.closed";
    case AnnouncementKind::hall_reopened:
      return "hall.reopened";
    case AnnouncementKind::notice_posted:
      return "notice.posted";
    case AnnouncementKind::notice_ended:
      return "notice.ended";
  }
  return "unknown";
}

std::string body_of(const config::City& city, const Announcement& announcement,
                    const Subject& subject) {
  std::string body;
  base::JsonWriter json{body};
  const config::Instant at{config::milliseconds{announcement.at_ms}};
  json.begin_object();
  json.key("type").plain(type_of(announcement.kind));
  json.key("timestamp").plain(config::format_instant(at));
  json.key("data").begin_object();
  add_ids(json, announcement, subject);
  add_place_and_time(json, city, announcement, subject);
  add_services(json, city, subject);
  add_detail(json, announcement);
  json.end_object().end_object();
  return body;
}

MessageId id_of(const Announcement& announcement) {
  Announcement told = announcement;
  told.status = {};  // what has become of it changes
  std::array<std::uint8_t, 32> digest{};
  if (EVP_Digest(&told, sizeof told, digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error{"SHA-256 failed"};
  }
  return base::bits_of<MessageId>(digest);
}

std::string text_of(const MessageId& id) {
  return std::string{id_prefix} + std::string{base::text_of(base::to_hex(id))};
}

std::optional<MessageId> parse_message_id(std::string_view text) {
  if (!text.starts_with(id_prefix)) return std::nullopt;
  return base::from_hex<MessageId>(text.substr(id_prefix.size()));
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
