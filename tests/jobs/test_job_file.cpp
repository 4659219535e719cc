#include <doctest/doctest.h>

#include "base/file.hpp"
#include "jobs/job_file.hpp"
#include "tests/store/temporary_directory.hpp"

using namespace offpeak::jobs;
using offpeak::config::Instant;
using offpeak::config::milliseconds;

namespace {

Job some_job() {
  Job job;
  job.id = "0123456789abcdef";
  job.status = JobStatus::failed;
  job.created_at = Instant{milliseconds{1'781'312'400'123}};
  job.ended_at = Instant{milliseconds{1'781'312'409'000}};
  job.done = 3;
  job.total = 10;
  job.detail = "it said \"no\"\nand went";
  job.attempts = 2;
  job.request = std::make_shared<const JobRequest>(JobRequest{
      {"--date", "2026-06-13"}, "scenarios: [\n{}]\n", R"({"date":"2026-06-13"})", "o", "k", "d"});
  return job;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("A job comes back from its file as it was written") {
  const Job job = some_job();
  const auto text = job_text(job);
  REQUIRE(text);
  const auto read = read_job(*text);
  REQUIRE(read);
  CHECK(read->request->shown == job.request->shown);
  CHECK(read->status == JobStatus::failed);
  CHECK(read->created_at == job.created_at);
  CHECK_FALSE(read->started_at);
  CHECK(read->ended_at == job.ended_at);
  CHECK(read->detail == job.detail);
  CHECK(read->request->arguments.empty());  // a file does not say what is run
  CHECK(read->request->scenarios == job.request->scenarios);
  CHECK(read->request->owner == "o");
  CHECK(read->request->repeat_key == "k");
  CHECK(read->request->repeat_digest == "d");
}

TEST_CASE("A file of before owners were kept is read, and its job is nobody's") {
  const auto read = read_job(replaced(job_text(some_job()).value(), R"("owner":"o",)", ""));
  REQUIRE(read);
  CHECK(read->request->owner.empty());
}

TEST_CASE("A text that is not a job's file of this version is not read") {
  const std::string text = job_text(some_job()).value();
  for (const auto& bad :
       {std::string{}, std::string{"{}"}, std::string{"[]"}, text.substr(0, text.size() / 2),
        replaced(text, "offpeak-simulation-job", "another"),
        replaced(text, "\"version\":1", "\"version\":2"), replaced(text, "failed", "lost"),
        replaced(text, "\"done\":3", "\"done\":-3"), replaced(text, "\"request\"", "\"question\""),
        replaced(text, "1781312400123", "null"),
        replaced(text, "{\"date\":\"2026-06-13\"}", "{\"date\":1e400}")}) {
    CAPTURE(bad);
    CHECK_FALSE(read_job(bad));
  }
}

TEST_CASE("A status has a name, and its name is one") {
  for (int i = 0; i < 5; ++i) {
    const auto status = static_cast<JobStatus>(i);
    CHECK(parse_job_status(name_of(status)) == status);
  }
  CHECK_FALSE(parse_job_status("lost"));
}

TEST_CASE("A text may name a job's folder only when it is 16 hexadecimal digits") {
  CHECK(is_job_id("0123456789abcdef"));
  for (const auto* const bad : {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF",
                                "../../../../../..", "0123456789abcde/"}) {
    CHECK_FALSE(is_job_id(bad));
  }
}

TEST_CASE("A file is replaced as a whole") {
  const offpeak::store::tests::TemporaryDirectory directory;
  const auto file = directory / "file";
  REQUIRE(replace_file(file, "first, longer"));
  REQUIRE(replace_file(file, "second"));
  CHECK(*offpeak::base::read_file(file, 100) == "second");
  CHECK_FALSE(replace_file(directory / "nowhere" / "file", "x"));
}

TEST_CASE("A job whose question is not an object of finite numbers has no file") {
  for (const auto* const shown : {"", "[]", "{", R"({"a":1e400})", R"({"a":[-1e99999]})"}) {
    CAPTURE(shown);
    Job job = some_job();
    job.request = std::make_shared<const JobRequest>(JobRequest{.arguments = {},
                                                                .scenarios = {},
                                                                .shown = shown,
                                                                .owner = {},
                                                                .repeat_key = {},
                                                                .repeat_digest = {}});
    CHECK_FALSE(job_text(job));
  }
}
