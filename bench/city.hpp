// A city large enough that every measured booking succeeds, and commands that book it.
#pragma once

#include <cstdlib>
#include <iostream>
#include <vector>

#include "config/load.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/command.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {

/// Morning on which all of `big_city`'s slots of that day and the next are released.
inline constexpr config::Instant morning =
    config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{8 * 60});

/// Hangzhou with 200 counters for documents in each hall and services of one minute.
inline config::City big_city() {
  auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) {
    std::cerr << "config/hangzhou.yaml has mistakes\n";
    std::exit(2);
  }
  config::City city = std::move(*loaded.city);
  const auto documents = city.find_lane("documents")->code;
  for (auto& hall : city.halls) {
    hall.lane_percent[static_cast<std::size_t>(documents)] = 100 * config::counters_max;
    hall.rules.walk_in_reserve_percent = 0;
    hall.rules.release = {{.days_before = std::nullopt, .at = {}, .share_percent = 100}};
  }
  for (auto& service : city.services) service.mean_minutes = 1;
  return city;
}

/// The n-th of any number of different citizens.
inline scheduler::CitizenKey citizen(std::uint64_t n) {
  return {{(n + 1) * 0x9E3779B97F4A7C15ULL, (n + 1) * 0xD1B54A32D192ED03ULL}};
}

/// Commands of the hotline that book every slot of the city in turn, a citizen each.
class BookingSource {
 public:
  explicit BookingSource(const config::City& city)
      : service_{city.find_service("passport_renewal")->code} {
    const auto lane = city.find_service("passport_renewal")->lane;
    for (int day = 1; day <= 14; ++day) {
      const auto date = config::date_of(morning) + std::chrono::days{day};
      for (const auto& hall : city.halls) {
        for (const auto& plan : scheduler::plan_day(city, hall, lane, date)) {
          slots_.push_back(plan.key);
        }
      }
    }
  }

  scheduler::Command next() {
    const std::uint64_t n = count_++;
    scheduler::BookSlot book;
    book.id = {{(n + 1) * 0xA0761D6478BD642FULL, n + 1}};
    book.slot = slots_[n % slots_.size()];
    book.party.size = 1;
    book.party.applicants[0] = {.citizen = citizen(n), .service = service_, .minor = false};
    return {.caller = {.role = scheduler::Role::hotline, .citizen = {}, .hall = {}},
            .idempotency = {},
            .body = book};
  }

 private:
  config::ServiceCode service_;
  std::vector<scheduler::SlotKey> slots_;
  std::uint64_t count_ = 0;
};

}  // namespace offpeak::bench
