// Slots: what is left, read from the published availability and never from the writer.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/citizen/visit_query.hpp"
#include "api/problem.hpp"
#include "api/public_page.hpp"
#include "api/route.hpp"
#include "config/city.hpp"
#include "scheduler/engine/availability.hpp"

namespace offpeak::guide {
class Guide;
}

namespace offpeak::api {

void list_slots(Exchange& exchange, Resources& resources);

inline constexpr std::array slot_routes{
    Route{http::Method::get, "/v1/slots", Access::anyone, Audience::everyone, Limits::reading,
          list_slots},
};

inline constexpr int days_with_hall_max = 31;
inline constexpr int days_without_hall_max = 7;

/// A checked query.
struct SlotsQuery {
  Visit visit;
  const config::Hall* hall = nullptr;  // nullptr: all
  config::Date from{};
  config::Date to{};

  friend bool operator==(const SlotsQuery&, const SlotsQuery&) = default;
};

/// "service=…&party=…&minors=…&hall=…&from=…&to=…", or `services=…,…` in place of `service` and
/// `party`; each at most once.
Checked<SlotsQuery> read_slots_query(const config::City& city, std::string_view query);

/// How long a list of all halls may be served after a booking has changed it. Somewhere in the city
/// somebody books all the time, and such a list takes a millisecond to make.
inline constexpr std::chrono::seconds city_list_age_max{2};

/// A list of slots that may be sent.
struct SlotList {
  PublicPage* page = nullptr;
  bool was_made = false;  // for this request
  /// Of all halls only: how long ago it is known to have been right.
  std::optional<config::milliseconds> age{};
};

/// Renders slot lists and keeps them: those of one hall while nothing they were made from has
/// changed, those of all halls for `city_list_age_max` longer. For one thread.
class SlotsPage {
 public:
  /// `guide` may be null: then slots have no levels.
  SlotsPage(const config::City& city, const engine::Availability& availability,
            const guide::Guide* guide = nullptr);

  /// The list for this query string at this time of the halls, or what is wrong with it; valid
  /// until the next call. `real_now` is the system's time: by it lists of all halls grow old.
  Checked<SlotList> get(std::string_view query, config::Instant now, config::Instant real_now);

 private:
  static constexpr std::size_t entries_max = 1024;       // a power of two
  static constexpr std::size_t body_bytes_max = 32'768;  // larger ones are made anew each time
  static constexpr std::size_t city_entries_max = 16;    // each about 14 KiB a hall, 7 days

  struct Source {
    config::HallCode hall{};
    config::LaneCode lane{};
    config::Date date{};
    std::uint32_t version = 0;
  };
  struct Entry {
    PublicPage page;
    std::vector<Source> sources;
    std::uint64_t looks = 0;  // of the guide, from which levels are
    config::Instant made_at{};
    config::Instant good_until{};
  };
  struct HallEntry : Entry {
    std::string query;
  };
  struct CityEntry : Entry {
    SlotsQuery query;
    config::Instant right_at{};  // real time
    std::uint64_t last_use = 0;
  };

  SlotList of_city(const SlotsQuery& query, config::Instant now, config::Instant real_now);
  CityEntry& city_entry(const SlotsQuery& query);
  /// Whether the clock has brought nothing new: no release, no slot that began, no other day.
  static bool is_current(const Entry& entry, config::Instant now);
  bool is_unchanged(const Entry& entry) const;
  void render(Entry& entry, const SlotsQuery& query, config::Instant now) const;
  struct Now;
  void render_day(std::string& body, Entry& entry, const SlotsQuery& query,
                  const config::Hall& hall, config::Date date, const Now& now) const;

  const config::City& city_;
  const engine::Availability& availability_;
  const guide::Guide* guide_;
  std::vector<HallEntry> entries_;
  std::vector<CityEntry> city_entries_;
  std::uint64_t uses_ = 0;  // of lists of all halls
};

}  // namespace offpeak::api
