#include "api/operations/news_request.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "api/json_document.hpp"
#include "api/words.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;
namespace s = scheduler;

/// So many digits in a row are a telephone or an identity number: nobody is named to everybody.
constexpr int digits_max = 10;

constexpr char32_t full_width_zero = 0xFF10;

/// The characters of sound UTF-8: the reader of JSON takes no other.
template <class Visit>
void for_each_character(std::string_view text, const Visit& visit) {
  char32_t character = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) == 0x80U) {
      character = character << 6 | (byte & 0x3FU);
    } else {
      character = byte < 0x80   ? byte
                  : byte < 0xE0 ? byte & 0x1FU
                                : byte & (byte < 0xF0 ? 0xFU : 7U);
    }
    const bool is_last =
        i + 1 == text.size() || (static_cast<unsigned char>(text[i + 1]) & 0xC0U) != 0x80U;
    if (is_last) visit(character);
  }
}

bool is_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= full_width_zero && c < full_width_zero + 10);
}

/// How such numbers are written in groups.
bool is_between_digits(char32_t c) {
  constexpr std::u32string_view between = U" -.()\u00A0\u3000\uFF0D\u2013\u2014";
  return between.find(c) != std::u32string_view::npos;
}

bool names_somebody(std::string_view text) {
  int digits = 0;
  bool found = false;
  for_each_character(text, [&](char32_t c) {
    if (is_between_digits(c)) return;
    digits = is_digit(c) ? digits + 1 : 0;
    found = found || digits > digits_max;
  });
  return found;
}

/// What ends a line, and what turns the direction in which the rest of a page is read.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool has_control_characters(std::string_view text) {
  bool found = false;
  for_each_character(text, [&found](char32_t c) { found = found || is_control(c); });
  return found;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(' ') == std::string_view::npos;
}

Checked<std::string_view> read_sentence(const json::object& text, std::string_view language) {
  const auto read = read_text(text, language, "text.");
  if (!read) return read.error();
  const std::string name = "text." + std::string{language};
  if (is_blank(*read) || read->size() > s::wording_bytes_max) {
    return invalid_field(name, "must have 1 to " + std::to_string(s::wording_bytes_max) +
                                   " bytes: about 90 Chinese characters, or 280 letters");
  }
  if (has_control_characters(*read)) {
    return invalid_field(name, "must be one line without control characters");
  }
  if (names_somebody(*read)) {
    return invalid_field(name, "must name nobody: more than " + std::to_string(digits_max) +
                                   " digits look like a telephone or identity number");
  }
  return *read;
}

Checked<std::shared_ptr<const s::Wording>> read_words(const json::object& object, bool is_needed) {
  using Words = std::shared_ptr<const s::Wording>;
  const auto* field = object.if_contains("text");
  if (field == nullptr) {
    if (is_needed) return invalid_field("text", R"(must be {"zh": …, "en": …})");
    return Words{};
  }
  if (!field->is_object()) return invalid_field("text", R"(must be {"zh": …, "en": …})");
  const auto& text = field->get_object();
  if (const auto known = check_fields(text, {"zh", "en"}, "text."); !known) return known.error();
  const auto zh = read_sentence(text, "zh");
  if (!zh) return zh.error();
  const auto en = read_sentence(text, "en");
  if (!en) return en.error();
  return Words{std::make_shared<const s::Wording>(s::wording_of(*zh, *en))};
}

/// 0 without the field: all halls.
Checked<config::HallCode> read_hall(const config::City& city, const json::object& object) {
  if (!object.contains("hall")) return config::HallCode{};
  const auto text = read_text(object, "hall");
  if (!text) return text.error();
  const auto code = s::parse_hall(*text);
  if (!code || city.find(*code) == nullptr) {
    return invalid_field("hall", "must be the code of one of the city's halls");
  }
  return *code;
}

Checked<config::ServiceCode> read_service(const config::City& city, const json::object& object) {
  if (!object.contains("service")) return config::ServiceCode{};
  const auto text = read_text(object, "service");
  if (!text) return text.error();
  const auto* service = city.find_service(*text);
  if (service == nullptr) return invalid_field("service", "must be one of the city's services");
  return service->code;
}

/// `otherwise` without the field.
Checked<config::Instant> read_instant(const json::object& object, std::string_view name,
                                      config::Instant otherwise) {
  if (!object.contains(name)) return otherwise;
  const auto text = read_text(object, name);
  if (!text) return text.error();
  const auto at = config::parse_instant(*text);
  if (!at) {
    return invalid_field(std::string{name}, "must be a time as 2026-06-13T08:30:00+08:00");
  }
  return *at;
}

Checked<s::ClosureReason> read_reason(const json::object& object) {
  const auto text = read_text(object, "reason");
  if (!text) return text.error();
  const auto reason = parse_closure_reason(*text);
  if (!reason) {
    return invalid_field("reason",
                         "must be weather, power, safety, staff, holiday, service_ended or other");
  }
  return *reason;
}

Checked<void> read_audience(const json::object& object, s::Audience& audience) {
  constexpr std::string_view wanted = R"(must be a list of "waiting" and "booked")";
  const auto* field = object.if_contains("audience");
  audience = s::to_everybody;
  if (field == nullptr) return {};
  if (!field->is_array()) return invalid_field("audience", std::string{wanted});
  audience = 0;
  for (const auto& one : field->get_array()) {
    const auto* name = one.if_string();
    const auto* found = std::ranges::find_if(audience_names, [&](const AudienceName& known) {
      return name != nullptr && known.name == std::string_view{*name};
    });
    if (found == audience_names.end()) return invalid_field("audience", std::string{wanted});
    audience |= found->bit;
  }
  if (audience == 0) return invalid_field("audience", std::string{wanted});
  return {};
}

Problem too_far(std::string field, std::chrono::days days_max) {
  return invalid_field(std::move(field),
                       "must be within " + std::to_string(days_max.count()) + " days");
}

Checked<void> check_order(config::Instant from, config::Instant to, config::Instant now,
                          std::chrono::days days_max) {
  if (to <= now) return invalid_field("to", "must be in the future");
  if (to <= from) return invalid_field("to", "must be after from");
  if (to > now + days_max) return too_far("to", days_max);
  return {};
}

}  // namespace

Checked<void> read_reopening(std::string_view body, bool& is_dry_run) {
  JsonDocument document{body.empty() ? "{}" : body};
  const auto object = document.read({"dry_run"});
  if (!object) return object.error();
  return read_dry_run(**object, is_dry_run);
}

Checked<ClosureRequest> read_closure(const config::City& city, std::string_view body,
                                     config::Instant now) {
  JsonDocument document{body};
  const auto read = document.read({"hall", "service", "from", "to", "reason", "text", "dry_run"});
  if (!read) return read.error();
  const json::object& object = **read;
  const auto hall = read_hall(city, object);
  if (!hall) return hall.error();
  const auto service = read_service(city, object);
  if (!service) return service.error();
  const auto from = read_instant(object, "from", now);
  if (!from) return from.error();
  if (*from >= now + s::closure_days_max) return too_far("from", s::closure_days_max);
  const auto to = read_instant(object, "to", {});
  if (!to) return to.error();
  if (object.contains("to")) {
    const auto ordered = check_order(*from, *to, now, s::closure_days_max);
    if (!ordered) return ordered.error();
  }
  const auto reason = read_reason(object);
  if (!reason) return reason.error();
  auto words = read_words(object, false);
  if (!words) return words.error();
  bool is_dry_run = false;
  if (const auto known = read_dry_run(object, is_dry_run); !known) return known.error();
  return ClosureRequest{.closed = {.hall = *hall, .service = *service, .from = *from, .to = *to},
                        .reason = *reason,
                        .words = std::move(*words),
                        .is_dry_run = is_dry_run};
}

Checked<NoticeRequest> read_notice(const config::City& city, std::string_view body,
                                   config::Instant now) {
  JsonDocument document{body};
  const auto read = document.read({"hall", "from", "to", "audience", "text", "dry_run"});
  if (!read) return read.error();
  const json::object& object = **read;
  const auto hall = read_hall(city, object);
  if (!hall) return hall.error();
  const auto from = read_instant(object, "from", now);
  if (!from) return from.error();
  const auto to = read_instant(object, "to", {});
  if (!to) return to.error();
  const auto ordered = check_order(*from, *to, now, s::notice_days_max);
  if (!ordered) return ordered.error();
  s::Audience audience = 0;
  if (const auto known = read_audience(object, audience); !known) return known.error();
  auto words = read_words(object, true);
  if (!words) return words.error();
  bool is_dry_run = false;
  if (const auto known = read_dry_run(object, is_dry_run); !known) return known.error();
  return NoticeRequest{.hall = *hall,
                       .from = *from,
                       .to = *to,
                       .audience = audience,
                       .words = std::move(*words),
                       .is_dry_run = is_dry_run};
}

}  // namespace offpeak::api
