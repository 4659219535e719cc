#include "scheduler/queueing/coming.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {
namespace {

/// Visitors who come after their slot has begun are called after those who are there already.
constexpr DayMs after_now_ms = 3 * 60'000;
/// Some come after the start of their slot: so many, and so late on average [D, docs/domain.md].
constexpr std::uint32_t late_percent = 20;
constexpr DayMs late_by_ms = 6 * 60'000;

}  // namespace

/// Of a hundred people with an appointment twelve do not come, and the others come 10 ± 12 minutes
/// before their slot [D, docs/domain.md]. From that follows P(comes | has not come yet),
/// interpolated here by straight lines.
int show_percent(int minutes) {
  struct Knot {
    int minutes;
    int percent;
  };
  constexpr std::array knots{Knot{-30, 88}, Knot{-20, 85}, Knot{-10, 79}, Knot{-5, 71},
                             Knot{0, 60},   Knot{5, 44},   Knot{10, 26},  Knot{15, 12}};
  if (minutes <= knots.front().minutes) return knots.front().percent;
  if (minutes > knots.back().minutes) return 0;
  std::size_t at = 1;
  while (knots[at].minutes < minutes) ++at;
  const auto [x0, y0] = knots[at - 1];
  const auto [x1, y1] = knots[at];
  return y0 + (y1 - y0) * (minutes - x0) / (x1 - x0);
}

Coming::Coming(const State& state, const config::City& city, const config::Hall& hall,
               LaneCode lane, Instant now, std::span<const config::Period> periods)
    : state_{state},
      city_{city},
      hall_{hall},
      lane_{lane},
      date_{config::date_of(now)},
      now_ms_{day_ms(now, date_)},
      periods_{periods} {
  const auto* known = city.find(lane);
  const bool by_slot = hall.rules.call.order != config::CallOrder::arrival;
  if (known == nullptr || !known->bookable || !by_slot || periods.empty()) {
    periods_ = {};
    return;
  }
  at_ = periods_.front().from;
  // Slots for which even late visitors can no longer check in are skipped.
  const MinuteOfDay length{hall.rules.slot_minutes};
  const auto passed = config::minute_of(now) - hall.rules.check_in_late;
  while (!periods_.empty() && at_ < passed) {
    at_ += length;
    if (at_ + length <= periods_.front().to) continue;
    periods_ = periods_.subspan(1);
    if (!periods_.empty()) at_ = periods_.front().from;
  }
  next_slot();
}

void Coming::take(std::uint32_t visits) {
  left_ -= visits;
  if (left_ == 0 && !turn_to_late()) next_slot();
}

bool Coming::turn_to_late() {
  if (late_left_ == 0) return false;
  left_ = std::exchange(late_left_, 0);
  since_ms_ += late_by_ms;
  return true;
}

void Coming::next_slot() {
  const MinuteOfDay length{hall_.rules.slot_minutes};
  while (left_ == 0 && !periods_.empty()) {
    if (at_ + length > periods_.front().to) {
      periods_ = periods_.subspan(1);
      if (!periods_.empty()) at_ = periods_.front().from;
      continue;
    }
    read(SlotKey{hall_.code, lane_, date_, at_});
    at_ += length;
  }
}

void Coming::read(SlotKey key) {
  const Place place = state_.find(key);
  if (place == nowhere) return;
  std::array<std::uint16_t, config::services_max + 1> services{};
  std::uint32_t visits = 0;
  for (Place at = state_.slot(place).newest; at != nowhere;
       at = state_.appointment(at).next_in_slot) {
    const Appointment& booking = state_.appointment(at);
    if (booking.status != AppointmentStatus::booked) continue;
    ++visits;
    for (std::uint8_t i = 0; i < booking.size; ++i) {
      ++services[static_cast<std::size_t>(booking.services[i].code())];
    }
  }
  if (visits == 0) return;
  std::uint64_t work_ms = 0;
  for (std::uint8_t code = 0; code < services.size(); ++code) {
    if (services[code] == 0) continue;
    const auto mean = service_mean_ms(state_.floor(), city_, hall_.code, ServiceCode{code});
    work_ms += std::uint64_t{services[code]} * mean;
  }
  const auto start_ms = static_cast<DayMs>(key.start_minute().count()) * 60'000;
  const int late = (static_cast<int>(now_ms_) - static_cast<int>(start_ms)) / 60'000;
  const auto percent = static_cast<std::uint32_t>(show_percent(late));
  const std::uint32_t expected = visits * percent + owed_percent_;
  left_ = expected / 100;
  owed_percent_ = expected % 100;
  if (late < 0) {
    late_left_ = left_ * late_percent / 100;
    left_ -= late_left_;
  }
  since_ms_ = late < 0 ? start_ms : now_ms_ + after_now_ms;
  expected_s_ =
      static_cast<std::uint16_t>(std::min<std::uint64_t>(work_ms / visits / 1000, 0xFFFF));
}

}  // namespace offpeak::scheduler
