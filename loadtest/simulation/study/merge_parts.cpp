#include <algorithm>
#include <map>
#include <numeric>

#include "loadtest/simulation/study/part.hpp"

namespace offpeak::loadtest {
namespace {

std::string shard_name(std::uint32_t shard, std::uint32_t shards) {
  return "shard " + std::to_string(shard) + '/' + std::to_string(shards);
}

/// Checks that the parts are one study, each given once.
base::Result<void> check(const std::vector<NamedPart>& parts) {
  const NamedPart& first = parts.front();
  std::map<std::uint32_t, const NamedPart*> by_shard;
  for (const NamedPart& each : parts) {
    const Part& part = each.part;
    if (part.frame.digest != first.part.frame.digest) {
      return base::Fault{each.file + " is a part of another study than " + first.file +
                         ": their inputs or versions differ"};
    }
    if (part.shards != first.part.shards) {
      return base::Fault{each.file + " is one of " + std::to_string(part.shards) + " parts, " +
                         first.file + " one of " + std::to_string(first.part.shards)};
    }
    const std::string name = shard_name(part.shard, part.shards);
    if (!part.result.complete) {
      return base::Fault{each.file + ": " + name + " was stopped early: run it again"};
    }
    const auto [at, added] = by_shard.emplace(part.shard, &each);
    if (!added) {
      return base::Fault{name + " is there twice: " + at->second->file + " and " + each.file};
    }
  }
  std::string missing;
  for (std::uint32_t shard = 1; shard <= first.part.shards; ++shard) {
    if (by_shard.contains(shard)) continue;
    missing += (missing.empty() ? "missing: " : ", ") + shard_name(shard, first.part.shards);
  }
  if (!missing.empty()) return base::Fault{missing};
  return {};
}

/// Takes the replications of another part; they are put in order at the end.
void add(ScenarioResult& into, ScenarioResult from) {
  std::ranges::move(from.replications, std::back_inserter(into.replications));
  std::ranges::move(from.headlines, std::back_inserter(into.headlines));
  std::ranges::move(from.hall_headlines, std::back_inserter(into.hall_headlines));
  into.sum.add(from.sum);
}

/// In the order of replications, as one run has them.
ScenarioResult in_order(ScenarioResult from) {
  std::vector<std::size_t> order(from.replications.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) { return from.replications[at]; });
  ScenarioResult result;
  result.name = std::move(from.name);
  result.sum = std::move(from.sum);
  for (const std::size_t at : order) {
    result.replications.push_back(from.replications[at]);
    result.headlines.push_back(from.headlines[at]);
    result.hall_headlines.push_back(std::move(from.hall_headlines[at]));
  }
  return result;
}

/// Parts with the same digest were made from the same inputs; this check is for files that were
/// changed by hand.
bool same_shape(const StudyFrame& left, const StudyFrame& right) {
  return std::ranges::equal(left.halls, right.halls, {}, &FrameHall::code, &FrameHall::code) &&
         std::ranges::equal(left.scenarios, right.scenarios, {}, &FrameScenario::name,
                            &FrameScenario::name) &&
         left.lanes.size() == right.lanes.size() && left.services.size() == right.services.size() &&
         left.replications == right.replications;
}

}  // namespace

base::Result<Merged> merge(std::vector<NamedPart> parts) {
  if (parts.empty()) return base::Fault{"there are no parts"};
  if (const auto checked = check(parts); !checked) return checked.error();
  Merged merged{std::move(parts.front().part.frame), std::move(parts.front().part.result)};
  for (std::size_t at = 1; at < parts.size(); ++at) {
    Part& part = parts[at].part;
    if (!same_shape(merged.frame, part.frame)) {
      return base::Fault{parts[at].file + " does not fit " + parts.front().file};
    }
    for (std::size_t scenario = 0; scenario < part.result.scenarios.size(); ++scenario) {
      add(merged.result.scenarios[scenario], std::move(part.result.scenarios[scenario]));
    }
  }
  for (auto& scenario : merged.result.scenarios) scenario = in_order(std::move(scenario));
  return merged;
}

}  // namespace offpeak::loadtest
