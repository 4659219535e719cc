// The table on applications online: the one that is shipped, and what is said about mistakes in
// one.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "tests/config/sample.hpp"
#include "tests/config/schema_keys.hpp"

namespace offpeak::config {
namespace {

namespace json = boost::json;

/// Hangzhou with this table.
LoadResult load_table(std::string_view table) {
  const Folder folder;
  folder.write("calendars/cn.yaml", read_source("config/calendars/cn.yaml"));
  folder.write("online.yaml", table);
  return load_city(folder.write("hangzhou.yaml", read_source("config/hangzhou.yaml")));
}

const std::string& shipped() {
  static const std::string text = read_source("config/online.yaml");
  return text;
}

/// The shipped table with the first `old` replaced.
std::string spoilt(std::string_view old, std::string_view with) {
  std::string text = shipped();
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), with);
}

std::vector<Diagnostic> errors_of(const LoadResult& result) {
  std::vector<Diagnostic> errors;
  for (const Diagnostic& each : result.diagnostics) {
    if (each.severity == Severity::error) errors.push_back(each);
  }
  return errors;
}

TEST_CASE("the shipped table states the facts of docs/domain.md") {
  const LoadResult result = load_table(shipped());
  REQUIRE_MESSAGE(result.online.has_value(), listed(result));
  const OnlineRules& rules = *result.online;
  CHECK(rules.conditions.size() == online_answer_words.size());
  CHECK(rules.pilot_cities.size() == 20);
  CHECK(rules.age_years_min == 16);
  CHECK(rules.expiring_months == 6);
  REQUIRE(rules.online.ways.size() == 4);
  CHECK(rules.online.ways.front().url == "https://s.nia.gov.cn");
  for (const OnlineWay& way : rules.online.ways) CHECK(way.url.empty() == way.find.has_value());
  CHECK(rules.online.checklist.size() == 3);
  CHECK(rules.online.processing_days == 7);
  CHECK(rules.online.correct_days == 7);
  CHECK(rules.online.pay_days == 7);
  for (const char* key : {"passport", "hk_macao_permit", "taiwan_permit"}) {
    CAPTURE(key);
    const OnlineDocument* document = rules.find_document(key);
    REQUIRE(document != nullptr);
    CHECK(document->channel == OnlineChannel::conditions);
    CHECK(document->processing_days == 7);
    CHECK(document->outside_province_days == 20);
  }
}

TEST_CASE("a place is meant by its key and by its names") {
  const Name hangzhou{"杭州", "Hangzhou"};
  for (const char* text : {"hangzhou", "Hangzhou", "杭州", "杭州市"}) {
    CAPTURE(text);
    CHECK(names_place(text, "hangzhou", hangzhou));
  }
  for (const char* text : {"", "hang", "杭州湾", "杭", "HANGZHOU"}) {
    CAPTURE(text);
    CHECK_FALSE(names_place(text, "hangzhou", hangzhou));
  }
  CHECK(names_place("新疆维吾尔自治区", "xinjiang", {"新疆", "Xinjiang"}));
}

TEST_CASE("a city that names no table has none") {
  const LoadResult result = load_texts(sample_city);
  CHECK(result.city.has_value());
  CHECK_FALSE(result.online.has_value());
}

TEST_CASE("a table that is not there, or has a mistake, refuses the city") {
  const LoadResult missing =
      load_texts(replaced(sample_city, "city: sample", "city: sample\nonline: no.yaml"));
  CHECK_FALSE(missing.city.has_value());
  REQUIRE(missing.diagnostics.size() == 1);
  CHECK(missing.diagnostics.front().field == "online");
}

TEST_CASE("a mistake in the table is one message that names the field") {
  struct Row {
    std::string old;
    std::string with;
    std::string field;
    std::string problem;
  };
  const Row rows[] = {
      {"province: zhejiang  #", "province: zheijang  #", "province", "is not a province"},
      {"years_min: 16", "years_min: 151", "conditions[4].years_min", "out of range"},
      {"expiring_months: 6", "expiring_months: 0", "conditions[0].expiring_months", "out of range"},
      {"accepted: [damaged,", "accepted: [torn,", "conditions[0].accepted[0]", "is not known"},
      {"answer: age", "answer: reason", "conditions[4].answer", "already used"},
      {"years_min: 16", "age_min: 16", "conditions[4].years_min", "is missing"},
      {"province: liaoning", "province: laoning", "conditions[3].pilot_cities[2].province",
       "is not a province"},
      {"key: ningbo", "key: hangzhou", "conditions[3].pilot_cities[7].key", "already used"},
      {"otherwise: taiwan_permit", "otherwise: taiwan", "documents[2].services.otherwise",
       "is not a service"},
      {"channel: conditions", "channel: condition", "documents[0].channel", "is not known"},
      {"days_before_last: 7", "days_before_last: 19", "peak.days_before_last",
       "more than days_before_first"},
      {"pay_days: 7", "pay_days: 0", "online.pay_days", "out of range"},
      {"stay_days: 14", "stay_days: 0", "documents[4].stay_days", "out of range"},
      {"url: https://s.nia.gov.cn", "url: s.nia.gov.cn", "online.ways[0].url", "is no web address"},
      {"url: https://s.nia.gov.cn", "url: https:///", "online.ways[0].url", "is no web address"},
      {"url: https://s.nia.gov.cn", "url: https://s.nia.gov.cn/移民", "online.ways[0].url",
       "is no web address"},
      {"reasons: [damaged]", "reasons: [torn]", "documents[0].bring[3].reasons[0]", "is not known"},
      {"age_below: 16", "age_below: 151", "documents[0].bring[5].age_below", "out of range"},
      {"Identity card\", source: ours}", "Identity card\"}", "documents[0].bring[0].source",
       "is missing"},
      {"answer: document_expires_on", "answer: state_personnel", "conditions",
       "does not ask until when"},
      {"channel: machine\n", "channel: online\n", "documents[5].ways", "is missing"},
      {"channel: online\n", "channel: hall\n", "documents[10].ways", "channel online alone"},
      {"    why: {zh: 在自助机上办理，立等可取。, en: \"A self-service machine makes it on the "
       "spot.\"}\n",
       "", "documents[5].why", "is missing"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.with);
    const LoadResult result = load_table(spoilt(row.old, row.with));
    INFO(listed(result));
    CHECK_FALSE(result.city.has_value());
    CHECK_FALSE(result.online.has_value());
    const auto errors = errors_of(result);
    REQUIRE_FALSE(errors.empty());
    CHECK(errors.front().file.ends_with("online.yaml"));
    const auto blamed = std::ranges::find(errors, row.field, &Diagnostic::field);
    REQUIRE(blamed != errors.end());
    CHECK(blamed->problem.find(row.problem) != std::string::npos);
  }
}

TEST_CASE("the schema knows the table's keys, no more and no fewer") {
  const json::value schema = json::parse(read_source("config/schema/online.schema.json"));
  const json::value& properties = schema.at("properties");
  struct Row {
    const json::value& object;
    std::string old;
    std::string with;
  };
  std::vector<Row> rows{
      {schema, "province: zhejiang", "qqqqqqqqqqqq: 1\nprovince: zhejiang"},
      {properties.at("provinces").at("items"), "{key: beijing", "{qqqqqqqqqqqq: 1, key: beijing"},
      {properties.at("online"), "\n  ways:", "\n  qqqqqqqqqqqq: 1\n  ways:"},
      {schema.at("$defs").at("way"), "    - zh: “移民局”手机应用",
       "    - qqqqqqqqqqqq: 1\n      zh: “移民局”手机应用"},
      {schema.at("$defs").at("bring"), "      - {zh: 身份证",
       "      - {qqqqqqqqqqqq: 1, zh: 身份证"},
      {properties.at("texts"), "\ntexts:", "\ntexts:\n  qqqqqqqqqqqq: 1"},
      {properties.at("peak"), "peak: {", "peak: {qqqqqqqqqqqq: 1, "},
      {properties.at("documents").at("items"), "  - key: passport",
       "  - qqqqqqqqqqqq: 1\n    key: passport"},
      {properties.at("documents").at("items").at("properties").at("services"),
       "services: {otherwise: taiwan_permit",
       "services: {qqqqqqqqqqqq: 1, otherwise: taiwan_permit"},
  };
  for (const json::value& row : properties.at("conditions").at("items").at("oneOf").as_array()) {
    const std::string answer{row.at("properties").at("answer").at("const").as_string()};
    rows.push_back(
        {row, "  - answer: " + answer + "\n", "  - qqqqqqqqqqqq: 1\n    answer: " + answer + "\n"});
  }
  for (const Row& row : rows) {
    CAPTURE(row.with);
    CHECK(known_keys(load_table(spoilt(row.old, row.with))) == keys_of(row.object));
    CHECK(row.object.at("additionalProperties") == false);
  }
}

}  // namespace
}  // namespace offpeak::config
