#include "api/citizen/visit_query.hpp"

#include <algorithm>
#include <string>

#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

/// One digit from `least` to `most`.
std::optional<int> read_digit(std::string_view text, int least, int most) {
  const bool fits = text.size() == 1 && text[0] >= '0' + least && text[0] <= '0' + most;
  return fits ? std::optional{text[0] - '0'} : std::nullopt;
}

constexpr std::string_view unknown_service = "is not a service: see GET /v1/services";

Checked<Visit> read_alike(const config::City& city, const VisitText& text) {
  const auto* service = city.find_service(text.service);
  if (service == nullptr) {
    return invalid_field("service",
                         std::string{text.service.empty() ? "is missing" : unknown_service});
  }
  if (text.party.empty()) return Visit::of(*service);
  const auto people = read_digit(text.party, 1, config::party_max);
  if (!people) return invalid_field("party", "must be 1 to " + std::to_string(config::party_max));
  return Visit::of(*service, *people);
}

/// "passport_renewal,taiwan_permit": as the applicants of a booking, each with a service.
Checked<Visit> read_each(const config::City& city, const VisitText& text) {
  if (!text.service.empty() || !text.party.empty()) {
    return invalid_field("services", "names the whole party: leave out service and party");
  }
  Visit visit;
  std::string_view rest = text.services;
  for (bool is_last = false; !is_last;) {
    if (visit.party == config::party_max) {
      return invalid_field("services", "must be 1 to " + std::to_string(config::party_max) +
                                           " services, one for each of the party");
    }
    const auto comma = rest.find(',');
    is_last = comma == std::string_view::npos;
    const auto* service = city.find_service(rest.substr(0, comma));
    const auto place = static_cast<std::size_t>(visit.party);
    if (service == nullptr) {
      return invalid_field("services[" + std::to_string(place) + "]", std::string{unknown_service});
    }
    visit.services[place] = service;
    ++visit.party;
    if (service->lane != visit.lane()) {
      return invalid_field("services", visit.services[0]->key + " and " + service->key +
                                           " have queues of their own: ask and book them apart");
    }
    if (!is_last) rest.remove_prefix(comma + 1);
  }
  return visit;
}

}  // namespace

Visit Visit::of(const config::Service& service, int party, int minors) {
  Visit visit{.party = party, .minors = minors};
  for (int i = 0; i < party; ++i) visit.services[static_cast<std::size_t>(i)] = &service;
  return visit;
}

Visit Visit::shortest_alone() const {
  const auto* const* shortest = std::ranges::min_element(
      services.begin(), services.begin() + party, {},
      [](const config::Service* service) { return service->mean_minutes; });
  return of(**shortest);
}

Checked<Visit> read_visit(const config::City& city, const VisitText& text) {
  auto visit = text.services.empty() ? read_alike(city, text) : read_each(city, text);
  if (!visit || text.minors.empty()) return visit;
  const auto people = read_digit(text.minors, 0, visit->party);
  if (!people) {
    return invalid_field("minors", "must be 0 to " + std::to_string(visit->party) +
                                       ": those of the party who are under 16");
  }
  visit->minors = *people;
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
