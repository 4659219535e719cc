#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <exception>
#include <type_traits>

#include "base/json_reader.hpp"
#include "loadtest/simulation/study/bounds.hpp"
#include "loadtest/simulation/study/part.hpp"
#include "loadtest/simulation/study/part_format.hpp"

namespace offpeak::loadtest {
namespace {

namespace json = boost::json;

constexpr std::size_t json_depth_max = 16;
constexpr std::size_t histogram_bins_max = 8192;
constexpr std::size_t changes_max = 10'000;

/// Ends the reading of a part; caught by `read_part`.
struct Malformed {
  base::Fault fault;
};

void require(bool holds, const char* what) {
  if (!holds) throw Malformed{{what}};
}

/// Numbers out of a text, in the order of `each_number`.
class Numbers {
 public:
  explicit Numbers(const json::value& text) : left_{text.as_string()} {}

  template <class Number>
  void operator()(Number& into) {
    const char* const end = left_.data() + left_.size();
    const auto [after, error] = std::from_chars(left_.data(), end, into);
    require(error == std::errc{} && (after == end || *after == ' '), "a number is malformed");
    if constexpr (std::is_floating_point_v<Number>) {
      require(std::isfinite(into), "a number is not finite");
    }
    left_.remove_prefix(static_cast<std::size_t>(after - left_.data()));
    if (!left_.empty()) left_.remove_prefix(1);
  }
  bool more() const { return !left_.empty(); }
  void finish() const { require(!more(), "a list of numbers is too long"); }

 private:
  std::string_view left_;
};

template <class Record>
void read_numbers(const json::value& text, Record& into) {
  Numbers numbers{text};
  each_number(into, numbers);
  numbers.finish();
}

template <class Number>
Number whole(const json::value& value, std::uint64_t least, std::uint64_t most) {
  const auto number = value.to_number<std::uint64_t>();
  require(number >= least && number <= most, "a number is out of its bounds");
  return static_cast<Number>(number);
}

const json::array& list(const json::value& value, std::size_t most) {
  const auto& items = value.as_array();
  require(items.size() <= most, "a list is too long");
  return items;
}

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

config::Name read_name(const json::value& value) {
  return {text(value.at("zh")), text(value.at("en"))};
}

FrameScenario read_inputs(const json::object& from, std::size_t halls) {
  FrameScenario inputs;
  inputs.name = text(from.at("name"));
  Numbers people{from.at("people")};
  people(inputs.people);
  people.finish();
  for (const auto& count : list(from.at("counters"), halls)) {
    inputs.counters.push_back(whole<int>(count, 0, config::counters_max));
  }
  require(inputs.counters.size() == halls, "the counters are not those of the halls");
  for (const auto& change : list(from.at("changes"), changes_max)) {
    inputs.changes.push_back(text(change));
  }
  return inputs;
}

StudyFrame read_frame(const json::object& from) {
  StudyFrame frame;
  frame.digest = text(from.at("digest"));
  const auto& city = from.at("city").as_object();
  frame.city_key = text(city.at("key"));
  frame.city_name = read_name(city.at("name"));
  frame.synthetic = city.at("synthetic").as_bool();
  frame.date = text(from.at("date"));
  frame.days = whole<int>(from.at("days"), 1, days_max);
  frame.seed = from.at("seed").to_number<std::uint64_t>();
  frame.antithetic = from.at("antithetic").as_bool();
  frame.replications = whole<std::uint32_t>(from.at("replications"), 1, replications_max);
  for (const auto& hall : list(from.at("halls"), config::halls_max)) {
    frame.halls.push_back(
        {whole<std::uint32_t>(hall.at("code"), 0, UINT32_MAX), read_name(hall.at("name"))});
  }
  for (const auto& scenario : list(from.at("scenarios"), scenarios_max)) {
    frame.scenarios.push_back(read_inputs(scenario.as_object(), frame.halls.size()));
  }
  require(!frame.scenarios.empty(), "there is no scenario");
  return frame;
}

void read_waits(const json::value& from, Waits& into) {
  Numbers numbers{from};
  each_number(into, numbers);
  std::vector<std::uint32_t> bins;
  while (numbers.more()) {
    require(bins.size() < histogram_bins_max, "a histogram is too long");
    numbers(bins.emplace_back());
  }
  into.minutes = Histogram::from_bins(std::move(bins));
}

HallResult read_hall(const json::object& from, std::uint32_t code) {
  HallResult hall;
  hall.hall = code;
  read_numbers(from.at("counts"), hall);
  const auto& waits = list(from.at("waits"), 3);
  require(waits.size() == 3, "a class of visitors is missing");
  read_waits(waits[0], hall.booked);
  read_waits(waits[1], hall.walk_in);
  read_waits(waits[2], hall.priority);
  const auto& cells = list(from.at("cells"), hall.cells.size());
  require(cells.size() == hall.cells.size(), "a half-hour is missing");
  for (std::size_t at = 0; at < cells.size(); ++at) read_numbers(cells[at], hall.cells[at]);
  return hall;
}

void read_replication(const json::value& from, const Part& part, std::size_t scenario,
                      ScenarioResult& into) {
  Numbers numbers{from};
  std::uint32_t replication = 0;
  numbers(replication);
  const bool in_order = into.replications.empty() || into.replications.back() < replication;
  require(in_order && replication < part.frame.replications, "the replications are not in order");
  const std::uint64_t job = std::uint64_t{replication} * part.frame.scenarios.size() + scenario;
  require(job % part.shards == part.shard - 1, "a replication belongs to another shard");
  into.replications.push_back(replication);
  each_number(into.headlines.emplace_back(), numbers);
  auto& halls = into.hall_headlines.emplace_back(part.frame.halls.size());
  for (Headline& hall : halls) each_number(hall, numbers);
  numbers.finish();
}

ScenarioResult read_scenario(const json::object& from, const Part& part, std::size_t scenario) {
  ScenarioResult result;
  result.name = part.frame.scenarios[scenario].name;
  for (const auto& replication : list(from.at("replications"), part.frame.replications)) {
    read_replication(replication, part, scenario, result);
  }
  read_numbers(from.at("day"), result.sum);
  const auto& halls = list(from.at("halls"), part.frame.halls.size());
  require(halls.size() == part.frame.halls.size(), "a hall is missing");
  for (std::size_t at = 0; at < halls.size(); ++at) {
    result.sum.halls.push_back(read_hall(halls[at].as_object(), part.frame.halls[at].code));
  }
  return result;
}

/// A part is taken for complete only when all its jobs are there, whatever it says.
void check_complete(const Part& part) {
  std::uint64_t done = 0;
  for (const auto& scenario : part.result.scenarios) done += scenario.replications.size();
  const std::uint64_t jobs =
      jobs_of_shard(part.frame.scenarios.size(), part.frame.replications, part.shard, part.shards);
  require(part.result.complete == (done == jobs), "its replications are not all there");
}

Part read(const json::object& from) {
  const auto* format = from.if_contains("format");
  require(format != nullptr && format->is_string() && format->as_string() == part_format,
          "it is not a part of a simulation");
  require(from.at("version").to_number<int>() == part_version,
          "another version of offpeak wrote it");
  Part part;
  part.frame = read_frame(from);
  part.shards = whole<std::uint32_t>(from.at("shards"), 1, shards_max);
  part.shard = whole<std::uint32_t>(from.at("shard"), 1, part.shards);
  part.result.complete = from.at("complete").as_bool();
  const auto& scenarios = from.at("scenarios").as_array();
  for (std::size_t at = 0; at < scenarios.size(); ++at) {
    part.result.scenarios.push_back(read_scenario(scenarios[at].as_object(), part, at));
  }
  check_complete(part);
  return part;
}

}  // namespace

base::Result<Part> read_part(std::string_view text) {
  if (text.size() > part_bytes_max) return base::Fault{"it is larger than 1 GiB"};
  const auto document = base::read_json(text, json_depth_max);
  if (!document || !document->is_object()) return base::Fault{"it is not a part of a simulation"};
  try {
    return read(document->get_object());
  } catch (const Malformed& malformed) {
    return malformed.fault;
  } catch (const std::exception&) {  // a member that is missing, or of another type
    return base::Fault{"a member is missing or is of another kind than a part's"};
  }
}

}  // namespace offpeak::loadtest
