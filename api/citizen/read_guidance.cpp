#include <array>
#include <string>

#include "api/citizen/guidance.hpp"
#include "api/query.hpp"
#include "base/number.hpp"
#include "scheduler/guidance/suggestion_list.hpp"

namespace offpeak::api {
namespace {

struct RawQuery {
  VisitText visit;
  std::string hall, near, from, to, at, limit, seed;
};

Checked<RawQuery> split(std::string_view query) {
  RawQuery raw;
  const std::array<QueryField, 11> fields{{{"service", &raw.visit.service},
                                           {"services", &raw.visit.services},
                                           {"hall", &raw.hall},
                                           {"near", &raw.near},
                                           {"from", &raw.from},
                                           {"to", &raw.to},
                                           {"at", &raw.at},
                                           {"party", &raw.visit.party},
                                           {"minors", &raw.visit.minors},
                                           {"limit", &raw.limit},
                                           {"seed", &raw.seed}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  return raw;
}

/// The days of the query: today and the six after it where it names none.
Checked<void> read_days(const RawQuery& raw, config::Date today, GuidanceQuery& query) {
  constexpr std::chrono::days usual_span{6};
  query.from = today;
  if (!raw.from.empty()) {
    const auto from = read_day("from", raw.from);
    if (!from) return from.error();
    query.from = *from;
  }
  query.to = query.from + usual_span;
  if (!raw.to.empty()) {
    const auto to = read_day("to", raw.to);
    if (!to) return to.error();
    query.to = *to;
  }
  if (query.to < query.from) return invalid_field("to", "must not be before from");
  if ((query.to - query.from).count() >= guidance_days_max) {
    return invalid_field(
        "to", "must be at most " + std::to_string(guidance_days_max - 1) + " days after from");
  }
  return {};
}

Checked<void> read_place(const config::City& city, const RawQuery& raw, GuidanceQuery& query) {
  const auto hall = read_hall(city, raw.hall);
  if (!hall) return hall.error();
  query.hall = *hall;
  const auto near = read_near(city, raw.near);
  if (!near) return near.error();
  query.near = *near;
  if (query.hall == nullptr && raw.near.empty()) {
    return invalid_field("near", "is missing: say where, by near or by hall");
  }
  return {};
}

Checked<void> read_wish(const RawQuery& raw, GuidanceQuery& query) {
  if (!raw.at.empty()) {
    query.at = config::parse_minute(raw.at);
    if (!query.at) return invalid_field("at", "must be a time of the day such as 09:30");
  }
  if (!raw.limit.empty()) {
    const auto limit =
        base::parse_number<std::size_t>(raw.limit, std::size_t{1}, scheduler::suggestions_max);
    if (!limit) {
      return invalid_field("limit", "must be 1 to " + std::to_string(scheduler::suggestions_max));
    }
    query.limit = *limit;
  }
  if (raw.seed.size() > guidance_seed_bytes_max) {
    return invalid_field("seed", "may have " + std::to_string(guidance_seed_bytes_max) +
                                     " bytes: any text, no name");
  }
  query.seed = raw.seed;
  return {};
}

}  // namespace

Checked<GuidanceQuery> read_guidance_query(const config::City& city, std::string_view text,
                                           config::Date today) {
  const auto raw = split(text);
  if (!raw) return raw.error();
  GuidanceQuery query;
  const auto visit = read_visit(city, raw->visit);
  if (!visit) return visit.error();
  query.visit = *visit;
  if (const auto read = read_place(city, *raw, query); !read) return read.error();
  if (const auto read = read_days(*raw, today, query); !read) return read.error();
  if (const auto read = read_wish(*raw, query); !read) return read.error();
  return query;
}

}  // namespace offpeak::api
