// The configuration's routes, with what a desk may say. What is behind a real one is tested on the
// program (tests/main/test_reload.cpp).
#include <doctest/doctest.h>

#include <vector>

#include "api/configuration_desk.hpp"
#include "api/resources.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak;
using namespace offpeak::testing;
using Verdict = api::ConfigurationVerdict;

namespace {

const std::string configuration = "/v1/operations/configuration";

class Desk final : public api::ConfigurationDesk {
 public:
  bool ask(const api::ConfigurationQuestion& question, Reply reply) override {
    asked.push_back(question);
    if (!is_busy) reply(answer);
    return !is_busy;
  }
  api::ConfigurationStatus status() const override { return now; }

  std::vector<api::ConfigurationQuestion> asked;
  api::ConfigurationAnswer answer{.verdict = Verdict::unchanged};
  api::ConfigurationStatus now{
      .digest = 0x5b4f51edd253da41,
      .in_force_since = *config::parse_instant("2026-06-12T08:00:00+08:00")};
  bool is_busy = false;
};

api::ConfigurationAnswer one_closed_day(Verdict verdict) {
  api::ConfigurationAnswer answer{.verdict = verdict, .lines = {"a day on which it is closed"}};
  answer.changes.changes = {{.kind = scheduler::ChangeKind::closed_day,
                             .hall = config::HallCode{330100},
                             .date = *config::parse_date("2026-06-15"),
                             .count = 3}};
  answer.changes.displaced.resize(3);
  answer.changes.digest = 0x0d3cb0f1a2e94b67;
  return answer;
}

struct Place {
  Place() { server.resources().configuration = &desk; }

  HttpReply ask(const std::string& body) { return client.post(configuration, body, admin); }

  Desk desk;
  ApiServer server;
  HttpClient client = server.connect();
  std::string admin = server.admin();
};

}  // namespace

TEST_CASE("The configuration in force is shown, and what came of the last change") {
  Place place;
  const auto first = place.client.get(configuration, place.admin);
  CHECK(first.status == 200);
  CHECK(first.text("digest") == "5b4f51edd253da41");
  CHECK(first.json().at("last_reload").is_null());
  place.desk.now.last_reload =
      api::ReloadOutcome{.at = place.desk.now.in_force_since, .is_in_force = false, .reason = "no"};
  const auto later = place.client.get(configuration, place.admin);
  CHECK(later.json().at("last_reload").at("outcome") == "refused");
  CHECK(later.json().at("last_reload").at("reason") == "no");
}

TEST_CASE("Each verdict has its reply, of a dry run and of the change itself") {
  struct Row {
    Verdict verdict;
    int looked;        // the status of a dry run
    int done;          // and of the change
    const char* code;  // of the change's problem, if it is one
  };
  const std::vector<Row> rows{
      {Verdict::unchanged, 200, 200, ""},
      {Verdict::ready, 200, 202, ""},
      {Verdict::unaccepted, 200, 409, "changes_not_accepted"},
      {Verdict::refused, 200, 409, "configuration_refused"},
      {Verdict::mistaken, 200, 409, "configuration_mistaken"},
      {Verdict::unknown, 503, 503, "unavailable"},
  };
  Place place;
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.verdict));
    place.desk.answer = one_closed_day(row.verdict);
    if (row.verdict == Verdict::mistaken) {
      place.desk.answer.diagnostics = {{.file = "hangzhou.yaml",
                                        .line = 7,
                                        .field = "city",
                                        .problem = "is empty",
                                        .expected = "a key"}};
    }
    const auto looked = place.ask(R"({"dry_run":true})");
    CHECK(looked.status == row.looked);
    const auto done = place.ask("{}");
    CHECK(done.status == row.done);
    CHECK(done.text("code") == row.code);
    if (looked.status != 200) continue;
    CHECK(looked.json().at("dry_run") == true);
    CHECK(looked.json().at("displaced") == 3);
    CHECK(looked.json().at("changes").at(0).at("date") == "2026-06-15");
    CHECK(looked.text("accept_changes") ==
          (row.verdict == Verdict::unaccepted ? "0d3cb0f1a2e94b67" : ""));
  }
  CHECK(place.desk.asked.front().is_dry_run);
  CHECK_FALSE(place.desk.asked.back().is_dry_run);
}

TEST_CASE("What is accepted is read, and one question is answered at a time") {
  Place place;
  CHECK(place.ask(R"({"accept_changes":"0d3cb0f1a2e94b67"})").status == 200);
  CHECK(place.desk.asked.back().accepted == 0x0d3cb0f1a2e94b67);
  for (const char* wrong : {"\"yes\"", "\"0D3CB0F1A2E94B67\"", "7", "null"}) {
    const auto refused = place.ask(std::string{R"({"accept_changes":)"} + wrong + "}");
    CHECK(refused.status == 400);
    CHECK(refused.text("field") == "accept_changes");
  }
  place.desk.is_busy = true;
  CHECK(place.ask("{}").status == 503);
}
