// Is a concurrent history linearizable? The search of Wing and Gong (1993), with Lowe's pruning
// (2017): a pair of (operations placed so far, state of the model) is looked at once. An operation
// that changes nothing is placed as soon as it fits.
//
// An operation takes effect at one moment between its invocation and its response. One whose
// outcome is unknown has no response: it took effect at any moment after its invocation, or never.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace offpeak::linearizability {

/// A moment in a history: a number that grows with each invocation and each response.
using Tick = std::uint64_t;
inline constexpr Tick never = std::numeric_limits<Tick>::max();

template <class Operation>
struct Call {
  Operation operation{};
  Tick invoked = 0;
  Tick returned = never;
  std::optional<std::string> result;  // nothing: the outcome is unknown

  bool is_known() const { return result.has_value(); }
};

enum class Verdict { linearizable, not_linearizable, undecided };

/// Pairs looked at before the search gives up.
inline constexpr std::size_t pairs_max = 4'000'000;

/// `Model` has `State` (a string: equal strings are equal states), `Operation`, `initial()`, and
/// `step(state, operation)`: the state after it and what it returns, or nothing when it cannot
/// happen in this state.
template <class Model>
class Checker {
 public:
  using Operation = typename Model::Operation;
  using Calls = std::vector<Call<Operation>>;

  Checker(const Model& model, Calls calls)
      : model_{model}, calls_{std::move(calls)}, placed_(calls_.size(), '0') {
    std::ranges::sort(calls_, {}, &Call<Operation>::invoked);
    unplaced_known_ = static_cast<std::size_t>(
        std::ranges::count_if(calls_, [](const auto& call) { return call.is_known(); }));
  }

  Verdict check() {
    const bool found = search(model_.initial());
    if (found) return Verdict::linearizable;
    return seen_.size() >= pairs_max ? Verdict::undecided : Verdict::not_linearizable;
  }

  /// The longest order found that explains a part of the history: where a failure is to be sought.
  const std::vector<std::size_t>& longest() const { return longest_; }
  const Calls& calls() const { return calls_; }

 private:
  using State = typename Model::State;

  bool search(const State& state) {
    if (order_.size() > longest_.size()) longest_ = order_;
    if (unplaced_known_ == 0) return true;
    if (seen_.size() >= pairs_max || !seen_.insert(placed_ + state).second) return false;
    // Whatever comes next was invoked before the first response that is still to be explained.
    const Tick deadline = first_response();
    if (const auto harmless = find_harmless(state, deadline)) return place(*harmless, state);
    for (const bool known : {true, false}) {
      for (std::size_t i = 0; i < calls_.size() && calls_[i].invoked < deadline; ++i) {
        if (placed_[i] == '0' && calls_[i].is_known() == known && place(i, state)) return true;
      }
    }
    return false;
  }

  Tick first_response() const {
    Tick first = never;
    for (std::size_t i = 0; i < calls_.size() && calls_[i].invoked < first; ++i) {
      if (placed_[i] == '0') first = std::min(first, calls_[i].returned);
    }
    return first;
  }

  /// A call that may come next and, coming next, changes nothing. Then it need not be tried
  /// anywhere else: an order that has it later is as good with it here.
  std::optional<std::size_t> find_harmless(const State& state, Tick deadline) const {
    for (std::size_t i = 0; i < calls_.size() && calls_[i].invoked < deadline; ++i) {
      if (placed_[i] == '1' || !calls_[i].is_known()) continue;
      const auto next = model_.step(state, calls_[i].operation);
      if (next && next->first == state && next->second == *calls_[i].result) return i;
    }
    return std::nullopt;
  }

  /// Tries call `i` next, and everything after it.
  bool place(std::size_t i, const State& state) {
    const auto& call = calls_[i];
    const auto next = model_.step(state, call.operation);
    if (!next) return false;
    if (call.is_known() ? next->second != *call.result : next->first == state) return false;
    placed_[i] = '1';
    unplaced_known_ -= call.is_known() ? 1 : 0;
    order_.push_back(i);
    const bool found = search(next->first);
    if (found) return true;
    order_.pop_back();
    unplaced_known_ += call.is_known() ? 1 : 0;
    placed_[i] = '0';
    return false;
  }

  const Model& model_;
  Calls calls_;
  std::string placed_;  // '1' for each call that has its place
  std::size_t unplaced_known_ = 0;
  std::vector<std::size_t> order_;
  std::vector<std::size_t> longest_;
  std::unordered_set<std::string> seen_;
};

}  // namespace offpeak::linearizability
