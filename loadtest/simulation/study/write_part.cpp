#include <charconv>

#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/json_text.hpp"
#include "loadtest/simulation/study/part.hpp"
#include "loadtest/simulation/study/part_format.hpp"

namespace offpeak::loadtest {
namespace {

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

void add_name(JsonText& json, const config::Name& name) {
  json.key("name").open('{').key("zh").text(name.zh).key("en").text(name.en).close('}');
}

void add_frame(JsonText& json, const StudyFrame& frame) {
  json.line().key("city").open('{').key("key").text(frame.city_key);
  add_name(json, frame.city_name);
  json.key("synthetic").truth(frame.synthetic).close('}');
  json.line().key("date").text(frame.date);
  json.key("days").integer(static_cast<std::uint64_t>(frame.days)).key("seed").integer(frame.seed);
  json.key("antithetic").truth(frame.antithetic).key("replications").integer(frame.replications);
  json.line().key("halls").open('[');
  for (const FrameHall& hall : frame.halls) {
    json.open('{').key("code").integer(hall.code);
    add_name(json, hall.name);
    json.close('}');
  }
  json.close(']');
}

void add_inputs(JsonText& json, const FrameScenario& scenario) {
  Numbers people;
  people(scenario.people);
  json.key("name").text(scenario.name).key("people").text(people.text());
  json.key("counters").open('[');
  for (const int counters : scenario.counters) json.integer(static_cast<std::uint64_t>(counters));
  json.close(']').key("changes").open('[');
  for (const std::string& change : scenario.changes) json.text(change);
  json.close(']');
}

void add_replication(JsonText& json, const ScenarioResult& scenario, std::size_t at) {
  Numbers numbers;
  numbers(scenario.replications[at]);
  each_number(scenario.headlines[at], numbers);
  for (const Headline& hall : scenario.hall_headlines[at]) each_number(hall, numbers);
  json.line().text(numbers.text());
}

void add_waits(JsonText& json, const Waits& waits) {
  Numbers numbers;
  each_number(waits, numbers);
  for (const auto times : waits.minutes.bins()) numbers(times);
  json.text(numbers.text());
}

void add_hall(JsonText& json, const HallResult& hall) {
  json.line().open('{').key("counts").text(numbers_of(hall)).key("waits").open('[');
  for (const Waits* waits : {&hall.booked, &hall.walk_in, &hall.priority}) add_waits(json, *waits);
  json.close(']').key("cells").open('[');
  for (const Cell& cell : hall.cells) json.text(numbers_of(cell));
  json.close(']').close('}');
}

void add_scenario(JsonText& json, const FrameScenario& inputs, const ScenarioResult& scenario) {
  json.line().open('{');
  add_inputs(json, inputs);
  json.line().key("replications").open('[');
  for (std::size_t at = 0; at < scenario.replications.size(); ++at) {
    add_replication(json, scenario, at);
  }
  json.close(']').line().key("day").text(numbers_of(scenario.sum)).key("halls").open('[');
  for (const HallResult& hall : scenario.sum.halls) add_hall(json, hall);
  json.close(']').close('}');
}

bool has_all_jobs(const StudySpec& spec, const StudyResult& result) {
  std::uint64_t done = 0;
  for (const ScenarioResult& scenario : result.scenarios) done += scenario.replications.size();
  return done == jobs_of_shard(spec.scenarios.size(), spec.replications, spec.shard, spec.shards);
}

}  // namespace

std::string part_text(const StudyFrame& frame, const StudySpec& spec, const StudyResult& result) {
  JsonText json;
  json.open('{').key("format").text(part_format).key("version").integer(part_version);
  json.line().key("digest").text(frame.digest);
  json.key("shard").integer(spec.shard).key("shards").integer(spec.shards);
  json.key("complete").truth(has_all_jobs(spec, result));
  add_frame(json, frame);
  json.line().key("scenarios").open('[');
  for (std::size_t at = 0; at < result.scenarios.size(); ++at) {
    add_scenario(json, frame.scenarios[at], result.scenarios[at]);
  }
  json.close(']').line().close('}');
  return json.str() + '\n';
}

}  // namespace offpeak::loadtest
