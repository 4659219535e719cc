#include <boost/json.hpp>
#include <charconv>
#include <cmath>
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

/// Takes values out of the text of a part. The first fault stays; after it every list is empty, so
/// that what reads need not ask after each value. A member that is missing is null, which no value
/// of a part is.
class Reader {
 public:
  /// Whether all is well so far. `fault` says what is not when this does not hold.
  bool require(bool holds, const char* fault) {
    if (!holds && sound_) sound_ = base::Fault{fault};
    return sound_.has_value();
  }
  const base::Result<void>& sound() const { return sound_; }

  const json::value& member(const json::value& from, std::string_view name) const {
    const auto* const object = from.if_object();
    const auto* const found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? null_ : *found;
  }
  std::string_view text(const json::value& value) {
    const auto* const text = value.if_string();
    return require_kind(text != nullptr) ? std::string_view{*text} : std::string_view{};
  }
  bool flag(const json::value& value) {
    const auto* const flag = value.if_bool();
    return require_kind(flag != nullptr) && *flag;
  }
  const json::array& list(const json::value& value, std::size_t size_max) {
    const auto* const items = value.if_array();
    const bool taken =
        require_kind(items != nullptr) && require(items->size() <= size_max, "a list is too long");
    return taken ? *items : empty_;
  }
  template <class Number>
  Number number(const json::value& value) {
    boost::system::error_code error;
    const auto number = value.to_number<Number>(error);
    return require_kind(!error) ? number : Number{};
  }
  /// `least` after a fault.
  template <class Number>
  Number whole(const json::value& value, std::uint64_t least, std::uint64_t most) {
    const auto found = number<std::uint64_t>(value);
    const bool taken = require(found >= least && found <= most, "a number is out of its bounds");
    return static_cast<Number>(taken ? found : least);
  }

 private:
  bool require_kind(bool holds) {
    return require(holds, "a member is missing or is of another kind than a part's");
  }

  const json::value null_;
  const json::array empty_;
  base::Result<void> sound_;
};

/// Numbers out of a text, in the order of `each_number`.
class Numbers {
 public:
  Numbers(Reader& in, const json::value& text) : in_{in}, left_{in.text(text)} {}

  template <class Number>
  void operator()(Number& into) {
    const char* const end = left_.data() + left_.size();
    const auto [after, error] = std::from_chars(left_.data(), end, into);
    if (!in_.require(error == std::errc{} && (after == end || *after == ' '),
                     "a number is malformed")) {
      left_ = {};
      return;
    }
    if constexpr (std::is_floating_point_v<Number>) {
      in_.require(std::isfinite(into), "a number is not finite");
    }
    left_.remove_prefix(static_cast<std::size_t>(after - left_.data()));
    if (!left_.empty()) left_.remove_prefix(1);
  }
  bool more() const { return !left_.empty(); }
  void finish() const { in_.require(!more(), "a list of numbers is too long"); }

 private:
  Reader& in_;
  std::string_view left_;
};

template <class Record>
void read_numbers(Reader& in, const json::value& text, Record& into) {
  Numbers numbers{in, text};
  each_number(into, numbers);
  numbers.finish();
}

config::Name read_name(Reader& in, const json::value& value) {
  return {std::string{in.text(in.member(value, "zh"))},
          std::string{in.text(in.member(value, "en"))}};
}

FrameScenario read_inputs(Reader& in, const json::value& from, std::size_t halls) {
  FrameScenario inputs;
  inputs.name = in.text(in.member(from, "name"));
  Numbers people{in, in.member(from, "people")};
  people(inputs.people);
  people.finish();
  Numbers moves{in, in.member(from, "moves")};
  each_number(inputs.moves, moves);
  moves.finish();
  for (const auto& count : in.list(in.member(from, "counters"), halls)) {
    inputs.counters.push_back(in.whole<int>(count, 0, config::counters_max));
  }
  in.require(inputs.counters.size() == halls, "the counters are not those of the halls");
  for (const auto& change : in.list(in.member(from, "changes"), changes_max)) {
    inputs.changes.emplace_back(in.text(change));
  }
  return inputs;
}

PlayedDay read_day(Reader& in, const json::value& from) {
  constexpr int saturday = 6;
  PlayedDay day;
  day.date = in.text(in.member(from, "date"));
  day.weekday = in.whole<int>(in.member(from, "weekday"), 0, saturday);
  day.halls_open = in.whole<int>(in.member(from, "halls_open"), 0, config::halls_max);
  day.closed_for = static_cast<ClosedFor>(
      in.whole<int>(in.member(from, "closed_for"), 0, static_cast<int>(closed_keys.size()) - 1));
  day.notice = static_cast<Notice>(
      in.whole<int>(in.member(from, "notice"), 0, static_cast<int>(notice_keys.size()) - 1));
  day.is_assumed = in.flag(in.member(from, "assumed"));
  return day;
}

StudyFrame read_frame(Reader& in, const json::value& from) {
  StudyFrame frame;
  frame.digest = in.text(in.member(from, "digest"));
  const auto& city = in.member(from, "city");
  frame.city_key = in.text(in.member(city, "key"));
  frame.city_name = read_name(in, in.member(city, "name"));
  frame.synthetic = in.flag(in.member(city, "synthetic"));
  frame.date = in.text(in.member(from, "date"));
  frame.days = in.whole<int>(in.member(from, "days"), 1, days_max);
  for (const auto& day : in.list(in.member(from, "calendar"), days_max)) {
    frame.calendar.push_back(read_day(in, day));
  }
  frame.seed = in.number<std::uint64_t>(in.member(from, "seed"));
  frame.antithetic = in.flag(in.member(from, "antithetic"));
  frame.replications =
      in.whole<std::uint32_t>(in.member(from, "replications"), 1, replications_max);
  for (const auto& hall : in.list(in.member(from, "halls"), config::halls_max)) {
    frame.halls.push_back({in.whole<std::uint32_t>(in.member(hall, "code"), 0, UINT32_MAX),
                           read_name(in, in.member(hall, "name"))});
  }
  for (const auto& lane : in.list(in.member(from, "lanes"), config::lanes_max)) {
    frame.lanes.push_back({in.whole<int>(in.member(lane, "code"), 1, config::lanes_max),
                           read_name(in, in.member(lane, "name")),
                           in.flag(in.member(lane, "machines"))});
  }
  for (const auto& service : in.list(in.member(from, "services"), config::services_max)) {
    frame.services.push_back({std::string{in.text(in.member(service, "key"))},
                              read_name(in, in.member(service, "name"))});
  }
  for (const auto& scenario : in.list(in.member(from, "scenarios"), scenarios_max)) {
    frame.scenarios.push_back(read_inputs(in, scenario, frame.halls.size()));
  }
  in.require(!frame.scenarios.empty(), "there is no scenario");
  return frame;
}

void read_waits(Reader& in, const json::value& from, Waits& into) {
  Numbers numbers{in, from};
  each_number(into, numbers);
  std::vector<std::uint32_t> bins;
  while (numbers.more() &&
         in.require(bins.size() < histogram_bins_max, "a histogram is too long")) {
    numbers(bins.emplace_back());
  }
  into.minutes = Histogram::from_bins(std::move(bins));
}

/// Lanes or services: two texts for each.
template <class Record>
std::vector<Record> read_parts(Reader& in, const json::value& from, std::size_t count) {
  std::vector<Record> records(count);
  const auto& texts = in.list(from, 2 * count);
  if (!in.require(texts.size() == 2 * count, "a lane or a service is missing")) return records;
  for (std::size_t at = 0; at < count; ++at) {
    read_numbers(in, texts[2 * at], records[at]);
    read_waits(in, texts[2 * at + 1], records[at].waits);
  }
  return records;
}

HallResult read_hall(Reader& in, const json::value& from, const StudyFrame& frame,
                     std::uint32_t code) {
  HallResult hall;
  hall.hall = code;
  hall.lanes = read_parts<LaneResult>(in, in.member(from, "lanes"), frame.lanes.size());
  hall.services = read_parts<ServiceResult>(in, in.member(from, "services"), frame.services.size());
  read_numbers(in, in.member(from, "counts"), hall);
  const auto& waits = in.list(in.member(from, "waits"), 3);
  if (!in.require(waits.size() == 3, "a class of visitors is missing")) return hall;
  read_waits(in, waits[0], hall.booked);
  read_waits(in, waits[1], hall.walk_in);
  read_waits(in, waits[2], hall.priority);
  const auto& cells = in.list(in.member(from, "cells"), hall.cells.size());
  in.require(cells.size() == hall.cells.size(), "a half-hour is missing");
  for (std::size_t at = 0; at < cells.size(); ++at) read_numbers(in, cells[at], hall.cells[at]);
  return hall;
}

void read_replication(Reader& in, const json::value& from, const Part& part, std::size_t scenario,
                      ScenarioResult& into) {
  Numbers numbers{in, from};
  std::uint32_t replication = 0;
  numbers(replication);
  const bool in_order = into.replications.empty() || into.replications.back() < replication;
  in.require(in_order && replication < part.frame.replications,
             "the replications are not in order");
  const std::uint64_t job = std::uint64_t{replication} * part.frame.scenarios.size() + scenario;
  in.require(job % part.shards == part.shard - 1, "a replication belongs to another shard");
  into.replications.push_back(replication);
  each_number(into.headlines.emplace_back(), numbers);
  auto& halls = into.hall_headlines.emplace_back(part.frame.halls.size());
  for (Headline& hall : halls) each_number(hall, numbers);
  numbers.finish();
}

ScenarioResult read_scenario(Reader& in, const json::value& from, const Part& part,
                             std::size_t scenario) {
  ScenarioResult result;
  result.name = part.frame.scenarios[scenario].name;
  for (const auto& replication :
       in.list(in.member(from, "replications"), part.frame.replications)) {
    read_replication(in, replication, part, scenario, result);
  }
  read_numbers(in, in.member(from, "day"), result.sum);
  const auto& halls = in.list(in.member(from, "halls"), part.frame.halls.size());
  in.require(halls.size() == part.frame.halls.size(), "a hall is missing");
  for (std::size_t at = 0; at < halls.size(); ++at) {
    result.sum.halls.push_back(read_hall(in, halls[at], part.frame, part.frame.halls[at].code));
  }
  return result;
}

/// A part is taken for complete only when all its jobs are there, whatever it says.
void check_complete(Reader& in, const Part& part) {
  std::uint64_t done = 0;
  for (const auto& scenario : part.result.scenarios) done += scenario.replications.size();
  const std::uint64_t jobs =
      jobs_of_shard(part.frame.scenarios.size(), part.frame.replications, part.shard, part.shards);
  in.require(part.result.complete == (done == jobs), "its replications are not all there");
}

base::Result<Part> read(const json::value& from) {
  Reader in;
  const auto* const format = in.member(from, "format").if_string();
  in.require(format != nullptr && *format == part_format, "it is not a part of a simulation");
  in.require(in.number<int>(in.member(from, "version")) == part_version,
             "another version of offpeak wrote it");
  Part part;
  part.frame = read_frame(in, from);
  part.shards = in.whole<std::uint32_t>(in.member(from, "shards"), 1, shards_max);
  part.shard = in.whole<std::uint32_t>(in.member(from, "shard"), 1, part.shards);
  part.result.complete = in.flag(in.member(from, "complete"));
  const auto& scenarios = in.list(in.member(from, "scenarios"), part.frame.scenarios.size());
  for (std::size_t at = 0; at < scenarios.size(); ++at) {
    part.result.scenarios.push_back(read_scenario(in, scenarios[at], part, at));
  }
  check_complete(in, part);
  if (!in.sound()) return in.sound().error();
  return part;
}

}  // namespace

base::Result<Part> read_part(std::string_view text) {
  if (text.size() > part_bytes_max) return base::Fault{"it is larger than 1 GiB"};
  const auto document = base::read_json(text, json_depth_max);
  if (!document || !document->is_object()) return base::Fault{"it is not a part of a simulation"};
  return read(*document);
}

}  // namespace offpeak::loadtest
