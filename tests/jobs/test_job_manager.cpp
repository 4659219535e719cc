// The manager with real processes, which do what the test tells them.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <condition_variable>
#include <fstream>
#include <future>
#include <mutex>
#include <stdexcept>

#include "base/file.hpp"
#include "jobs/job_file.hpp"
#include "jobs/job_manager.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/worker_control.hpp"

using namespace offpeak::jobs;
using offpeak::testing::patience;
using offpeak::testing::WorkerControl;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr auto soon = std::chrono::milliseconds{50};

JobRequest request_of(const std::string& key = "", const std::string& digest = "") {
  return {.arguments = {"--date", "2026-06-13"},
          .scenarios = {},
          .shown = R"({"date":"2026-06-13"})",
          .owner = {},
          .repeat_key = key,
          .repeat_digest = digest};
}

/// What `request_of` asks, from what is kept of it.
std::optional<JobRequest> read_request(std::string_view shown) {
  if (shown != request_of().shown) return std::nullopt;
  return request_of();
}

/// A manager and its workers, one after another.
class Managed {
 public:
  explicit Managed(JobLimits limits = {}, std::vector<std::string> worker = {})
      : limits_{limits}, worker_{std::move(worker)} {
    if (worker_.empty()) worker_ = control.worker();
    open();
  }
  ~Managed() { manager.reset(); }  // it calls the listener
  Managed(const Managed&) = delete;
  Managed& operator=(const Managed&) = delete;

  /// A new manager on the same folder.
  void open() {
    manager.reset();
    manager = std::make_unique<JobManager>(JobManagerOptions{
        .folder = folder(), .worker = worker_, .read_request = read_request, .limits = limits_});
    manager->add_listener([this] {
      if (listener_throws.exchange(false)) throw std::runtime_error{"nobody listens"};
      const std::lock_guard lock{mutex_};
      changed_.notify_all();
    });
    const auto started = manager->start();
    REQUIRE_MESSAGE(started.has_value(), started.error().message);
  }

  Submission submit(JobRequest request = request_of()) {
    std::promise<Submission> promise;
    REQUIRE(manager->submit(std::move(request),
                            [&](const auto& answer) { promise.set_value(*answer); }));
    return wait_for(promise);
  }
  std::string submit_id() {
    const auto submission = submit();
    REQUIRE(submission.outcome == Submitted::accepted);
    return submission.job.id;
  }
  Removed remove(const std::string& id) {
    std::promise<Removed> promise;
    REQUIRE(manager->remove(id, [&](const auto& answer) { promise.set_value(*answer); }));
    return wait_for(promise);
  }
  std::optional<std::string> results(const std::string& id) {
    std::promise<std::optional<std::string>> promise;
    REQUIRE(manager->read_results(id, [&](const auto& answer) { promise.set_value(*answer); }));
    return wait_for(promise);
  }

  template <class Wanted>
  Job await(const std::string& id, const Wanted& wanted) {
    std::unique_lock lock{mutex_};
    std::optional<Job> found;
    const bool came = changed_.wait_for(lock, patience, [&] {
      const auto jobs = manager->jobs();
      const auto* const job = find_job(*jobs, id);
      if (job != nullptr && wanted(*job)) found = *job;
      return found.has_value();
    });
    REQUIRE(came);
    return *found;
  }
  Job await(const std::string& id, JobStatus status) {
    return await(id, [status](const Job& job) { return job.status == status; });
  }
  /// What the job says after the worker was told that.
  Job run(std::initializer_list<std::string_view> orders) {
    const auto id = submit_id();
    for (const auto order : orders) control.tell(order);
    return await(id, [](const Job& job) { return has_ended(job.status); });
  }

  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const auto& job : *manager->jobs()) all.push_back(job.id);
    return all;
  }
  fs::path folder() const { return directory_ / "simulations"; }

  WorkerControl control;
  std::atomic<bool> listener_throws{false};  // once
  std::unique_ptr<JobManager> manager;

 private:
  template <class T>
  static T wait_for(std::promise<T>& promise) {
    auto future = promise.get_future();
    REQUIRE(future.wait_for(patience) == std::future_status::ready);
    return future.get();
  }

  JobLimits limits_;
  std::vector<std::string> worker_;
  offpeak::store::tests::TemporaryDirectory directory_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// As if the server had died while the job ran.
void pretend_running(const fs::path& folder, std::uint32_t attempts) {
  auto job = read_job(*offpeak::base::read_file(folder / "job.json", job_file_bytes_max));
  REQUIRE(job);
  job->status = JobStatus::running;
  job->attempts = attempts;
  REQUIRE(replace_file(folder / "job.json", job_text(*job).value()));
}

}  // namespace

TEST_CASE("A job runs in a process of its own, says how far it is, and its results are kept") {
  Managed place;
  const auto submission = place.submit();
  CHECK(submission.outcome == Submitted::accepted);
  CHECK(submission.job.status == JobStatus::queued);
  const auto id = submission.job.id;
  place.await(id, JobStatus::running);
  CHECK_FALSE(place.results(id));
  place.control.tell("progress 1 4");
  const auto running = place.await(id, [](const Job& job) { return job.done == 1; });
  CHECK(running.total == 4);
  place.control.tell("progress 4 4");
  place.control.succeed();
  const auto done = place.await(id, JobStatus::done);
  CHECK(done.done == 4);
  CHECK(done.started_at >= done.created_at);
  CHECK(done.ended_at >= done.started_at);
  CHECK(place.results(id) == R"({"ok":true})");
  CHECK_FALSE(place.results("0000000000000000"));
}

TEST_CASE("The worker is told what was asked, and where its results go") {
  Managed place;
  auto request = request_of();
  request.scenarios = "scenarios: [\n{\"name\": \"base\"}]\n";
  const auto id = place.submit(request).job.id;
  place.control.tell("arguments");
  place.control.tell("exit 0");
  place.await(id, JobStatus::done);
  CHECK(place.results(id) ==
        R"({"arguments":["--date","2026-06-13","--scenarios","scenarios.yaml","--json",)"
        R"("results.json","--progress"]})");
  CHECK(*offpeak::base::read_file(place.folder() / id / "scenarios.yaml", 1000) ==
        request.scenarios);
}

TEST_CASE("The worker gets what nobody else wants, and none of the server's files") {
  Managed place;
  const auto file = ::dup(STDOUT_FILENO);  // without FD_CLOEXEC, as the sockets of Asio
  const auto id = place.submit_id();
  place.await(id, JobStatus::running);
  place.control.tell("facts");
  place.control.tell("exit 0");
  place.await(id, JobStatus::done);
  ::close(file);
  const auto facts = json::parse(*place.results(id));
  CHECK(facts.at("policy").as_int64() == SCHED_IDLE);
  CHECK(facts.at("nice").as_int64() == 19);
  CHECK(facts.at("io_class").as_int64() == 3);  // idle
  CHECK(facts.at("oom").as_int64() == 1000);
  CHECK(facts.at("files").as_int64() == 3);
  CHECK(facts.at("leads_its_group").as_bool());
  CHECK(facts.at("session").as_int64() == ::getsid(0));
  CHECK((facts.at("folder") == json::string{id}));
}

TEST_CASE("What goes wrong in a worker is the job's failure, in words") {
  struct Row {
    std::vector<std::string_view> orders;
    std::string_view detail;
  };
  const std::vector<Row> rows{
      {{"exit 3"}, "the worker failed with code 3"},
      {{"say scenarios.yaml:2: demand: no", "progress 1 2", "exit 2"},
       "scenarios.yaml:2: demand: no"},
      {{"crash"}, "the worker was ended by signal 9"},
      {{"exit 0"}, "the worker left no results"},
      {{"write {\"half\":", "exit 0"}, "the worker left no results"},
      {{"write [1]", "exit 0"}, "the worker left no results"},
      {{"fill"}, "its results are too large to be kept"},
  };
  Managed place{{.file_bytes_max = 64 * 1024}};
  for (const auto& row : rows) {
    CAPTURE(row.detail);
    const auto id = place.submit_id();
    for (const auto order : row.orders) place.control.tell(order);
    const auto job = place.await(id, [](const Job& one) { return has_ended(one.status); });
    CHECK(job.status == JobStatus::failed);
    CHECK(job.detail == row.detail);
    CHECK_FALSE(place.results(id));
  }
  CHECK(place.run({"write {}", "exit 0"}).status == JobStatus::done);
}

TEST_CASE("A program that is not there is a failure as well") {
  Managed place{{}, {"/nowhere/worker"}};
  CHECK(place.await(place.submit_id(), JobStatus::failed).detail ==
        "the worker failed with code 127");
}

TEST_CASE("Jobs run one at a time in the order in which they came, and only so many wait") {
  Managed place{{.queued_max = 2}};
  const auto first = place.submit_id();
  place.await(first, JobStatus::running);
  const auto second = place.submit_id();
  const auto third = place.submit_id();
  CHECK(place.submit().outcome == Submitted::full);
  CHECK(place.ids() == std::vector{third, second, first});
  place.control.succeed();
  place.await(first, JobStatus::done);
  place.await(second, JobStatus::running);
  CHECK(find_job(*place.manager->jobs(), third)->status == JobStatus::queued);
  CHECK(place.submit().outcome == Submitted::accepted);
}

TEST_CASE("Only so many results are kept: the oldest go") {
  Managed place{{.kept_max = 2}};
  const auto first = place.run({"write {}", "exit 0"}).id;
  const auto second = place.run({"exit 1"}).id;
  const auto third = place.run({"write {}", "exit 0"}).id;
  CHECK(place.ids() == std::vector{third, second});
  CHECK_FALSE(fs::exists(place.folder() / first));
  CHECK(fs::exists(place.folder() / second));
}

TEST_CASE("A running job is cancelled by SIGTERM, and one that is deaf is killed") {
  Managed place{{.stop_time_max = soon}};
  for (const bool deaf : {false, true}) {
    CAPTURE(deaf);
    const auto id = place.submit_id();
    if (deaf) {
      place.control.tell("deaf");
      place.control.tell("progress 1 2");
      place.await(id, [](const Job& job) { return job.done == 1; });
    } else {
      place.await(id, JobStatus::running);
    }
    CHECK(place.remove(id) == Removed::stopping);
    place.await(id, JobStatus::cancelled);
    CHECK_FALSE(place.results(id));
    CHECK(place.remove(id) == Removed::removed);
    CHECK(place.remove(id) == Removed::unknown);
    CHECK_FALSE(fs::exists(place.folder() / id));
  }
  CHECK(place.run({"write {}", "exit 0"}).status == JobStatus::done);
}

TEST_CASE("A queued job is cancelled and never runs") {
  Managed place;
  const auto first = place.submit_id();
  place.await(first, JobStatus::running);
  const auto second = place.submit_id();
  CHECK(place.remove(second) == Removed::stopping);
  const auto cancelled = place.await(second, JobStatus::cancelled);
  CHECK_FALSE(cancelled.started_at);
  place.control.succeed();
  place.await(first, JobStatus::done);
  CHECK(place.run({"write {}", "exit 0"}).status == JobStatus::done);
  CHECK(find_job(*place.manager->jobs(), second)->status == JobStatus::cancelled);
}

TEST_CASE("A job that takes too long has failed") {
  Managed place{{.run_time_max = soon, .stop_time_max = soon}};
  const auto polite = place.await(place.submit_id(), JobStatus::failed);
  CHECK(polite.detail ==
        "it took longer than 50 ms: ask for fewer replications, days or scenarios");
  CHECK(place.run({"deaf"}).status == JobStatus::failed);
}

TEST_CASE("The same key with the same request is the same job, also after a restart") {
  Managed place;
  const auto first = place.submit(request_of("key", "digest"));
  const auto again = place.submit(request_of("key", "digest"));
  CHECK(again.outcome == Submitted::repeated);
  CHECK(again.job.id == first.job.id);
  CHECK(place.submit(request_of("key", "other")).outcome == Submitted::mismatch);
  CHECK(place.submit(request_of("other", "digest")).outcome == Submitted::accepted);
  CHECK(place.submit().outcome == Submitted::accepted);
  CHECK(place.submit().outcome == Submitted::accepted);
  place.open();
  CHECK(place.submit(request_of("key", "digest")).outcome == Submitted::repeated);
  CHECK(place.ids().size() == 4);
}

TEST_CASE("A stop ends the worker, and the next start runs the job again, any number of times") {
  Managed place;
  const auto done = place.run({"write {\"first\":1}", "exit 0"}).id;
  const auto id = place.submit_id();
  for (int i = 0; i < 4; ++i) {
    place.await(id, JobStatus::running);
    place.open();
  }
  CHECK(place.ids() == std::vector{id, done});
  CHECK(place.results(done) == R"({"first":1})");
  place.control.succeed();
  CHECK(place.await(id, JobStatus::done).attempts == 1);
}

TEST_CASE("A job whose server died is run again, but not for ever") {
  Managed place;
  const auto twice = place.submit_id();
  const auto once = place.submit_id();
  place.await(twice, JobStatus::running);
  place.manager->stop();
  pretend_running(place.folder() / once, 1);
  pretend_running(place.folder() / twice, 2);
  place.open();
  CHECK(place.await(twice, JobStatus::failed).detail == "the server ended each time while it ran");
  place.control.succeed();
  CHECK(place.await(once, JobStatus::done).attempts == 2);
}

TEST_CASE("What a file says is not run: the worker is told what its question means") {
  Managed place;
  const auto id = place.submit_id();
  place.await(id, JobStatus::running);
  place.manager.reset();
  const auto file = place.folder() / id / "job.json";
  auto text = *offpeak::base::read_file(file, 10'000);
  const std::string_view date = R"("--date","2026-06-13")";
  REQUIRE(text.find(date) != std::string::npos);
  text.replace(text.find(date), date.size(), R"("--csv","/tmp/anywhere")");
  std::ofstream{file} << text;
  place.open();
  place.control.tell("arguments");
  place.control.tell("exit 0");
  place.await(id, JobStatus::done);
  CHECK(place.results(id) ==
        R"({"arguments":["--date","2026-06-13","--json","results.json","--progress"]})");
}

TEST_CASE("A kept question that is not understood any more has failed") {
  Managed place;
  const auto id = place.submit_id();
  place.await(id, JobStatus::running);
  place.manager.reset();
  const auto file = place.folder() / id / "job.json";
  auto text = *offpeak::base::read_file(file, 10'000);
  const std::string_view shown = R"("shown":{"date")";
  REQUIRE(text.find(shown) != std::string::npos);
  text.replace(text.find(shown), shown.size(), R"("shown":{"when")");
  std::ofstream{file} << text;
  place.open();
  CHECK(place.await(id, JobStatus::failed).detail ==
        "this server does not understand the question: ask again");
}

TEST_CASE("A folder that others may write to, or whose owner is another, keeps no simulations") {
  Managed place;
  place.manager.reset();
  const auto start = [&] {
    JobManager manager{JobManagerOptions{
        .folder = place.folder(), .worker = {"/nowhere"}, .read_request = read_request}};
    const auto started = manager.start();
    return started ? std::string{} : started.error().message;
  };
  CHECK((fs::status(place.folder()).permissions() & fs::perms::mask) == fs::perms::owner_all);
  for (const auto more : {fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(place.folder(), fs::perms::owner_all | more);
    CHECK(start().find("others may write to this directory") != std::string::npos);
  }
  fs::permissions(place.folder(), fs::perms::owner_all);
  CHECK(start().empty());
  constexpr uid_t nobody = 65534;
  if (::chown(place.folder().c_str(), nobody, static_cast<gid_t>(-1)) != 0) return;  // not root
  CHECK(start().find("belongs to another user") != std::string::npos);
}

TEST_CASE("What else lies in the folder is left alone, and what was never accepted goes") {
  Managed place;
  const auto id = place.run({"write {}", "exit 0"}).id;
  place.manager->stop();
  fs::create_directory(place.folder() / "notes");
  fs::create_directory(place.folder() / "0000000000000001");
  fs::create_directory(place.folder() / "0000000000000002");
  REQUIRE(replace_file(place.folder() / "0000000000000002" / "job.json", "{}"));
  place.open();
  CHECK(place.ids() == std::vector{id});
  CHECK(fs::exists(place.folder() / "notes"));
  CHECK_FALSE(fs::exists(place.folder() / "0000000000000001"));
  CHECK(fs::exists(place.folder() / "0000000000000002"));
}

TEST_CASE("A folder has one manager at a time") {
  Managed place;
  JobManager second{{.folder = place.folder(), .worker = place.control.worker()}};
  const auto started = second.start();
  REQUIRE_FALSE(started.has_value());
  CHECK(started.error().message.starts_with("another server keeps its simulations in "));
  CHECK_FALSE(second.is_running());
  CHECK_FALSE(second.submit(request_of(), [](const auto&) {}));
  place.manager->stop();
  JobManager third{{.folder = place.folder(), .worker = place.control.worker()}};
  CHECK(third.start().has_value());
}

TEST_CASE("After a stop nothing is taken") {
  Managed place;
  place.manager->stop();
  CHECK_FALSE(place.manager->is_running());
  CHECK_FALSE(place.manager->submit(request_of(), [](const auto&) {}));
  CHECK_FALSE(place.manager->remove("x", [](const auto&) {}));
}

TEST_CASE("A fault of the manager's own fails the job under way, and the next one runs") {
  Managed place;
  const auto id = place.submit_id();
  place.await(id, JobStatus::running);
  place.listener_throws = true;
  place.control.tell("progress 1 4");
  const auto failed = place.await(id, JobStatus::failed);
  CHECK(failed.detail == "the server failed while it ran; its log says why");
  CHECK(failed.ended_at);
  const auto next = place.submit_id();
  place.control.succeed();
  place.await(next, JobStatus::done);
  place.open();
  CHECK(place.await(id, JobStatus::failed).detail == failed.detail);
}

TEST_CASE("Whoever asked hears what was thrown at the question, and the manager goes on") {
  Managed place;
  const auto running = place.submit_id();
  place.await(running, JobStatus::running);
  place.listener_throws = true;
  std::promise<std::string> thrown;
  REQUIRE(place.manager->submit(request_of(), [&](const auto& answer) {
    thrown.set_value(answer ? "" : answer.error().what);
  }));
  CHECK(thrown.get_future().get() == "nobody listens");
  CHECK(place.ids().size() == 2);  // it was accepted before that
  place.control.succeed();
  place.await(running, JobStatus::done);
}

TEST_CASE("An answer that throws ends nothing") {
  Managed place;
  REQUIRE(place.manager->read_results(
      "0000000000000000", [](const auto&) { throw std::runtime_error{"nobody is there"}; }));
  place.submit_id();
  place.control.succeed();
  place.await(place.ids().front(), JobStatus::done);
}

TEST_CASE("Results with a number that no double holds are none") {
  Managed place;
  const auto job = place.run({R"(write {"a":[1e400]})", "exit 0"});
  CHECK(job.status == JobStatus::failed);
  CHECK(job.detail == "the worker left no results");
}
