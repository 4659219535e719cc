#include "tests/linearizability/slot_model.hpp"

#include <algorithm>

namespace offpeak::linearizability {
namespace {

constexpr char absent = '.';
constexpr char held = 'h';
constexpr char booked = 'b';
constexpr char released = 'r';
constexpr char cancelled = 'c';   // its minutes still count as taken
constexpr char given_back = 'g';  // cancelled, and its minutes are free again
// The same, when another service of the citizen's visit had been cancelled before: noted once.
constexpr char cancelled_too = 'C';
constexpr char given_back_too = 'G';

std::string word(char status) {
  switch (status) {
    case held:
      return "held";
    case booked:
      return "booked";
    case released:
      return "released";
    case cancelled:
    case given_back:
    case cancelled_too:
    case given_back_too:
      return "cancelled";
    default:
      return "not_found";
  }
}

char at(const std::string& state, int visit) { return state[static_cast<std::size_t>(visit)]; }

std::string with(std::string state, int visit, char status) {
  state[static_cast<std::size_t>(visit)] = status;
  return state;
}

bool is_one_of(char status, const std::string& statuses) {
  return statuses.find(status) != std::string::npos;
}

bool concerns(const Visit& visit, int citizen) {
  return std::ranges::any_of(visit.members,
                             [citizen](const auto& member) { return member.citizen == citizen; });
}

}  // namespace

SlotModel::State SlotModel::initial() const { return std::string(rules_.visits.size(), absent); }

std::optional<SlotModel::Step> SlotModel::step(const State& state,
                                               const SlotOperation& operation) const {
  const int number = operation.number;
  switch (operation.kind) {
    case Kind::book:
      return start(state, number, booked);
    case Kind::hold:
      return start(state, number, held);
    case Kind::confirm:
      return confirm(state, number);
    case Kind::release:
      return release(state, number);
    case Kind::cancel:
      return cancel(state, number);
    case Kind::give_back:
      if (at(state, number) == cancelled) return Step{with(state, number, given_back), ""};
      if (at(state, number) == cancelled_too) return Step{with(state, number, given_back_too), ""};
      return std::nullopt;
    case Kind::read:
      return Step{state, word(at(state, number))};
    case Kind::list:
      return Step{state, list(state, number)};
    case Kind::taken:
      return Step{state, std::to_string(taken(state))};
  }
  return std::nullopt;
}

SlotModel::Step SlotModel::start(const State& state, int number, char status) const {
  const Visit& visit = rules_.visits[static_cast<std::size_t>(number)];
  for (const auto& member : visit.members) {
    const auto refused = refuse_member(state, member);
    if (!refused.empty()) return {state, refused};
  }
  if (taken(state) + visit.minutes > rules_.capacity_minutes) return {state, "slot_full"};
  if (status == held && holds_too_much(state, visit)) return {state, "hold_limit"};
  return {with(state, number, status), word(status)};
}

/// One active visit per citizen and service, and a bound on cancellations.
std::string SlotModel::refuse_member(const State& state, const VisitMember& member) const {
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    if (!is_one_of(state[i], {held, booked})) continue;
    for (const auto& other : rules_.visits[i].members) {
      if (other.citizen == member.citizen && other.service == member.service) {
        return state[i] == held ? "already_held" : "already_booked";
      }
    }
  }
  int given_up = 0;  // by this citizen: the first of a party cancels
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    const bool is_first = rules_.visits[i].members.front().citizen == member.citizen;
    if (is_first && is_one_of(state[i], {cancelled, given_back})) ++given_up;
  }
  return given_up >= rules_.cancellations_max ? "cancellation_limit" : "";
}

bool SlotModel::holds_too_much(const State& state, const Visit& visit) const {
  return std::ranges::any_of(visit.members, [&](const auto& member) {
    return count(state, member.citizen, {held}) >= rules_.holds_max;
  });
}

int SlotModel::count(const State& state, int citizen, const std::string& statuses) const {
  int found = 0;
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    if (is_one_of(state[i], statuses) && concerns(rules_.visits[i], citizen)) ++found;
  }
  return found;
}

int SlotModel::taken(const State& state) const {
  int minutes = 0;
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    if (is_one_of(state[i], {held, booked, cancelled, cancelled_too}))
      minutes += rules_.visits[i].minutes;
  }
  return minutes;
}

SlotModel::Step SlotModel::confirm(const State& state, int visit) const {
  const char status = at(state, visit);
  if (status == held) return {with(state, visit, booked), "booked"};
  if (status == absent) return {state, "not_found"};
  return {state, status == released ? "hold_expired" : "wrong_state"};
}

SlotModel::Step SlotModel::release(const State& state, int visit) const {
  const char status = at(state, visit);
  if (status == held) return {with(state, visit, released), "released"};
  return {state, status == absent ? "not_found" : "wrong_state"};
}

/// Whether the first of the party has cancelled other services of the visit, and none of these.
bool SlotModel::is_noted(const State& state, int number) const {
  const Visit& visit = rules_.visits[static_cast<std::size_t>(number)];
  const int citizen = visit.members.front().citizen;
  bool has_other = false;
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    const bool counts = is_one_of(state[i], {cancelled, given_back, cancelled_too, given_back_too});
    if (!counts || !concerns(rules_.visits[i], citizen)) continue;
    for (const auto& member : rules_.visits[i].members) {
      for (const auto& own : visit.members) {
        const bool is_own = own.citizen == citizen && member.citizen == citizen;
        if (is_own && own.service == member.service) return false;
      }
    }
    has_other = true;
  }
  return has_other;
}

SlotModel::Step SlotModel::cancel(const State& state, int visit) const {
  const char status = at(state, visit);
  if (status == booked) {
    return {with(state, visit, is_noted(state, visit) ? cancelled_too : cancelled), "cancelled"};
  }
  return {state, status == absent ? "not_found" : "wrong_state"};
}

std::string SlotModel::list(const State& state, int citizen) const {
  std::string text;
  for (std::size_t i = 0; i < rules_.visits.size(); ++i) {
    if (state[i] == absent || !concerns(rules_.visits[i], citizen)) continue;
    text += std::to_string(i) + ":" + word(state[i]) + " ";
  }
  return text;
}

std::string to_string(const SlotOperation& operation) {
  constexpr const char* names[] = {"book",      "hold", "confirm", "release", "cancel",
                                   "give back", "read", "list",    "taken"};
  std::string text = names[static_cast<std::size_t>(operation.kind)];
  if (operation.kind != Kind::taken) text += " " + std::to_string(operation.number);
  return text;
}

std::string to_string(const SlotCall& call) {
  const auto until = call.returned == never ? "" : std::to_string(call.returned);
  return std::to_string(call.invoked) + ".." + until + "  " + to_string(call.operation) + " -> " +
         call.result.value_or("?");
}

}  // namespace offpeak::linearizability
