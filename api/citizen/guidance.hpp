// Better times and halls: a list for one person, drawn from the plan of the whole city. Reads what
// is published, never asks the writer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/citizen/visit_query.hpp"
#include "api/citizen/whereabouts.hpp"
#include "api/in_flight.hpp"
#include "api/route.hpp"
#include "guide/suggest.hpp"

namespace offpeak::api {

void show_guidance(Exchange& exchange, Resources& resources);

inline constexpr std::array guidance_routes{
    Route{http::Method::get, "/v1/guidance", Access::anyone, Audience::everyone, Limits::reading,
          show_guidance},
};

inline constexpr int guidance_days_max = 14;
inline constexpr std::size_t guidance_seed_bytes_max = 64;

// What a list was worth is learned from the appointment that comes of it; a hold is none yet.

/// A citizen who was shown a list has booked.
void settle_suggestion(const scheduler::Receipt& outcome, const Asked& asked, Resources& resources);
/// Holds a slot.
void note_hold(const scheduler::Receipt& outcome, const Asked& asked, Resources& resources);
/// Has confirmed a hold.
void settle_hold(const scheduler::Receipt& outcome, const Asked& asked, Resources& resources);
/// Has given it up.
void note_release(const scheduler::Receipt& outcome, const Asked& asked, Resources& resources);

/// A checked query.
struct GuidanceQuery {
  Visit visit;
  const config::Hall* hall = nullptr;  // where the person would go; null: the nearest one to `near`
  Whereabouts near{};
  config::Date from{};
  config::Date to{};
  std::optional<config::MinuteOfDay> at{};
  std::size_t limit = 3;
  std::string seed{};  // empty: by the client's address
};

/// "service=…&hall=…&near=LAT,LON&from=…&to=…&at=HH:MM&party=…&minors=…&limit=…&seed=…", each at
/// most once; `hall` or `near` has to be there.
Checked<GuidanceQuery> read_guidance_query(const config::City& city, std::string_view query,
                                           config::Date today);

}  // namespace offpeak::api
