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

// Of a mover besides: the place was given back for the one that was offered.
constexpr char moved = 'm';
// Of a watch: nothing was offered yet; an offer is held; it was declined, and no other will come;
// the watch is over, with an offer or without one; the offer was taken.
constexpr char watching = 'w';
constexpr char offered = 'h';
constexpr char declined = 'd';
constexpr char withdrawn = 'r';
constexpr char over = 'o';
constexpr char taken_up = 't';

std::string word_of_offer(char watch) {
  switch (watch) {
    case offered:
      return "held";
    case declined:
    case withdrawn:
      return "released";
    case taken_up:
      return "booked";
    default:
      return "not_found";
  }
}

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
    case moved:
      return "rescheduled";
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

SlotModel::State SlotModel::initial() const {
  const auto watches = rules_.movers.size() * static_cast<std::size_t>(rules_.watches);
  return std::string(rules_.visits.size() + rules_.movers.size() + watches, absent);
}

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
    default:
      return move(state, operation);
  }
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
  const int watches = static_cast<int>(rules_.movers.size()) * rules_.watches;
  for (int watch = 0; watch < watches; ++watch) {
    if (is_one_of(state[place_of_watch(watch)], {offered, taken_up}))
      minutes += rules_.movers[static_cast<std::size_t>(mover_of(watch))].minutes;
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
  for (std::size_t mover = 0; mover < rules_.movers.size(); ++mover) {
    if (!concerns(rules_.movers[mover], citizen)) continue;
    const auto place = place_of_mover(static_cast<int>(mover));
    if (state[place] != absent) text += std::to_string(place) + ":" + word(state[place]) + " ";
    for (int i = 0; i < rules_.watches; ++i) {
      const auto offer = place_of_watch(static_cast<int>(mover) * rules_.watches + i);
      const auto status = word_of_offer(state[offer]);
      if (status != "not_found") text += std::to_string(offer) + ":" + status + " ";
    }
  }
  return text;
}

// ---- movers -------------------------------------------------------------------------------------

std::size_t SlotModel::place_of_mover(int mover) const {
  return rules_.visits.size() + static_cast<std::size_t>(mover);
}

std::size_t SlotModel::place_of_watch(int watch) const {
  return rules_.visits.size() + rules_.movers.size() + static_cast<std::size_t>(watch);
}

/// The one that is not over; -1: none.
int SlotModel::watch_of(const State& state, int mover) const {
  for (int i = 0; i < rules_.watches; ++i) {
    const int watch = mover * rules_.watches + i;
    if (is_one_of(state[place_of_watch(watch)], {watching, offered, declined})) return watch;
  }
  return -1;
}

std::optional<SlotModel::Step> SlotModel::move(const State& state,
                                               const SlotOperation& operation) const {
  const int number = operation.number;
  switch (operation.kind) {
    case Kind::watch:
      return begin_watch(state, number);
    case Kind::offer:
      return offer(state, number);
    case Kind::take:
      return take(state, number);
    case Kind::decline:
      return decline(state, number);
    case Kind::read_offer:
      return Step{state, word_of_offer(state[place_of_watch(number)])};
    default:
      break;
  }
  const auto place = place_of_mover(number);
  const char status = state[place];
  if (operation.kind == Kind::read_later) return Step{state, word(status)};
  if (operation.kind == Kind::book_later) {
    if (status != absent) return Step{state, "already_booked"};
    return Step{with(state, static_cast<int>(place), booked), "booked"};
  }
  if (status == absent) return Step{state, "not_found"};
  if (operation.kind == Kind::end_watch) {
    if (watch_of(state, number) < 0) return Step{state, "not_found"};
    return Step{end_watch(state, number), word(status)};
  }
  if (status != booked) return Step{state, "wrong_state"};
  return Step{with(end_watch(state, number), static_cast<int>(place), cancelled), "cancelled"};
}

SlotModel::Step SlotModel::begin_watch(const State& state, int watch) const {
  const int mover = mover_of(watch);
  const char status = state[place_of_mover(mover)];
  if (status == absent) return {state, "not_found"};
  if (status != booked) return {state, "wrong_state"};
  if (watch_of(state, mover) >= 0) return {state, "already_watching"};
  State next = with(state, static_cast<int>(place_of_watch(watch)), watching);
  return {next + std::to_string(mover), word(status)};
}

/// With it ends what is offered.
SlotModel::State SlotModel::end_watch(State state, int mover) const {
  const int watch = watch_of(state, mover);
  if (watch < 0) return state;
  char& letter = state[place_of_watch(watch)];
  letter = letter == watching ? over : withdrawn;
  const auto order = initial().size();
  state.erase(state.find(static_cast<char>('0' + mover), order), 1);
  return state;
}

/// Only to who watches longest of those who find room, and once.
std::optional<SlotModel::Step> SlotModel::offer(const State& state, int watch) const {
  if (state[place_of_watch(watch)] != watching) return std::nullopt;
  const int room = rules_.capacity_minutes - taken(state);
  for (auto i = initial().size(); i < state.size(); ++i) {
    const int mover = state[i] - '0';
    const bool fits = rules_.movers[static_cast<std::size_t>(mover)].minutes <= room;
    const int wanted = watch_of(state, mover);
    if (!fits || state[place_of_watch(wanted)] != watching) continue;
    if (wanted != watch) return std::nullopt;
    return Step{with(state, static_cast<int>(place_of_watch(watch)), offered), ""};
  }
  return std::nullopt;
}

/// The later place is given back by the same act.
SlotModel::Step SlotModel::take(const State& state, int watch) const {
  const char letter = state[place_of_watch(watch)];
  if (letter == taken_up) return {state, "wrong_state"};
  if (is_one_of(letter, {declined, withdrawn})) return {state, "hold_expired"};
  if (letter != offered) return {state, "not_found"};
  const int mover = mover_of(watch);
  State next = with(end_watch(state, mover), static_cast<int>(place_of_watch(watch)), taken_up);
  return {with(next, static_cast<int>(place_of_mover(mover)), moved), "booked"};
}

/// Its people watch on.
SlotModel::Step SlotModel::decline(const State& state, int watch) const {
  const char letter = state[place_of_watch(watch)];
  if (letter == offered) {
    return {with(state, static_cast<int>(place_of_watch(watch)), declined), "released"};
  }
  const bool was_offered = is_one_of(letter, {declined, withdrawn, taken_up});
  return {state, was_offered ? "wrong_state" : "not_found"};
}

std::string to_string(const SlotOperation& operation) {
  constexpr const char* names[] = {"book",      "hold",       "confirm",   "release", "cancel",
                                   "give back", "read",       "list",      "taken",   "book later",
                                   "watch",     "end watch",  "offer",     "take",    "decline",
                                   "give up",   "read later", "read offer"};
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
