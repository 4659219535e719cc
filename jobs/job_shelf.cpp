#include "jobs/job_shelf.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/hex.hpp"
#include "base/own_path.hpp"
#include "base/quoted.hpp"
#include "jobs/job_file.hpp"
#include "jobs/job_manager.hpp"

namespace offpeak::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view state_file = "job.json";
constexpr std::string_view lock_file = "lock";

std::string new_id() {
  std::array<std::uint8_t, job_id_chars / 2> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  std::string id(job_id_chars, '0');
  base::encode_hex(bytes, id);
  return id;
}

bool write_state(const fs::path& folder, const Job& job) {
  const auto text = job_text(job);
  return text && replace_file(folder / state_file, *text);
}

bool write_folder(const fs::path& folder, const Job& job) {
  std::error_code error;
  if (!fs::create_directory(folder, error)) return false;
  fs::permissions(folder, fs::perms::owner_all, error);
  const auto& scenarios = job.request->scenarios;
  return (scenarios.empty() || replace_file(folder / scenarios_file, scenarios)) &&
         write_state(folder, job);
}

}  // namespace

JobShelf::JobShelf(fs::path folder, ReadRequest read_request, Log log)
    : folder_{std::move(folder)}, read_request_{std::move(read_request)}, log_{std::move(log)} {}

JobShelf::~JobShelf() { close(); }

void JobShelf::close() {
  if (lock_ >= 0) ::close(std::exchange(lock_, -1));
}

base::Result<void> JobShelf::lock() {
  std::error_code error;
  const bool is_new = fs::create_directories(folder_, error);
  if (is_new) fs::permissions(folder_, fs::perms::owner_all, error);
  if (error) return base::Fault{"cannot make " + folder_.string() + ": " + error.message()};
  if (auto own = base::check_is_own(folder_); !own) return own;
  lock_ = ::open((folder_ / lock_file).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    return base::Fault{"cannot write " + folder_.string() + ": " + std::strerror(errno)};
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    return base::Fault{"another server keeps its simulations in " + folder_.string()};
  }
  return {};
}

base::Result<void> JobShelf::open(std::uint32_t attempts_max) {
  if (const auto locked = lock(); !locked) return locked;
  read_folders();
  for (Job& job : jobs_) {
    if (!has_ended(job.status)) resume(job, attempts_max);
  }
  return {};
}

void JobShelf::resume(Job& job, std::uint32_t attempts_max) {
  const auto fail = [this, &job](const char* why) {
    job.status = JobStatus::failed;
    job.detail = why;
    save(job);
  };
  auto asked = read_request_(job.request->shown);
  if (!asked) return fail("this server does not understand the question: ask again");
  asked->owner = job.request->owner;
  asked->repeat_key = job.request->repeat_key;
  asked->repeat_digest = job.request->repeat_digest;
  job.request = std::make_shared<const JobRequest>(std::move(*asked));
  if (job.status == JobStatus::queued) return;
  if (job.attempts >= attempts_max) return fail("the server ended each time while it ran");
  job.status = JobStatus::queued;
  save(job);
}

void JobShelf::read_folders() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder_, error}) {
    const std::string name = entry.path().filename();
    if (!is_job_id(name)) continue;
    if (!fs::exists(entry.path() / state_file, error)) {
      fs::remove_all(entry.path(), error);  // the server ended before it accepted the job
      continue;
    }
    const auto own = base::check_is_own(entry.path());
    const auto text = base::read_file(entry.path() / state_file, job_file_bytes_max);
    auto job = text ? read_job(*text) : std::nullopt;
    if (!own || !job || job->id != name) {
      log_("event=simulation_unreadable folder=" + base::quoted(entry.path().string()));
      continue;
    }
    jobs_.push_back(std::move(*job));
  }
  jobs_.sort([](const Job& a, const Job& b) {
    return a.created_at != b.created_at ? a.created_at < b.created_at : a.id < b.id;
  });
  for (Job& job : jobs_) job.revision = ++revision_;
}

Job* JobShelf::find(std::string_view id) {
  const auto found = std::ranges::find(jobs_, id, &Job::id);
  return found == jobs_.end() ? nullptr : &*found;
}

Job* JobShelf::find_repeated(std::string_view repeat_key) {
  if (repeat_key.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      jobs_, [repeat_key](const Job& job) { return job.request->repeat_key == repeat_key; });
  return found == jobs_.end() ? nullptr : &*found;
}

Job* JobShelf::oldest(JobStatus status) {
  const auto found = std::ranges::find(jobs_, status, &Job::status);
  return found == jobs_.end() ? nullptr : &*found;
}

std::size_t JobShelf::count(JobStatus status) const {
  return static_cast<std::size_t>(std::ranges::count(jobs_, status, &Job::status));
}

std::size_t JobShelf::count_queued_of(std::string_view owner) const {
  return static_cast<std::size_t>(std::ranges::count_if(jobs_, [owner](const Job& job) {
    return job.status == JobStatus::queued && job.request->owner == owner;
  }));
}

Job* JobShelf::add(JobRequest request, config::Instant now) {
  Job job;
  job.id = new_id();
  // The times keep jobs in the order in which they came, also after a restart.
  job.created_at =
      jobs_.empty() ? now : std::max(now, jobs_.back().created_at + config::milliseconds{1});
  job.request = std::make_shared<const JobRequest>(std::move(request));
  job.revision = ++revision_;
  if (job.id.empty() || !write_folder(folder_of(job), job)) {
    log_("event=simulation_not_kept folder=" + base::quoted(folder_.string()));
    std::error_code ignored;
    if (!job.id.empty()) fs::remove_all(folder_of(job), ignored);
    return nullptr;
  }
  return &jobs_.emplace_back(std::move(job));
}

void JobShelf::save(Job& job) {
  job.revision = ++revision_;
  if (!write_state(folder_of(job), job)) {
    log_("event=simulation_not_kept folder=" + base::quoted(folder_of(job).string()));
  }
}

void JobShelf::remove(std::string_view id) {
  const auto found = std::ranges::find(jobs_, id, &Job::id);
  if (found == jobs_.end()) return;
  const auto folder = folder_of(*found);
  // The state goes first: should the removal be cut short, the rest is not taken for a job.
  std::error_code error;
  fs::remove(folder / state_file, error);
  fs::remove_all(folder, error);
  if (error) log_("event=simulation_not_removed folder=" + base::quoted(folder.string()));
  jobs_.erase(found);
}

void JobShelf::keep_ended(std::size_t ended_max) {
  const auto ended = [](const Job& job) { return has_ended(job.status); };
  auto count = static_cast<std::size_t>(std::ranges::count_if(jobs_, ended));
  while (count-- > ended_max) remove(std::ranges::find_if(jobs_, ended)->id);
}

}  // namespace offpeak::jobs
