// Runs a scenario against the core and the model at once and fails at the first difference.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/answer.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "tests/model/commands.hpp"
#include "tests/model/model.hpp"
#include "tests/model/scenario.hpp"

namespace offpeak::model {

/// How often what came up in all scenarios, so that a test can tell that it tested something.
struct Coverage {
  std::map<Rejection, std::uint64_t> rejections;
  std::map<AppointmentStatus, std::uint64_t> appointments;
  std::map<WaitlistStatus, std::uint64_t> waits;
  std::map<scheduler::WatchEnd, std::uint64_t> watches;
  std::map<scheduler::PlaceOfferKind, std::uint64_t> place_offers;
  std::map<scheduler::PlaceOfferKind, std::uint64_t> places_taken;
  std::uint64_t steps = 0;
  std::uint64_t remembered = 0;
  std::uint64_t restarts = 0;
  std::uint64_t suspensions = 0;
  std::uint64_t closures = 0;
  std::uint64_t reopened = 0;
  std::uint64_t displaced = 0;           // by closures
  std::uint64_t over_several_slots = 0;  // bookings
};

class Duel {
 public:
  /// `coverage` must outlive the duel.
  Duel(const CityPlan& plan, Coverage& coverage);

  /// Each fails the running property where core and model differ or an invariant is broken.
  void run(const Step& step);
  /// Lets every timer run and replays the journal once more.
  void finish();

  // What came of it so far.
  const scheduler::Events& journal() const { return journal_; }
  const scheduler::State& state() const { return *state_; }
  const Model& model() const { return model_; }

 private:
  /// The reply that a key had first; kept in the order of giving.
  struct Given {
    Command command{};
    std::string text;
    Instant at{};
  };

  Instant time_after(const Step& step) const;
  void pass_time(const Step& step);
  void run_timers_until(Instant target);
  void run_timers();
  void restart();
  void set_level(const Step& step);
  void execute(const Command& command);
  void observe(std::size_t first_event);
  void count(const scheduler::Event& event);
  void tell_model(const scheduler::Event& event);

  void check_reply(const Command& command, const Outcome& expected, const Receipt& receipt);
  void check_appointment(const scheduler::AppointmentView& view) const;
  void check_ticket(const scheduler::AppointmentView& view) const;
  void check_prospects(const scheduler::AppointmentView& view) const;
  void check_waitlist(const scheduler::WaitlistView& view) const;
  void check_list(const scheduler::Reply& reply, CitizenKey citizen) const;
  void check_claim(const scheduler::Event& event) const;
  void check_move(std::size_t first_event) const;
  void check_remembered(const Given& given) const;
  void check_all_remembered() const;
  void check_state() const;
  void check_booking(const Booking& booking) const;
  void check_waiter(const Waiter& waiter) const;
  void check_watches() const;
  void check_closures() const;
  void check_preview(const scheduler::ClosurePreview& preview) const;
  void check_citizens() const;
  void check_slots() const;

  Coverage& coverage_;
  City city_;
  Model model_;
  Commands commands_;
  std::unique_ptr<scheduler::State> state_;
  std::unique_ptr<scheduler::Timers> timers_;
  scheduler::Events journal_;
  Instant now_;
  std::vector<Given> given_;
  std::size_t next_given_ = 0;
  std::map<AppointmentId, scheduler::PlaceOfferKind> offered_;  // by the booking, the last one
  std::multiset<std::pair<AppointmentId, scheduler::WatchEnd>> ended_watches_;
};

/// Every field of a reply, in words: equal texts are equal replies, byte for byte.
std::string text_of(const scheduler::Reply& reply);

}  // namespace offpeak::model
