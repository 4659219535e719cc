#include "api/operations/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include "api/operations/metrics_page.hpp"

namespace offpeak::api {
namespace {

namespace fs = std::filesystem;

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// proc_pid_statm(5): the second number, in pages.
std::optional<double> resident_bytes() {
  std::ifstream file{"/proc/self/statm"};
  std::uint64_t all_pages = 0;
  std::uint64_t resident_pages = 0;
  if (!(file >> all_pages >> resident_pages)) return std::nullopt;
  return static_cast<double>(resident_pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::optional<double> open_files() {
  std::error_code error;
  const fs::directory_iterator files{"/proc/self/fd", error};
  if (error) return std::nullopt;
  // One of them is that of the folder itself.
  return static_cast<double>(std::distance(fs::begin(files), fs::end(files)) - 1);
}

std::optional<double> open_files_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

/// proc_pid_stat(5): field 22, in ticks since the machine booted. The second field is the program's
/// name in parentheses, which may have any characters in it.
std::optional<double> start_since_boot_seconds() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields{line.substr(name_end + 1)};
  constexpr int fields_between = 22 - 3;
  std::string field;
  for (int i = 0; i < fields_between; ++i) fields >> field;
  double ticks = 0;
  if (!(fields >> ticks)) return std::nullopt;
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<double> start_time_seconds() {
  const auto start = start_since_boot_seconds();
  if (!start) return std::nullopt;
  return seconds_of(CLOCK_REALTIME) - (seconds_of(CLOCK_BOOTTIME) - *start);
}

}  // namespace

void add_process(MetricsPage& page) {
  // Asked once: a clock that is set later does not change when the process started.
  static const auto started = start_time_seconds();
  const auto gauge = [&page](const char* name, const char* help, std::optional<double> value) {
    if (value) page.gauge(name, help, *value);
  };
  page.counter("process_cpu_seconds_total", "User and system CPU time spent",
               seconds_of(CLOCK_PROCESS_CPUTIME_ID));
  gauge("process_resident_memory_bytes", "Resident memory size", resident_bytes());
  gauge("process_open_fds", "Open file descriptors", open_files());
  gauge("process_max_fds", "File descriptors that may be open", open_files_max());
  gauge("process_start_time_seconds", "Start time of the process since 1970", started);
}

}  // namespace offpeak::api
