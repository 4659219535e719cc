#include "main/progress_line.hpp"

#include <cstdio>
#include <string>

#include <unistd.h>

namespace offpeak {
namespace {

constexpr std::size_t bar_width = 30;
constexpr std::chrono::milliseconds shown_every{100};
constexpr auto erase_line = "\r\033[K";

std::string time_words(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 100) return std::to_string(whole) + " s";
  if (whole < 100 * 60) return std::to_string(whole / 60) + " min";
  return std::to_string(whole / 3600) + " h";
}

}  // namespace

ProgressLine::ProgressLine(bool for_programs)
    : for_programs_{for_programs}, is_terminal_{!for_programs && ::isatty(STDERR_FILENO) == 1} {}

ProgressLine::~ProgressLine() {
  if (is_terminal_) std::fputs(erase_line, stderr);
}

void ProgressLine::show(const loadtest::Progress& progress) {
  const auto now = Clock::now();
  const bool at_end = progress.jobs_done == progress.jobs;
  if (!at_end && now - shown_ < shown_every) return;
  shown_ = now;
  if (for_programs_) {
    std::fprintf(stderr, "{\"done\":%llu,\"total\":%llu}\n",
                 static_cast<unsigned long long>(progress.jobs_done),
                 static_cast<unsigned long long>(progress.jobs));
  } else if (is_terminal_) {
    show_bar(progress);
  }
}

void ProgressLine::show_bar(const loadtest::Progress& progress) const {
  if (progress.jobs == 0) return;
  const double share = static_cast<double>(progress.jobs_done) / static_cast<double>(progress.jobs);
  const double seconds = std::chrono::duration<double>{Clock::now() - started_}.count();
  std::string bar(bar_width, '.');
  bar.replace(0, static_cast<std::size_t>(share * bar_width),
              static_cast<std::size_t>(share * bar_width), '#');
  std::string line = erase_line + ('[' + bar) + "] " + std::to_string(progress.jobs_done) + '/' +
                     std::to_string(progress.jobs);
  if (progress.jobs_done > 0) line += ", " + time_words(seconds * (1 / share - 1)) + " left";
  std::fputs(line.c_str(), stderr);
}

}  // namespace offpeak
