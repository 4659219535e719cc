#include "api/hall/bodies.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/json_document.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "scheduler/messages/kiosk_code.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;
namespace s = scheduler;

/// A body without required fields may be empty.
std::string_view or_empty_object(std::string_view body) { return body.empty() ? "{}" : body; }

Checked<s::PriorityGround> read_ground(const json::object& object) {
  if (!object.contains("priority")) return s::PriorityGround::none;
  const auto text = read_text(object, "priority");
  if (!text) return text.error();
  const auto ground = parse_ground(*text);
  if (!ground) {
    return invalid_field("priority", "must be senior, pregnant, disabled, infant or urgent");
  }
  return *ground;
}

Checked<s::KioskCode> read_code(const json::object& object) {
  const auto text = read_text(object, "code");
  if (!text) return text.error();
  const auto code = s::parse_code(*text);
  if (!code) return invalid_field("code", "is not a valid code: check its six letters and digits");
  return *code;
}

Problem not_a_service(std::string field) {
  return invalid_field(std::move(field), "is not a service: see GET /v1/services");
}

Checked<s::Services> read_services(const config::City& city, const json::array& array) {
  s::Services services;
  for (const auto& value : array) {
    const auto field = "services[" + std::to_string(services.size) + "]";
    if (!value.is_string()) return invalid_field(field, "must be a string");
    const auto* service = city.find_service(std::string_view{value.get_string()});
    if (service == nullptr) return not_a_service(field);
    services.codes[services.size++] = service->code;
  }
  return services;
}

/// A field that must be a list of one to four services.
Checked<s::Services> read_services(const config::City& city, const json::value& value) {
  if (!value.is_array() || value.get_array().empty() ||
      value.get_array().size() > config::party_max) {
    return invalid_field("services", "must be a list of 1 to " + std::to_string(config::party_max));
  }
  return read_services(city, value.get_array());
}

Checked<s::Services> read_one_or_more(const config::City& city, const json::object& object) {
  if (const auto* list = object.if_contains("services")) {
    if (object.contains("service")) {
      return invalid_field("service", "cannot be combined with services: send one or the other");
    }
    return read_services(city, *list);
  }
  const auto key = read_text(object, "service");
  if (!key) return key.error();
  const auto* service = city.find_service(*key);
  if (service == nullptr) return not_a_service("service");
  s::Services services;
  services.codes[services.size++] = service->code;
  return services;
}

Checked<s::LaneCode> find_lane(const config::City& city, std::string_view key, std::string field) {
  const auto* lane = city.find_lane(key);
  if (lane != nullptr) return lane->code;
  std::string keys;
  for (const auto& known : city.lanes) keys += (keys.empty() ? "" : ", ") + known.key;
  return invalid_field(std::move(field), "is not a lane: there are " + keys);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter of ASCII, a digit, a space, a hyphen, or a Chinese character of three bytes (U+4E00 to
/// U+9FFF): what may be shown anywhere as it is. So many bytes it has at the start of `text`, which
/// is UTF-8; zero: something else.
std::size_t place_char(std::string_view text) {
  const char c = text.front();
  const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (is_letter || is_digit(c) || c == ' ' || c == '-') return 1;
  const auto three = text.substr(0, 3);
  return three >= "\u4e00" && three <= "\u9fff" ? 3 : 0;
}

bool is_place(std::string_view text) {
  std::size_t chars = 0;
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  while (!text.empty()) {
    const auto bytes = place_char(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
    ++chars;
  }
  return chars <= place_chars_max && digits <= place_digits_max;
}

/// A LaneSet is a plain number, which does not convert to a result implicitly.
Checked<s::LaneSet> of_lanes(s::LaneSet lanes) {
  return Checked<s::LaneSet>{boost::system::in_place_value, lanes};
}

}  // namespace

Checked<Arrival> read_arrival(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object =
      document.read({"code", "id_type", "id_number", "printed_check_digit", "priority"});
  if (!object) return object.error();
  const auto ground = read_ground(**object);
  if (!ground) return ground.error();
  if ((*object)->contains("id_number")) {
    if ((*object)->contains("code")) {
      return invalid_field("code", "cannot be combined with id_number: send one or the other");
    }
    const auto person = read_person(context, **object);
    if (!person) return person.error();
    return Arrival{.who = person->key, .ground = *ground};
  }
  if ((*object)->contains("id_type") || (*object)->contains("printed_check_digit")) {
    return invalid_field("id_number", "is missing");
  }
  const auto code = read_code(**object);
  if (!code) return code.error();
  return Arrival{.who = *code, .ground = *ground};
}

Checked<WalkIn> read_walk_in(const config::City& city, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"service", "services", "priority"});
  if (!object) return object.error();
  const auto services = read_one_or_more(city, **object);
  if (!services) return services.error();
  const auto ground = read_ground(**object);
  if (!ground) return ground.error();
  return WalkIn{.services = *services, .ground = *ground};
}

Checked<s::LaneSet> read_lanes(const config::City& city, std::string_view body) {
  JsonDocument document{or_empty_object(body)};
  const auto object = document.read({"lanes"});
  if (!object) return object.error();
  const auto* lanes = (*object)->if_contains("lanes");
  if (lanes == nullptr) return of_lanes(0);
  if (!lanes->is_array() || lanes->get_array().empty() ||
      lanes->get_array().size() > config::lanes_max) {
    return invalid_field("lanes", "must be a list of 1 to " + std::to_string(config::lanes_max));
  }
  s::LaneSet set = 0;
  for (std::size_t i = 0; i < lanes->get_array().size(); ++i) {
    const auto& value = lanes->get_array()[i];
    const auto field = "lanes[" + std::to_string(i) + "]";
    if (!value.is_string()) return invalid_field(field, "must be a string");
    const auto lane = find_lane(city, value.get_string(), field);
    if (!lane) return lane.error();
    set |= s::lane_bit(*lane);
  }
  return of_lanes(set);
}

Checked<s::PauseReason> read_pause_reason(std::string_view body) {
  JsonDocument document{or_empty_object(body)};
  const auto object = document.read({"reason"});
  if (!object) return object.error();
  if (!(*object)->contains("reason")) return s::PauseReason::none;
  const auto text = read_text(**object, "reason");
  if (!text) return text.error();
  const auto reason = parse_pause_reason(*text);
  if (!reason) return invalid_field("reason", "must be rest, meal, handover, device or other");
  return *reason;
}

Checked<s::TicketId> read_parked_ticket(std::string_view body) {
  JsonDocument document{or_empty_object(body)};
  const auto object = document.read({"ticket"});
  if (!object) return object.error();
  if (!(*object)->contains("ticket")) return s::TicketId{};
  const auto text = read_text(**object, "ticket");
  if (!text) return text.error();
  const auto id = base::from_hex<s::TicketId>(*text);
  if (!id || id->is_zero()) return invalid_field("ticket", "must be a ticket's id");
  return *id;
}

Checked<Outcome> read_outcome(const config::City& city, std::string_view body) {
  JsonDocument document{or_empty_object(body)};
  const auto object = document.read({"services", "documents"});
  if (!object) return object.error();
  Outcome outcome;
  if (const auto* services = (*object)->if_contains("services")) {
    const auto done = read_services(city, *services);
    if (!done) return done.error();
    outcome.done = *done;
  }
  if (const auto* documents = (*object)->if_contains("documents")) {
    const auto* count = documents->if_int64();
    if (count == nullptr || *count < 0 || *count > visit_documents_max) {
      return invalid_field("documents",
                           "must be a number from 0 to " + std::to_string(visit_documents_max));
    }
    outcome.documents = static_cast<std::uint8_t>(*count);
  }
  return outcome;
}

Checked<std::string> read_place(std::string_view body) {
  JsonDocument document{or_empty_object(body)};
  const auto object = document.read({"place"});
  if (!object) return object.error();
  if (!(*object)->contains("place")) return std::string{};
  const auto text = read_text(**object, "place");
  if (!text) return text.error();
  if (!is_place(*text)) {
    return invalid_field("place", "must be a short name of a place: 1 to " +
                                      std::to_string(place_chars_max) +
                                      " letters, Chinese characters, spaces within, hyphens and "
                                      "at most " +
                                      std::to_string(place_digits_max) + " digits");
  }
  return std::string{*text};
}

Checked<s::LaneCode> read_lane(const config::City& city, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"lane"});
  if (!object) return object.error();
  const auto key = read_text(**object, "lane");
  if (!key) return key.error();
  return find_lane(city, *key, "lane");
}

}  // namespace offpeak::api
