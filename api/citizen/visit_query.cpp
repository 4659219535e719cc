#include "api/citizen/visit_query.hpp"

#include <string>

#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

/// One digit from `least` to `most`.
std::optional<int> read_digit(std::string_view text, int least, int most) {
  const bool fits = text.size() == 1 && text[0] >= '0' + least && text[0] <= '0' + most;
  return fits ? std::optional{text[0] - '0'} : std::nullopt;
}

}  // namespace

Checked<Visit> read_visit(const config::City& city, std::string_view service,
                          std::string_view party, std::string_view minors) {
  Visit visit{.service = city.find_service(service)};
  if (visit.service == nullptr) {
    return invalid_field("service",
                         service.empty() ? "is missing" : "is not a service: see GET /v1/services");
  }
  if (!party.empty()) {
    const auto people = read_digit(party, 1, config::party_max);
    if (!people) return invalid_field("party", "must be 1 to " + std::to_string(config::party_max));
    visit.party = *people;
  }
  if (!minors.empty()) {
    const auto people = read_digit(minors, 0, visit.party);
    if (!people) {
      return invalid_field("minors", "must be 0 to " + std::to_string(visit.party) +
                                         ": those of the party who are under 16");
    }
    visit.minors = *people;
  }
  return visit;
}

Checked<const config::Hall*> read_hall(const config::City& city, std::string_view text) {
  if (text.empty()) return nullptr;
  const auto code = scheduler::parse_hall(text);
  const config::Hall* hall = code ? city.find(*code) : nullptr;
  if (hall == nullptr) return invalid_field("hall", "is not a hall: see GET /v1/halls");
  return hall;
}

Checked<config::Date> read_day(const std::string& field, std::string_view text) {
  if (text.empty()) return invalid_field(field, "is missing");
  const auto date = config::parse_date(text);
  const bool is_day = date && scheduler::has_slot_names(*date);
  if (!is_day) return invalid_field(field, "must be a date such as 2026-06-13");
  return *date;
}

}  // namespace offpeak::api
