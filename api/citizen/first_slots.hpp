// The first day with room, at one hall or in the whole city: read from the published availability
// and never from the writer.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "api/citizen/visit_query.hpp"
#include "api/citizen/whereabouts.hpp"
#include "api/route.hpp"
#include "scheduler/engine/availability.hpp"

namespace offpeak::api {

void list_first_slots(Exchange& exchange, Resources& resources);

inline constexpr std::array first_slots_routes{
    Route{http::Method::get, "/v1/slots/first", Access::anyone, Audience::everyone, Limits::reading,
          list_first_slots},
};

/// A checked query.
struct FirstSlotsQuery {
  Visit visit;
  const config::Hall* hall = nullptr;  // nullptr: all
  Whereabouts near{};
  std::optional<config::Date> from{};  // else today
};

/// "service=…&party=…&minors=…&hall=…&near=LAT,LON&from=…", or `services=…,…` in place of `service`
/// and `party`; each at most once.
Checked<FirstSlotsQuery> read_first_slots_query(const config::City& city, std::string_view query);

/// The slots of the first day from `from` on in which the party has room, as JSON: by distance
/// where the query says from where, else by hall, then by start. Without such a day within the
/// horizon of all halls the date is null.
struct FirstSlots {
  std::string body;
  std::size_t slots_seen = 0;  // what the search cost
};
FirstSlots find_first_slots(const config::City& city, const engine::Availability& availability,
                            const FirstSlotsQuery& query, config::Instant now);

}  // namespace offpeak::api
