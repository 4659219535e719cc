// When work ended that nobody said was over, or not in time: a counter left open, a visit never
// finished.
#pragma once

#include <optional>

#include "config/city.hpp"
#include "scheduler/state/floor.hpp"

namespace offpeak::scheduler {

/// The last moment of the day at which anything was done at the counter: it changed its status, or
/// called, served or saw off a visitor. A visitor who was called elsewhere since tells no more of
/// it.
DayMs last_sign_ms(const Floor& floor, HallCode hall, CounterNumber counter, Date date);

/// The closing of the hall on that day, or the last sign of life when that came later or the hall
/// was not to open. Until the closing a counter is taken to be at work: the clerk who ends no visit
/// gives no sign during it either, so the last sign alone would make the visit last no time at all.
/// After the closing nobody is expected to be there, and only signs show that somebody was.
DayMs assumed_end_ms(const config::City& city, HallCode hall, Date date, DayMs last_sign_ms);

/// When the work at a counter is taken to have ended today, if that is more than half an hour ago:
/// whoever ends it only now had forgotten to.
std::optional<Instant> forgotten_end(const Floor& floor, const config::City& city, HallCode hall,
                                     CounterNumber counter, Instant now);

/// Whether a visit that lasts until `now_ms` was ended too late to say how long it took: two hours,
/// where the longest takes a quarter of one on average, are far beyond what anybody needs.
bool lasts_too_long(const Ticket& ticket, DayMs now_ms);

}  // namespace offpeak::scheduler
