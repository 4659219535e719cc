// One slot, one operation at a time: what the rules of booking say of it, written from the domain's
// rules and not from the core. Time stands still, so that no hold ends by itself.
//
// Movers are booked later on that day, each for a citizen of its own, and may watch for the slot.
// What is offered to them takes its minutes, and the later place stays until the offer is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/linearizability/checker.hpp"

namespace offpeak::linearizability {

enum class Kind : std::uint8_t {
  book,
  hold,
  confirm,
  release,
  cancel,
  give_back,  // the capacity of a cancelled visit returns: nobody asks for it, it happens
  read,
  list,   // a citizen's visits
  taken,  // minutes, as everybody may read them
  book_later,
  watch,
  end_watch,
  offer,  // nobody asks for it, it happens while there is room
  take,
  decline,
  give_up,  // the later place
  read_later,
  read_offer,
};

struct SlotOperation {
  Kind kind = Kind::read;
  int number = 0;  // of the visit; of the citizen for `list`; of the mover, or of its watch
};

struct VisitMember {
  int citizen = 0;
  int service = 0;
};

/// What a visit's number stands for, whether or not it was ever booked.
struct Visit {
  std::vector<VisitMember> members;
  int minutes = 0;
};

struct SlotRules {
  int capacity_minutes = 0;
  int holds_max = 0;          // open at one time, per citizen
  int cancellations_max = 0;  // per citizen
  std::vector<Visit> visits;
  std::vector<Visit> movers;
  int watches = 0;  // that each mover may begin, one after the other; each leads to one offer
};

class SlotModel {
 public:
  using Operation = SlotOperation;
  /// One letter per visit, mover and watch; then the movers who watch, in the order of beginning.
  using State = std::string;
  using Step = std::pair<State, std::string>;

  explicit SlotModel(SlotRules rules) : rules_{std::move(rules)} {}

  State initial() const;
  /// Results: a status ("booked"), a rejection ("slot_full"), "12" minutes, or a list ("3:booked
  /// 1:held", newest last: visits, movers, then their offers).
  std::optional<Step> step(const State& state, const SlotOperation& operation) const;

 private:
  Step start(const State& state, int visit, char status) const;
  std::string refuse_member(const State& state, const VisitMember& member) const;
  bool holds_too_much(const State& state, const Visit& visit) const;
  int count(const State& state, int citizen, const std::string& statuses) const;
  int taken(const State& state) const;
  Step confirm(const State& state, int visit) const;
  Step release(const State& state, int visit) const;
  Step cancel(const State& state, int visit) const;
  bool is_noted(const State& state, int visit) const;
  std::string list(const State& state, int citizen) const;

  // Of movers, whose watches are numbered one mover after the other.
  std::optional<Step> move(const State& state, const SlotOperation& operation) const;
  std::size_t place_of_mover(int mover) const;
  std::size_t place_of_watch(int watch) const;
  int mover_of(int watch) const { return watch / rules_.watches; }
  int watch_of(const State& state, int mover) const;
  State end_watch(State state, int mover) const;
  Step begin_watch(const State& state, int watch) const;
  std::optional<Step> offer(const State& state, int watch) const;
  Step take(const State& state, int watch) const;
  Step decline(const State& state, int watch) const;

  SlotRules rules_;
};

using SlotCall = Call<SlotOperation>;
using SlotCalls = std::vector<SlotCall>;

std::string to_string(const SlotOperation& operation);
std::string to_string(const SlotCall& call);

}  // namespace offpeak::linearizability
