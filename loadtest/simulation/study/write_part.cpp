#include <charconv>

#include "base/json_writer.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/part.hpp"
#include "loadtest/simulation/study/part_format.hpp"

namespace offpeak::loadtest {
namespace {

using base::JsonWriter;

/// Exact numbers in one text, separated by spaces.
class Numbers {
 public:
  template <class Number>
  void operator()(Number value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    if (!text_.empty()) text_ += ' ';
    text_.append(digits, end);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <class Record>
std::string numbers_of(const Record& record) {
  Numbers numbers;
  each_number(record, numbers);
  return numbers.text();
}

void add_name(JsonWriter& json, const config::Name& name) {
  json.key("name").begin_object().key("zh").text(name.zh).key("en").text(name.en).end_object();
}

void add_frame(JsonWriter& json, const StudyFrame& frame) {
  json.line().key("city").begin_object().key("key").text(frame.city_key);
  add_name(json, frame.city_name);
  json.key("synthetic").boolean(frame.synthetic).end_object();
  json.line().key("date").text(frame.date);
  json.key("days").number(frame.days).key("seed").number(frame.seed);
  json.key("antithetic").boolean(frame.antithetic).key("replications").number(frame.replications);
  json.line().key("calendar").begin_array();
  for (const PlayedDay& day : frame.calendar) {
    json.begin_object().key("date").text(day.date).key("weekday").number(day.weekday);
    json.key("halls_open").number(day.halls_open);
    json.key("closed_for").number(static_cast<int>(day.closed_for));
    json.key("notice").number(static_cast<int>(day.notice));
    json.key("assumed").boolean(day.is_assumed).end_object();
  }
  json.end_array();
  json.line().key("halls").begin_array();
  for (const FrameHall& hall : frame.halls) {
    json.begin_object().key("code").number(hall.code);
    add_name(json, hall.name);
    json.end_object();
  }
  json.end_array().line().key("lanes").begin_array();
  for (const FrameLane& lane : frame.lanes) {
    json.begin_object().key("code").number(lane.code);
    add_name(json, lane.name);
    json.key("machines").boolean(lane.machines).end_object();
  }
  json.end_array().line().key("services").begin_array();
  for (const FrameService& service : frame.services) {
    json.begin_object().key("key").text(service.key);
    add_name(json, service.name);
    json.end_object();
  }
  json.end_array();
}

void add_inputs(JsonWriter& json, const FrameScenario& scenario) {
  Numbers people;
  people(scenario.people);
  Numbers moves;
  each_number(scenario.moves, moves);
  json.key("name").text(scenario.name).key("people").text(people.text());
  json.key("moves").text(moves.text());
  json.key("counters").begin_array();
  for (const int counters : scenario.counters) json.number(counters);
  json.end_array().key("changes").begin_array();
  for (const std::string& change : scenario.changes) json.text(change);
  json.end_array();
}

void add_replication(JsonWriter& json, const ScenarioResult& scenario, std::size_t at) {
  Numbers numbers;
  numbers(scenario.replications[at]);
  each_number(scenario.headlines[at], numbers);
  for (const Headline& hall : scenario.hall_headlines[at]) each_number(hall, numbers);
  json.line().text(numbers.text());
}

void add_waits(JsonWriter& json, const Waits& waits) {
  Numbers numbers;
  each_number(waits, numbers);
  for (const auto times : waits.minutes.bins()) numbers(times);
  json.text(numbers.text());
}

/// Two texts for each lane or service: its numbers, and its waits.
template <class Record>
void add_parts(JsonWriter& json, const std::vector<Record>& records) {
  json.begin_array();
  for (const Record& record : records) {
    json.text(numbers_of(record));
    add_waits(json, record.waits);
  }
  json.end_array();
}

void add_hall(JsonWriter& json, const HallResult& hall) {
  json.line().begin_object().key("counts").text(numbers_of(hall)).key("waits").begin_array();
  for (const Waits* waits : {&hall.booked, &hall.walk_in, &hall.priority}) add_waits(json, *waits);
  json.end_array();
  add_parts(json.key("lanes"), hall.lanes);
  add_parts(json.key("services"), hall.services);
  json.key("cells").begin_array();
  for (const Cell& cell : hall.cells) json.text(numbers_of(cell));
  json.end_array().end_object();
}

void add_scenario(JsonWriter& json, const FrameScenario& inputs, const ScenarioResult& scenario) {
  json.line().begin_object();
  add_inputs(json, inputs);
  json.line().key("replications").begin_array();
  for (std::size_t at = 0; at < scenario.replications.size(); ++at) {
    add_replication(json, scenario, at);
  }
  json.end_array().line().key("day").text(numbers_of(scenario.sum)).key("halls").begin_array();
  for (const HallResult& hall : scenario.sum.halls) add_hall(json, hall);
  json.end_array().end_object();
}

bool has_all_jobs(const StudySpec& spec, const StudyResult& result) {
  std::uint64_t done = 0;
  for (const ScenarioResult& scenario : result.scenarios) done += scenario.replications.size();
  return done == jobs_of_shard(spec.scenarios.size(), spec.replications, spec.shard, spec.shards);
}

}  // namespace

std::string part_text(const StudyFrame& frame, const StudySpec& spec, const StudyResult& result) {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("format").text(part_format).key("version").number(part_version);
  json.line().key("digest").text(frame.digest);
  json.key("shard").number(spec.shard).key("shards").number(spec.shards);
  json.key("complete").boolean(has_all_jobs(spec, result));
  add_frame(json, frame);
  json.line().key("scenarios").begin_array();
  for (std::size_t at = 0; at < result.scenarios.size(); ++at) {
    add_scenario(json, frame.scenarios[at], result.scenarios[at]);
  }
  json.end_array().line().end_object();
  out += '\n';
  return out;
}

}  // namespace offpeak::loadtest
