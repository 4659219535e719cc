#include "config/read_counters.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/read_catalog.hpp"
#include "config/read_hours.hpp"
#include "config/scalars.hpp"

namespace offpeak::config {
namespace {

using Shares = std::map<LaneCode, int>;

/// Counter numbers from `first` to `last`.
struct Numbers {
  int first;
  int last;
};

std::optional<Numbers> parse_numbers(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_integer(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_integer(text.substr(dash + 1));
  const bool sound = first && last && *first >= 1 && *first <= *last && *last <= counter_number_max;
  return sound ? std::optional{Numbers{*first, *last}} : std::nullopt;
}

std::string numbers_expected() {
  return "a counter's number such as 3, or a range such as 1-11, from 1 to " +
         std::to_string(counter_number_max);
}

Reader counter_numbers(std::optional<Numbers>& into) {
  return {numbers_expected(), [&into](const View& where) {
            if (where.is(NodeKind::scalar)) into = parse_numbers(where.node().text);
            if (!into) where.wrong_type("names no counters", numbers_expected());
          }};
}

Shares read_shares(const View& where, const std::vector<Lane>& known) {
  Shares shares;
  if (!where.is(NodeKind::mapping)) {
    where.wrong_type("is not a mapping", "the percent of each lane");
    return shares;
  }
  int sum = 0;
  bool sound = true;
  for (const View& member : where.children()) {
    int percent = 0;
    integer(percent, {1, 100}, "percent of the counter's time").read(member);
    sound = sound && percent > 0;
    sum += percent;
    const auto lane = std::ranges::find(known, member.node().key, &Lane::key);
    if (lane != known.end()) {
      shares[lane->code] = percent;
    } else if (!known.empty()) {
      std::vector<std::string> keys;
      for (const Lane& each : known) keys.push_back(each.key);
      member.key_error("unknown lane " + in_quotes(member.node().key), "one of " + joined(keys));
    }
  }
  if (sound && sum != 100) {
    where.error("the shares of the lanes add up to " + std::to_string(sum) + " %", "100 %");
  }
  return shares;
}

/// One entry of the list; adds to `into` every counter it names.
void read_entry(const View& where, const std::vector<Lane>& known, std::map<int, Counter>& into) {
  std::optional<Numbers> numbers;
  Shares shares;
  std::vector<Period> hours;
  Fields fields{where};
  fields.required("counters", counter_numbers(numbers));
  fields.required("lanes", {"the percent of each lane",
                            [&](const View& at) { shares = read_shares(at, known); }});
  fields.optional("hours", periods(hours));
  fields.finish();
  if (!numbers) return;
  for (int number = numbers->first; number <= numbers->last; ++number) {
    if (into.try_emplace(number, Counter{number, shares, hours}).second) continue;
    where.member_or_self("counters")
        .error("counter " + std::to_string(number) + " is listed twice", "each number once");
    return;
  }
}

}  // namespace

Reader counters(std::vector<Counter>& into, const std::vector<Lane>& known) {
  const std::string what = "entries {counters, lanes, …}";
  return {"a list of " + what, [what, &into, &known](const View& where) {
            std::map<int, Counter> by_number;
            list(1, counters_max, what, [&](const View& entry) {
              read_entry(entry, known, by_number);
            }).read(where);
            if (by_number.size() > counters_max) {
              where.error("names " + std::to_string(by_number.size()) + " counters",
                          "at most " + std::to_string(counters_max) + " in one hall");
            }
            for (auto& [number, counter] : by_number) into.push_back(std::move(counter));
          }};
}

int free_counter_number(const std::vector<Counter>& counters) {
  int number = 1;
  while (std::ranges::find(counters, number, &Counter::number) != counters.end()) ++number;
  return number;
}

std::array<int, lanes_max + 1> lane_percent_of(const std::vector<Counter>& counters) {
  std::array<int, lanes_max + 1> percent{};
  for (const Counter& counter : counters) {
    for (const auto& [lane, share] : counter.share_percent) {
      percent[static_cast<std::size_t>(lane)] += share;
    }
  }
  return percent;
}

}  // namespace offpeak::config
