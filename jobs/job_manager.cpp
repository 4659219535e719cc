#include "jobs/job_manager.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/file.hpp"
#include "base/json_reader.hpp"
#include "base/quoted.hpp"
#include "jobs/job_file.hpp"
#include "jobs/job_shelf.hpp"
#include "jobs/verdict.hpp"
#include "jobs/worker.hpp"
#include "jobs/worker_words.hpp"

namespace offpeak::jobs {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t words_bytes_at_a_time = 16 * 1024;
constexpr int results_depth_max = 32;
/// The threads that answer citizens come first; reading results can wait.
constexpr int nice_of_thread = 10;

/// Whether a reply may embed the text as it is.
bool is_json_object(std::string_view text) {
  const auto value = base::read_json(text, results_depth_max);
  return value && value->is_object();
}

/// The job that runs, its worker, and why the worker was asked to end.
struct Running {
  Job* job;
  Worker worker;
  WorkerWords words{};
  SteadyClock::time_point overdue_at;
  std::optional<SteadyClock::time_point> kill_at{};  // set once the worker was asked to stop
  bool is_cancelled = false;
  bool is_overdue = false;
};

}  // namespace

struct JobManager::Parts {
  explicit Parts(JobManagerOptions given)
      : options{std::move(given)},
        shelf{options.folder, options.read_request, options.log},
        wake_descriptor{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}
  ~Parts() { ::close(wake_descriptor); }

  // Any thread.
  bool ask(std::function<void()> question);
  void wake() const;

  // The manager's thread.
  void run();
  void take_turn();
  void give_up(const base::Thrown& thrown);
  void await_something();
  void answer_all();
  void start_next();
  void read_words();
  void watch_times();
  void ask_to_stop();
  void finish();
  void settle(Running& ended, const WorkerEnd& end);
  void end_job(Job& job, JobStatus status, std::string detail);
  bool has_results(const Job& job) const;
  std::vector<std::string> arguments_of(const Job& job) const;
  void list_jobs();
  void publish();
  void give_back();

  Submission submit(JobRequest request);
  Removed remove(std::string_view id);
  std::optional<std::string> read_results(std::string_view id);

  JobManagerOptions options;
  JobShelf shelf;
  std::optional<Running> running;
  std::vector<std::function<void()>> listeners;

  const int wake_descriptor;
  std::atomic<bool> is_running{false};
  std::mutex mutex;  // of the two below; held for moments
  std::deque<std::function<void()>> questions;
  SharedJobs jobs = std::make_shared<const JobList>();
  std::thread thread;
};

// ---- from other threads -------------------------------------------------------------------------

JobManager::JobManager(JobManagerOptions options)
    : parts_{std::make_unique<Parts>(std::move(options))} {}

JobManager::~JobManager() { stop(); }

void JobManager::add_listener(std::function<void()> listener) {
  parts_->listeners.push_back(std::move(listener));
}

base::Result<void> JobManager::start() {
  const auto opened =
      base::catch_all([this] { return parts_->shelf.open(parts_->options.limits.attempts_max); });
  if (!opened) return base::Fault{opened.error().what};
  if (!*opened) return *opened;
  parts_->shelf.keep_ended(parts_->options.limits.kept_max);
  parts_->list_jobs();
  parts_->is_running = true;
  parts_->thread = std::thread{[parts = parts_.get()] { parts->run(); }};
  return {};
}

void JobManager::stop() {
  parts_->is_running = false;
  parts_->wake();
  if (parts_->thread.joinable()) parts_->thread.join();
  parts_->shelf.close();
}

bool JobManager::is_running() const { return parts_->is_running; }

SharedJobs JobManager::jobs() const {
  const std::lock_guard lock{parts_->mutex};
  return parts_->jobs;
}

bool JobManager::submit(JobRequest request, Answer<Submission> answer) {
  return parts_->ask(
      [parts = parts_.get(), request = std::move(request), answer = std::move(answer)]() mutable {
        answer(base::catch_all([&] { return parts->submit(std::move(request)); }));
      });
}

bool JobManager::remove(std::string id, Answer<Removed> answer) {
  return parts_->ask([parts = parts_.get(), id = std::move(id), answer = std::move(answer)] {
    answer(base::catch_all([&] { return parts->remove(id); }));
  });
}

bool JobManager::read_results(std::string id, Answer<std::optional<std::string>> answer) {
  return parts_->ask([parts = parts_.get(), id = std::move(id), answer = std::move(answer)] {
    answer(base::catch_all([&] { return parts->read_results(id); }));
  });
}

bool JobManager::Parts::ask(std::function<void()> question) {
  {
    const std::lock_guard lock{mutex};
    if (!is_running || questions.size() >= options.limits.asked_max) return false;
    questions.push_back(std::move(question));
  }
  wake();
  return true;
}

void JobManager::Parts::wake() const {
  const std::uint64_t one = 1;
  (void)!::write(wake_descriptor, &one, sizeof one);
}

// ---- the manager's thread -----------------------------------------------------------------------

void JobManager::Parts::run() {
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice_of_thread);
  while (is_running) {
    const auto turn = base::catch_all([this] { take_turn(); });
    if (!turn) (void)base::catch_all([&] { give_up(turn.error()); });
  }
  (void)base::catch_all([this] { give_back(); });
}

void JobManager::Parts::take_turn() {
  start_next();
  await_something();
  answer_all();
  if (running) read_words();
  if (running) watch_times();
}

/// The job under way is the likeliest reason, so it counts as failed, and the next one has its
/// turn.
void JobManager::Parts::give_up(const base::Thrown& thrown) {
  running.reset();
  Job* const job = shelf.oldest(JobStatus::running);
  if (job != nullptr) job->status = JobStatus::failed;  // first: what follows may throw again
  options.log("event=simulations_failed what=" + base::quoted(thrown.what));
  if (job != nullptr) {
    end_job(*job, JobStatus::failed, "the server failed while it ran; its log says why");
  }
}

void JobManager::Parts::await_something() {
  std::array<pollfd, 3> files{};
  files[0] = {.fd = wake_descriptor, .events = POLLIN, .revents = 0};
  nfds_t count = 1;
  int timeout_ms = -1;
  if (running) {
    files[1] = {.fd = running->worker.end_descriptor(), .events = POLLIN, .revents = 0};
    files[2] = {.fd = running->worker.words_descriptor(), .events = POLLIN, .revents = 0};
    count = files.size();
    const auto next = running->kill_at.value_or(running->overdue_at);
    const auto left = std::chrono::ceil<milliseconds>(next - SteadyClock::now()).count();
    timeout_ms = static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }
  if (::poll(files.data(), count, timeout_ms) <= 0) return;
  std::uint64_t wakes = 0;
  (void)!::read(wake_descriptor, &wakes, sizeof wakes);
  if (running && files[1].revents != 0) finish();
}

void JobManager::Parts::answer_all() {
  std::deque<std::function<void()>> asked;
  {
    const std::lock_guard lock{mutex};
    asked.swap(questions);
  }
  for (const auto& question : asked) {
    const auto answered = base::catch_all(question);
    if (!answered) {
      options.log("event=simulations_failed what=" + base::quoted(answered.error().what));
    }
  }
}

std::vector<std::string> JobManager::Parts::arguments_of(const Job& job) const {
  std::vector<std::string> arguments = options.worker;
  const auto& asked = *job.request;
  arguments.insert(arguments.end(), asked.arguments.begin(), asked.arguments.end());
  if (!asked.scenarios.empty()) {
    arguments.insert(arguments.end(), {"--scenarios", std::string{scenarios_file}});
  }
  arguments.insert(arguments.end(), {"--json", std::string{results_file}, "--progress"});
  return arguments;
}

void JobManager::Parts::start_next() {
  if (running) return;
  Job* const job = shelf.oldest(JobStatus::queued);
  if (job == nullptr) return;
  ++job->attempts;
  job->status = JobStatus::running;
  job->started_at = options.now();
  shelf.save(*job);
  auto worker = Worker::start({.arguments = arguments_of(*job),
                               .folder = shelf.folder_of(*job),
                               .file_bytes_max = options.limits.file_bytes_max});
  if (!worker) {
    end_job(*job, JobStatus::failed,
            std::string{"the worker could not be started: "} + std::strerror(errno));
    return wake();  // for the next one
  }
  options.log("event=simulation_started id=" + job->id);
  running.emplace(Running{.job = job,
                          .worker = std::move(*worker),
                          .overdue_at = SteadyClock::now() + options.limits.run_time_max});
  publish();
}

void JobManager::Parts::read_words() {
  const std::string said = running->worker.read_words(words_bytes_at_a_time);
  if (said.empty()) return;
  const auto before = running->words.progress();
  running->words.take(said);
  const auto progress = running->words.progress();
  if (!progress || progress == before) return;
  Job& job = *running->job;
  job.done = progress->done;
  job.total = progress->total;
  shelf.touch(job);
  publish();
}

void JobManager::Parts::watch_times() {
  const auto now = SteadyClock::now();
  if (running->kill_at && now >= *running->kill_at) {
    running->worker.signal(SIGKILL);
    running->kill_at = SteadyClock::time_point::max();
  } else if (!running->kill_at && now >= running->overdue_at) {
    running->is_overdue = true;
    ask_to_stop();
  }
}

void JobManager::Parts::ask_to_stop() {
  if (running->kill_at) return;
  running->worker.signal(SIGTERM);
  running->kill_at = SteadyClock::now() + options.limits.stop_time_max;
}

/// The worker has ended.
void JobManager::Parts::finish() {
  const WorkerEnd end = running->worker.wait();
  read_words();
  running->words.take(running->worker.read_words(words_bytes_at_a_time));
  running->words.end();
  Running ended = std::move(*running);
  running.reset();
  settle(ended, end);
}

void JobManager::Parts::settle(Running& ended, const WorkerEnd& end) {
  Verdict verdict = judge({.end = end,
                           .last_words = ended.words.last_words(),
                           .is_cancelled = ended.is_cancelled,
                           .is_overdue = ended.is_overdue},
                          options.limits.run_time_max);
  if (verdict.status == JobStatus::done && !has_results(*ended.job)) {
    verdict = {JobStatus::failed, "the worker left no results"};
  }
  end_job(*ended.job, verdict.status, std::move(verdict.detail));
}

bool JobManager::Parts::has_results(const Job& job) const {
  const auto text =
      base::read_file(shelf.folder_of(job) / results_file, options.limits.file_bytes_max);
  return text && is_json_object(*text);
}

void JobManager::Parts::end_job(Job& job, JobStatus status, std::string detail) {
  job.status = status;
  job.detail = std::move(detail);
  job.ended_at = options.now();
  shelf.save(job);
  options.log("event=simulation_ended id=" + job.id + " status=" + std::string{name_of(status)});
  shelf.keep_ended(options.limits.kept_max);
  publish();
}

/// The server stops. A job that runs is queued again; it has not failed.
void JobManager::Parts::give_back() {
  if (running) {
    Job& job = *running->job;
    const bool is_cancelled = running->is_cancelled;
    running.reset();
    job.status = is_cancelled ? JobStatus::cancelled : JobStatus::queued;
    if (is_cancelled) job.ended_at = options.now();
    --job.attempts;
    shelf.save(job);
  }
  answer_all();
  publish();
}

void JobManager::Parts::list_jobs() {
  auto list = std::make_shared<const JobList>(shelf.jobs().rbegin(), shelf.jobs().rend());
  const std::lock_guard lock{mutex};
  jobs = std::move(list);
}

void JobManager::Parts::publish() {
  list_jobs();
  for (const auto& listener : listeners) listener();
}

// ---- what is asked ------------------------------------------------------------------------------

Submission JobManager::Parts::submit(JobRequest request) {
  if (const Job* const earlier = shelf.find_repeated(request.repeat_key)) {
    const bool same = earlier->request->repeat_digest == request.repeat_digest;
    return {same ? Submitted::repeated : Submitted::mismatch, same ? *earlier : Job{}};
  }
  if (shelf.count(JobStatus::queued) >= options.limits.queued_max) return {Submitted::full, {}};
  if (shelf.count_queued_of(request.owner) >= options.limits.queued_per_owner_max) {
    return {Submitted::own_full, {}};
  }
  const Job* const job = shelf.add(std::move(request), options.now());
  if (job == nullptr) return {Submitted::not_kept, {}};
  publish();
  return {Submitted::accepted, *job};
}

Removed JobManager::Parts::remove(std::string_view id) {
  Job* const job = shelf.find(id);
  if (job == nullptr) return Removed::unknown;
  if (job->status == JobStatus::running) {
    running->is_cancelled = true;
    ask_to_stop();
    return Removed::stopping;
  }
  if (job->status == JobStatus::queued) {
    end_job(*job, JobStatus::cancelled, {});
    return Removed::stopping;
  }
  shelf.remove(id);
  publish();
  return Removed::removed;
}

std::optional<std::string> JobManager::Parts::read_results(std::string_view id) {
  const Job* const job = shelf.find(id);
  if (job == nullptr || job->status != JobStatus::done) return std::nullopt;
  auto text = base::read_file(shelf.folder_of(*job) / results_file, options.limits.file_bytes_max);
  if (!text) return std::nullopt;
  return *std::move(text);
}

}  // namespace offpeak::jobs
