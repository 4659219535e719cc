// Slots: what is left, read from the published availability and never from the writer.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "api/route.hpp"
#include "config/city.hpp"
#include "scheduler/engine/availability.hpp"

namespace offpeak::api {

void list_slots(Exchange& exchange, Resources& resources);

inline constexpr std::array slot_routes{
    Route{http::Method::get, "/v1/slots", Access::anyone, Audience::everyone, Limits::none,
          list_slots},
};

inline constexpr int days_with_hall_max = 31;
inline constexpr int days_without_hall_max = 7;

/// A checked query.
struct SlotsQuery {
  const config::Service* service = nullptr;
  const config::Hall* hall = nullptr;  // nullptr: all
  config::Date from{};
  config::Date to{};
  int party = 1;
};

/// "service=…&hall=…&from=…&to=…&party=…", each at most once.
Checked<SlotsQuery> read_slots_query(const config::City& city, std::string_view query);

/// Renders slot lists and keeps them while nothing they were made from has changed. For one thread.
class SlotsPage {
 public:
  SlotsPage(const config::City& city, const engine::Availability& availability);

  /// The body for this query string, or what is wrong with it. Valid until the next call.
  Checked<std::string_view> get(std::string_view query, config::Instant now);

 private:
  static constexpr std::size_t entries_max = 1024;       // a power of two
  static constexpr std::size_t body_bytes_max = 32'768;  // larger ones are made anew each time

  struct Source {
    config::HallCode hall{};
    config::LaneCode lane{};
    config::Date date{};
    std::uint32_t version = 0;
  };
  struct Entry {
    std::string query;
    std::string body;
    std::vector<Source> sources;
    config::Instant made_at{};
    config::Instant good_until{};
  };
  bool is_good(const Entry& entry, std::string_view query, config::Instant now) const;
  void render(Entry& entry, const SlotsQuery& query, config::Instant now) const;
  void render_day(Entry& entry, const SlotsQuery& query, const config::Hall& hall,
                  config::Date date, config::Instant now) const;

  const config::City& city_;
  const engine::Availability& availability_;
  std::vector<Entry> entries_;
};

}  // namespace offpeak::api
