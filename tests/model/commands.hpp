// Turns steps into commands: names what a step means by index among what the model has by then.
#pragma once

#include <initializer_list>
#include <optional>
#include <vector>

#include "tests/model/model.hpp"
#include "tests/model/scenario.hpp"

namespace offpeak::model {

CitizenKey citizen(int index);

class Commands {
 public:
  /// Both must outlive this.
  Commands(const City& city, const Model& model) : city_{city}, model_{model} {}

  /// The command of any step but a restart or a level, with its idempotency key.
  Command make(const Step& step, Instant now);

 private:
  scheduler::CommandBody body_of(const Step& step, Instant now);
  Caller caller_of(const Step& step, const scheduler::CommandBody& body) const;
  Members people_of(const scheduler::CommandBody& body) const;
  SlotKey slot_of(const Step& step, Instant now) const;
  scheduler::CheckIn check_in_of(const Step& step, Instant now) const;
  scheduler::ClosedTimes closed_of(const Step& step, Instant now) const;
  scheduler::ClosureId closure_of(const Step& step) const;
  scheduler::SetReserves reserves_of(const Step& step, Instant now) const;
  scheduler::WatchedPlaces places_of(const Step& step, Instant now) const;
  /// One of the bookings in a wanted state; sometimes any, so that wrong states come too.
  AppointmentId booking_of(const Step& step, std::initializer_list<AppointmentStatus> wanted) const;
  std::optional<CitizenKey> suspended_of(const Step& step, Instant now) const;
  AppointmentId watched_of(const Step& step) const;
  AppointmentId place_offer_of(const Step& step) const;
  CitizenKey companion_of(const Step& step, AppointmentId id) const;
  WaitlistId waiter_of(const Step& step) const;
  template <class Id>
  Id fresh();

  const City& city_;
  const Model& model_;
  std::uint64_t ids_ = 0;
  std::vector<Command> keyed_;  // first commands of their keys, oldest first
};

}  // namespace offpeak::model
