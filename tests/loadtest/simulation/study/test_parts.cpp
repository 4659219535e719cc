#include <doctest/doctest.h>

#include <functional>

#include "loadtest/simulation/study/part.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

using config::replaced;

StudySpec study(std::uint32_t shards) {
  StudySpec spec;
  spec.scenarios = {scenario("base", 800), scenario("\"more\"", 901.0 / 3)};
  spec.scenarios[1].changes = {"demand +10%"};
  spec.seed = 18'446'744'073'709'551'615u;
  spec.replications = 10;
  spec.shards = shards;
  return spec;
}

std::string part_of(StudySpec spec, std::uint32_t shard) {
  spec.shard = shard;
  return part_text(frame_of(spec, "d1"), spec, run_quietly(spec));
}

/// The merged results, or what is said instead.
std::string merged(const std::vector<std::string>& texts) {
  std::vector<NamedPart> parts;
  for (const std::string& text : texts) {
    auto part = read_part(text);
    const std::string file = "part" + std::to_string(parts.size() + 1);
    if (!part) return file + ": " + part.error().message;
    parts.push_back({file, std::move(*part)});
  }
  const auto whole = merge(std::move(parts));
  if (!whole) return whole.error().message;
  return results_json(whole->frame, whole->result);
}

TEST_CASE("merged parts are the bytes of one run, in any order and number") {
  for (const bool antithetic : {false, true}) {
    for (const std::uint32_t shards : {1u, 2u, 3u, 7u, 25u}) {
      StudySpec spec = study(shards);
      spec.antithetic = antithetic;
      std::vector<std::string> parts;
      for (std::uint32_t shard = shards; shard >= 1; --shard) parts.push_back(part_of(spec, shard));
      spec.shards = 1;
      CAPTURE(shards);
      CHECK(merged(parts) == results_json(frame_of(spec, "d1"), run_quietly(spec)));
    }
  }
}

TEST_CASE("parts that do not make a study are refused") {
  const StudySpec spec = study(3);
  const std::string one = part_of(spec, 1), two = part_of(spec, 2), three = part_of(spec, 3);
  const std::string other_study = replaced(two, "\"digest\":\"d1\"", "\"digest\":\"d2\"");
  const std::string other_size = part_of(study(4), 2);
  constexpr std::string_view waits = "\"waits\":[";
  const std::string waitless =
      std::string{two}.replace(two.find(waits), waits.size(), "\"waits\":[],\"no\":[");
  struct Row {
    std::vector<std::string> parts;
    std::string said;
  };
  const Row rows[] = {
      {{}, "there are no parts"},
      {{one, three}, "missing: shard 2/3"},
      {{two}, "missing: shard 1/3, shard 3/3"},
      {{one, two, three, two}, "shard 2/3 is there twice: part2 and part4"},
      {{one, other_study, three},
       "part2 is a part of another study than part1: their inputs or versions differ"},
      {{one, other_size, three}, "part2 is one of 4 parts, part1 one of 3"},
      {{one, replaced(two, "\"people\":\"800", "\"people\":\"nan"), three},
       "part2: a number is not finite"},
      {{one, replaced(two, "\"people\":\"800", "\"people\":\"inf"), three},
       "part2: a number is not finite"},
      {{one, replaced(two, "\"version\":5,", "\"version\":1e400,"), three},
       "part2: it is not a part of a simulation"},
      {{one, replaced(two, "\"version\":5,", "\"version\":1,"), three},
       "part2: another version of offpeak wrote it"},
      {{one, replaced(two, "\"seed\":", "\"sead\":"), three},
       "part2: a member is missing or is of another kind than a part's"},
      {{one, replaced(two, "\"scenarios\":[", "\"scenarios\":1,\"no\":["), three},
       "part2: a member is missing or is of another kind than a part's"},
      {{one, waitless, three}, "part2: a class of visitors is missing"},
      {{one, replaced(two, "\"shards\":3,", "\"shards\":0,"), three},
       "part2: a number is out of its bounds"},
      {{one, "{}", three}, "part2: it is not a part of a simulation"},
      {{one, two.substr(0, two.size() / 2), three}, "part2: it is not a part of a simulation"},
      {{one, replaced(two, "\"shard\":2,", "\"shard\":3,"), three},
       "part2: a replication belongs to another shard"},
      {{one, replaced(two, "\"complete\":true", "\"complete\":false"), three},
       "part2: its replications are not all there"},
  };
  for (const Row& row : rows) CHECK(merged(row.parts) == row.said);
}

TEST_CASE("a shard that was stopped has to run again") {
  StudySpec spec = study(2);
  spec.shard = 2;
  const std::atomic<bool> stop{true};
  const StudyResult stopped = run_study(
      spec, stop, [](const Progress&) {}, played);
  const std::string part = part_text(frame_of(spec, "d1"), spec, stopped);
  CHECK(merged({part_of(spec, 1), part}) == "part2: shard 2/2 was stopped early: run it again");
}

TEST_CASE("a part with any byte changed is read or refused, never trusted with its size") {
  StudySpec spec = study(1);
  spec.scenarios[0].city.halls.resize(1);
  spec.scenarios.pop_back();
  spec.replications = 2;
  const std::string part = part_of(spec, 1);
  int refused = 0;
  for (std::size_t at = 0; at < part.size(); at += 3) {
    for (const char byte : {'9', '"', '-', '\0'}) {
      std::string changed = part;
      changed[at] = byte;
      if (!read_part(changed)) ++refused;
    }
  }
  CHECK(refused > 0);
}

}  // namespace
}  // namespace offpeak::loadtest
