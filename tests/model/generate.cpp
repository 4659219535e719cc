#include "tests/model/generate.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace offpeak::model {
namespace {

/// Draws the choices of one scenario.
class Chooser {
 public:
  explicit Chooser(const rc::Random& random) : random_{random} {}

  Scenario scenario(int size);

 private:
  int number(int end) { return static_cast<int>(random_.next() % static_cast<unsigned>(end)); }
  std::uint8_t below(int end) { return static_cast<std::uint8_t>(number(end)); }
  /// True in about `percent` of a hundred cases.
  bool chance(int percent) { return number(100) < percent; }
  /// One of the choices, each as often as its weight says.
  template <class Choice>
  Choice weighted(std::initializer_list<std::pair<int, Choice>> choices);

  HallPlan hall();
  Step step();
  Action action();
  void choose_time(Step& step);
  void choose_caller(Step& step);
  void choose_slot(Step& step);
  void choose_party(Step& step);

  rc::Random random_;
  // Temper of this scenario.
  int citizens_ = citizens_max;  // the fewer, the more they meet
  int focus_percent_ = 0;        // of steps about the same slot
  std::uint8_t focus_day_ = 1;
  int watch_percent_ = 0;    // of steps, more than usual
  int closure_percent_ = 0;  // the same
  bool is_rush_ = false;     // all of it on one day, which begins with a red lane
  int lag_percent_ = 0;      // of steps that come before the timers that are due
};

template <class Choice>
Choice Chooser::weighted(std::initializer_list<std::pair<int, Choice>> choices) {
  int total = 0;
  for (const auto& [weight, choice] : choices) total += weight;
  int left = number(total);
  for (const auto& [weight, choice] : choices) {
    if (left < weight) return choice;
    left -= weight;
  }
  return {};
}

Action Chooser::action() {
  using enum Action;
  if (chance(lag_percent_ / 4)) return restart;  // what a stop may lose is what was not yet done
  if (chance(watch_percent_)) return watch;
  if (chance(closure_percent_)) return chance(50) ? close_halls : reopen_halls;
  return weighted<Action>({{18, hold},
                           {20, book},
                           {10, confirm},
                           {5, release},
                           {9, cancel},
                           {9, reschedule},
                           {24, join_waitlist},
                           {3, leave_waitlist},
                           {8, confirm_companion},
                           {6, check_in},
                           {2, get_appointment},
                           {2, get_waitlist},
                           {2, list_appointments},
                           {6, set_reserves},
                           {6, excuse},
                           {4, lift_suspension},
                           {3, note_outage},
                           {3, close_halls},
                           {3, reopen_halls},
                           {2, preview_closure},
                           {3, displace},
                           {14, watch},
                           {2, end_watch},
                           {8, take_offer},
                           {10, set_level},
                           {3, restart}});
}

void Chooser::choose_time(Step& step) {
  using enum Wait;
  step.wait = weighted<Wait>(
      {{120, none}, {6, ms}, {8, seconds}, {25, minutes}, {4, hours}, {2, days}, {30, moment}});
  const bool is_long = step.wait == hours || step.wait == days || step.wait == moment;
  if (is_rush_ && is_long && !chance(10)) step.wait = none;
  switch (step.wait) {
    case hours:
      step.amount = below(26);
      break;
    case days:
      step.amount = below(chance(80) ? 3 : 40);
      break;
    case moment:
      step.amount = below(chance(70) ? 2 : 8);
      break;
    default:
      step.amount = below(45);
  }
  if (step.wait == moment) step.nudge_ms = static_cast<std::int8_t>(number(3) - 1);
  step.timers = chance(10) ? TimersRun::at_once : TimersRun::when_due;
  if (chance(lag_percent_)) step.timers = TimersRun::not_yet;
}

void Chooser::choose_caller(Step& step) {
  step.as = weighted<As>({{50, As::member},
                          {24, As::hotline},
                          {6, As::staff},
                          {8, As::admin},
                          {4, As::stranger},
                          {4, As::kiosk},
                          {1, As::anyone},
                          {1, As::display},
                          {1, As::planner}});
  if (step.action == Action::check_in && chance(60)) step.as = As::kiosk;
  step.key = weighted<KeyUse>(
      {{50, KeyUse::none}, {34, KeyUse::fresh}, {11, KeyUse::again}, {5, KeyUse::other}});
  step.earlier_key = below(chance(70) ? 3 : 40);
}

void Chooser::choose_slot(Step& step) {
  if (chance(focus_percent_)) {
    step.day = focus_day_;
    step.start = focus_day_ == 0 ? 2 : 0;  // of today, one that does not begin soon
    return;
  }
  step.hall = chance(60) ? std::uint8_t{0} : below(3);
  step.lane = chance(80) ? std::uint8_t{0} : below(3);
  step.day = weighted<std::uint8_t>({{20, 0}, {50, 1}, {15, 2}, {8, below(8)}});
  if (is_rush_ && chance(80)) step.day = 0;
  step.start = chance(40) ? std::uint8_t{0} : below(6);
  if (chance(3)) step.name = static_cast<SlotName>(1 + number(3));
}

void Chooser::choose_party(Step& step) {
  step.party = chance(55) ? std::uint8_t{0} : below(config::party_max);
  for (std::size_t i = 0; i < step.citizens.size(); ++i) {
    step.citizens.at(i) = below(citizens_);
    // Mostly services of the slot's own lane: the first three of documents, the fourth of business.
    const bool own_lane = chance(98);
    step.services.at(i) = own_lane ? (step.lane == 1 ? std::uint8_t{3} : below(3)) : below(6);
    step.minors.at(i) = chance(15) ? 1 : 0;
  }
}

Step Chooser::step() {
  Step step;
  step.action = action();
  choose_time(step);
  choose_caller(step);
  choose_slot(step);
  choose_party(step);
  step.target = chance(2) ? unknown_target : below(chance(70) ? 3 : 30);
  step.random = below(256);
  return step;
}

HallPlan Chooser::hall() {
  return {.counters = below(12),
          .slots = below(6),
          .release = below(5),
          .horizon = below(12),
          .hold = below(3),
          .party = below(12),
          .waitlist = below(12),
          .limits = below(12),
          .no_shows = below(12),
          .delay = below(3),
          .window = below(3),
          .days = below(30),
          .reserve = below(2)};
}

Scenario Chooser::scenario(int size) {
  Scenario scenario;
  citizens_ = 2 + number(citizens_max - 1);
  focus_percent_ = chance(30) ? 85 : number(80);
  is_rush_ = chance(20);
  focus_day_ = is_rush_ || chance(20) ? 0 : 1;
  watch_percent_ = chance(75) ? 0 : 40;
  closure_percent_ = chance(80) ? 0 : 12;
  lag_percent_ = chance(50) ? 3 : number(60);
  scenario.city.calendar = below(2);
  scenario.city.halls.resize(static_cast<std::size_t>(1 + number(3)));
  for (auto& one : scenario.city.halls) one = hall();
  const int more_max = (steps_max - steps_min) * std::min(size, 100) / 100;
  scenario.steps.resize(static_cast<std::size_t>(steps_min + number(more_max + 1)));
  for (auto& one : scenario.steps) one = step();
  if (is_rush_) scenario.steps.front() = {.action = Action::set_level};
  return scenario;
}

/// A longer scenario that cannot lose a step would take minutes to make plain.
constexpr std::size_t plainer_steps_max = 60;

/// The item with one choice after the other set to 0.
template <class Item, class... Fields>
std::vector<Item> plainer(const Item& item, Fields... fields) {
  std::vector<Item> result;
  const auto try_one = [&](auto field) {
    auto copy = item;
    if (copy.*field == std::decay_t<decltype(copy.*field)>{}) return;
    copy.*field = {};
    result.push_back(copy);
  };
  (try_one(fields), ...);
  return result;
}

std::vector<Step> plainer_steps(const Step& step) {
  auto result =
      plainer(step, &Step::action, &Step::wait, &Step::amount, &Step::nudge_ms, &Step::timers,
              &Step::as, &Step::key, &Step::earlier_key, &Step::target, &Step::hall, &Step::lane,
              &Step::day, &Step::start, &Step::name, &Step::party, &Step::minors, &Step::services,
              &Step::citizens, &Step::random);
  const Step only_time{
      .wait = step.wait, .amount = step.amount, .nudge_ms = step.nudge_ms, .timers = step.timers};
  if (only_time != step) result.insert(result.begin(), only_time);
  return result;
}

std::vector<HallPlan> plainer_halls(const HallPlan& hall) {
  return plainer(hall, &HallPlan::counters, &HallPlan::slots, &HallPlan::release,
                 &HallPlan::horizon, &HallPlan::hold, &HallPlan::party, &HallPlan::waitlist,
                 &HallPlan::limits, &HallPlan::no_shows, &HallPlan::delay, &HallPlan::window,
                 &HallPlan::days);
}

rc::Seq<CityPlan> plainer_cities(const CityPlan& city) {
  std::vector<CityPlan> result;
  if (city.halls.size() > 1) {
    result.push_back(city);
    result.back().halls.pop_back();
  }
  if (city.calendar != 0) {
    result.push_back(city);
    result.back().calendar = 0;
  }
  for (std::size_t i = 0; i < city.halls.size(); ++i) {
    for (const auto& hall : plainer_halls(city.halls[i])) {
      result.push_back(city);
      result.back().halls[i] = hall;
    }
  }
  return rc::seq::fromContainer(std::move(result));
}

rc::Seq<Scenario> plainer_scenarios(const Scenario& scenario) {
  const auto with_steps = [city = scenario.city](std::vector<Step> steps) {
    return Scenario{city, std::move(steps)};
  };
  const auto with_city = [steps = scenario.steps](CityPlan city) {
    return Scenario{std::move(city), steps};
  };
  const auto shrink_step = [](const Step& step) {
    return rc::seq::fromContainer(plainer_steps(step));
  };
  auto fewer = rc::seq::concat(rc::seq::map(rc::shrink::removeChunks(scenario.steps), with_steps),
                               rc::seq::map(plainer_cities(scenario.city), with_city));
  if (scenario.steps.size() > plainer_steps_max) return fewer;
  return rc::seq::concat(
      std::move(fewer),
      rc::seq::map(rc::shrink::eachElement(scenario.steps, shrink_step), with_steps));
}

}  // namespace

rc::Gen<Scenario> scenarios() {
  return [](const rc::Random& random, int size) {
    return rc::shrinkable::shrinkRecur(Chooser{random}.scenario(size), &plainer_scenarios);
  };
}

}  // namespace offpeak::model
