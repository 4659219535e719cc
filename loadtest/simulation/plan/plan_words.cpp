#include "loadtest/simulation/plan/plan_words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace offpeak::loadtest {

std::string clock_words(config::MinuteOfDay at) {
  const auto two_digits = [](auto number) {
    const auto digits = std::to_string(number);
    return digits.size() < 2 ? '0' + digits : digits;
  };
  return two_digits(at.count() / 60) + ':' + two_digits(at.count() % 60);
}

std::string span_words(const config::Period& span) {
  return clock_words(span.from) + '-' + clock_words(span.to);
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::met:
      return "met";
    case Verdict::missed:
      return "missed";
    case Verdict::undecided:
      break;
  }
  return "undecided";
}

std::string_view lane_key(const PlanSpec& spec, config::LaneCode lane) {
  return spec.scenario.city.find(lane)->key;
}

std::string kind_name(const PlanSpec& spec, const CounterKind& kind) {
  std::vector<std::pair<int, config::LaneCode>> lanes;
  for (const auto& [lane, share] : kind.share_percent) lanes.emplace_back(-share, lane);
  std::ranges::sort(lanes);
  std::string name;
  for (const auto& [share, lane] : lanes) {
    if (!name.empty()) name += '+';
    name += lane_key(spec, lane);
  }
  // Two kinds may serve the same lanes in other shares.
  if (lanes.size() > 1) name += ' ' + std::to_string(-lanes.front().first) + '%';
  return name;
}

}  // namespace offpeak::loadtest
