// A small city made by hand, words for its slots and moments, and a driver that plays commands
// against the core as the writer does: what is due first, then the command, each at its own time.
//
// After every step the driver checks the invariants against a scan of the state, and at its end
// that a replay of its events, and the state's image, give the same state and the same future.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/answer.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"

namespace offpeak::scheduler {

// doctest prints these by name.
doctest::String toString(Rejection value);
doctest::String toString(AppointmentStatus value);
doctest::String toString(WaitlistStatus value);
doctest::String toString(TicketStatus value);
doctest::String toString(Line value);

}  // namespace offpeak::scheduler

namespace offpeak::scheduler::tests {

// ---- the city -----------------------------------------------------------------------------------

inline constexpr HallCode main_hall{
    330100};  // documents 48 minutes a slot in three waves; business
inline constexpr HallCode lake_hall{330106};  // 20-minute slots, parties of 2, its own open days
inline constexpr HallCode hill_hall{
    330127};  // Monday to Friday, 30 minutes, all released at once; reserves by a forecast

inline constexpr LaneCode documents{1};
inline constexpr LaneCode business{2};
inline constexpr LaneCode advice{3};  // takes no bookings

inline constexpr ServiceCode passport_renewal{1};       // 6 minutes
inline constexpr ServiceCode first_passport{2};         // 8
inline constexpr ServiceCode endorsement{3};            // 4
inline constexpr ServiceCode business_registration{4};  // 15, lane business
inline constexpr ServiceCode advice_talk{5};            // 3, lane advice

config::City make_city();
const config::City& city();
const config::Hall& hall(HallCode code);

// ---- words --------------------------------------------------------------------------------------

/// "2026-06-13".
Date day(std::string_view text);
/// "2026-06-13 08:30", with ":59" and ".999" when it matters.
Instant instant(std::string_view text);
/// "08:30".
MinuteOfDay minute(std::string_view text);
/// "330100.documents.2026-06-13.0830"; the slot need not exist.
SlotKey slot(std::string_view text);

inline constexpr CitizenKey alice{{0xA11CE, 1}};
inline constexpr CitizenKey bob{{0xB0B, 2}};
inline constexpr CitizenKey carol{{0xCA401, 3}};
inline constexpr CitizenKey dave{{0xDAFE, 4}};
inline constexpr CitizenKey erin{{0xE414, 5}};
inline constexpr CitizenKey frank{{0xF4A9C, 6}};
inline constexpr CitizenKey grace{{0x64ACE, 7}};
/// One of any number of further people.
CitizenKey citizen(std::uint64_t number);

/// Someone who comes; for a passport renewal unless said otherwise.
struct Visitor : Applicant {
  // NOLINTNEXTLINE(google-explicit-constructor): a name in a list of visitors is a visitor.
  constexpr Visitor(CitizenKey who, ServiceCode what = passport_renewal, bool is_minor = false)
      : Applicant{.citizen = who, .service = what, .minor = is_minor} {}
};
/// Those who come together: `{alice, {bob, endorsement}}`.
struct Group : Party {
  Group(std::initializer_list<Visitor> visitors);
};

inline constexpr Caller anyone{};
inline constexpr Caller staff{.role = Role::staff, .hall = hill_hall};
inline constexpr Caller admin{.role = Role::admin};
inline constexpr Caller hotline{.role = Role::hotline};
constexpr Caller citizen_caller(CitizenKey key) { return {.role = Role::citizen, .citizen = key}; }
constexpr Caller bound_caller(Role role, HallCode hall) { return {.role = role, .hall = hall}; }

// ---- the driver ---------------------------------------------------------------------------------

/// What a command came to, and the fresh names it had brought.
struct Outcome {
  Receipt receipt{};
  AppointmentId id{};  // of a hold or appointment; of the offer, after joining a waitlist
  WaitlistId waitlist{};
  TicketId ticket{};

  bool operator==(Rejection rejection) const { return receipt.rejection == rejection; }
};
doctest::String toString(const Outcome& outcome);

bool operator==(const Receipt& one, const Receipt& other);

class Driver {
 public:
  /// Starts with an empty state, as an administrator, at `start`. `rules` must outlive the driver.
  explicit Driver(std::string_view start = "2026-06-08 10:00", const config::City& rules = city());
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Starts again with this configuration, from a replay of what has happened. `rules` must outlive
  /// the driver.
  void restart(const config::City& rules);

  /// Runs what falls due until then, and stands there.
  void to(std::string_view time) { to(instant(time)); }
  void to(Instant time);
  void pass(config::milliseconds time) { to(now_ + time); }
  Instant now() const { return now_; }

  /// Who asks from now on.
  Driver& as(const Caller& caller);
  /// The next command carries this idempotency key and stands for this request.
  Driver& keyed(std::uint64_t key, std::uint64_t request = 1);

  Outcome hold(std::string_view slot_name, const Group& group);
  Outcome book(std::string_view slot_name, const Group& group);
  Outcome confirm(const Outcome& hold);
  Outcome release(const Outcome& hold);
  Outcome cancel(const Outcome& booking, std::uint64_t random = 0);
  Outcome reschedule(const Outcome& booking, std::string_view slot_name, std::uint64_t random = 0);
  Outcome join(std::string_view slot_name, const Group& group);
  Outcome leave(const Outcome& entry);
  Outcome watch(const Outcome& booking, const WatchedPlaces& places);
  Outcome end_watch(const Outcome& booking);
  Outcome check_in(HallCode at_hall, const Outcome& booking);
  Outcome take_ticket(HallCode at_hall, std::initializer_list<ServiceCode> services,
                      PriorityGround ground = PriorityGround::none);
  /// At the counter: open, call next.
  Outcome open(HallCode at_hall, int counter, LaneSet lanes = 0);
  Outcome call_next(HallCode at_hall, int counter);
  /// Recall, Serve, Finish, Miss or Park at a counter.
  template <class Command>
  Outcome at(HallCode at_hall, int counter) {
    Command command{};
    command.hall = at_hall;
    command.counter = CounterNumber{static_cast<std::uint16_t>(counter)};
    return run(command);
  }
  Outcome run(const CommandBody& body);

  const State& state() const { return state_; }
  const Events& events() const { return events_; }
  const Appointment& record(const Outcome& booking) const;
  AppointmentStatus status(const Outcome& booking) const { return record(booking).status; }
  /// What is offered instead of the booking; its id is zero when nothing is.
  Outcome offered(const Outcome& booking) const;
  bool watches(const Outcome& booking) const { return state_.find_watch(booking.id) != nowhere; }
  const WaitlistEntry& entry(const Outcome& joined) const;
  const Ticket& ticket(const Outcome& issued) const;
  TicketStatus standing(const Outcome& issued) const { return ticket(issued).status; }
  WaitlistStatus waiting(const Outcome& joined) const { return entry(joined).status; }
  std::uint32_t position(const Outcome& joined);
  std::uint32_t taken(std::string_view slot_name) const;
  std::optional<Instant> next_due() const { return timers_->next(); }

  /// Facts of one kind so far, and the latest of them.
  template <class Fact>
  int count() const;
  template <class Fact>
  const Fact& last() const;

 private:
  template <class Id>
  Id fresh();
  Outcome step(const Command& command, Instant time);
  void check_replay();

  const config::City* city_;
  State state_;
  std::optional<Timers> timers_;
  Events events_;
  std::size_t earlier_ = 0;  // of them, decided before the last restart
  Instant now_;
  Caller caller_ = admin;
  Idempotency idempotency_{};
  std::uint64_t names_ = 0;
};

template <class Fact>
int Driver::count() const {
  int found = 0;
  for (const auto& event : events_) found += std::holds_alternative<Fact>(event.fact) ? 1 : 0;
  return found;
}

template <class Fact>
const Fact& Driver::last() const {
  const Fact* found = nullptr;
  for (const auto& event : events_) {
    if (const auto* fact = std::get_if<Fact>(&event.fact)) found = fact;
  }
  REQUIRE(found != nullptr);
  return *found;
}

/// Plays all that is due, to the end of time. Never before `now`.
void run_out(State& state, Timers& timers, const config::City& rules, Instant now, Events& events);

/// CHECKs the invariants I1, I3 and I4 of docs/architecture.md, the uniqueness of codes, the
/// counters and lists of every record, and the running hash, each by a scan of its own. The first
/// `earlier` events were decided under another configuration than `rules`.
void check_invariants(const State& state, const Events& events, const config::City& rules,
                      std::size_t earlier = 0);

}  // namespace offpeak::scheduler::tests
