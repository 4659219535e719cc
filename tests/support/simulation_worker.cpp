// A worker for the tests of simulations: a real process that does what it is told, line by line,
// through the pipe named by its first argument:
//
//   progress 3 10     says so on standard error
//   say WORDS         says that
//   write TEXT        writes TEXT to results.json
//   fill              writes to results.json until it may not
//   facts             writes what the system thinks of this process, as JSON
//   arguments         writes what it was given, as a JSON list
//   deaf              ignores SIGTERM from now on
//   crash             ends by SIGKILL
//   exit CODE         ends
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

constexpr int ioprio_who_process = 1;
constexpr int ioprio_class_shift = 13;

/// Byte by byte: what comes after the line may be for another worker.
std::string read_line(int pipe) {
  std::string line;
  for (char c = 0; read(pipe, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

void write_results(const std::string& text) { std::ofstream{"results.json"} << text; }

std::size_t count_open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    ++count;
  }
  return count - 1;  // the folder itself
}

/// To be asked before the pipe is opened.
std::string facts(std::size_t open_files) {
  std::string oom;
  std::ifstream{"/proc/self/oom_score_adj"} >> oom;
  const long io = syscall(SYS_ioprio_get, ioprio_who_process, 0);
  return "{\"policy\":" + std::to_string(sched_getscheduler(0)) +
         ",\"nice\":" + std::to_string(getpriority(PRIO_PROCESS, 0)) +
         ",\"io_class\":" + std::to_string(io >> ioprio_class_shift) + ",\"oom\":" + oom +
         ",\"files\":" + std::to_string(open_files) +
         ",\"leads_its_group\":" + (getpgrp() == getpid() ? "true" : "false") +
         ",\"session\":" + std::to_string(getsid(0)) + ",\"pid\":" + std::to_string(getpid()) +
         ",\"folder\":\"" + std::filesystem::current_path().filename().string() + "\"}";
}

std::string list_of(int count, char** arguments) {
  std::string list;
  for (int i = 2; i < count; ++i) {
    list += (list.empty() ? "[\"" : ",\"") + std::string{arguments[i]} + '"';
  }
  return list + ']';
}

void fill() {
  std::ofstream file{"results.json"};
  for (;;) file << std::string(1024, ' ') << std::flush;
}

}  // namespace

int main(int count, char** arguments) {
  const auto open_files = count_open_files();
  const int pipe = open(arguments[1], O_RDONLY);
  for (;;) {
    const std::string line = read_line(pipe);
    const auto space = line.find(' ');
    const std::string word = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (word == "progress") {
      std::cerr << "{\"done\":" << rest.substr(0, rest.find(' '))
                << ",\"total\":" << rest.substr(rest.find(' ') + 1) << "}\n";
    } else if (word == "say") {
      std::cerr << rest << '\n';
    } else if (word == "write") {
      write_results(rest);
    } else if (word == "fill") {
      fill();
    } else if (word == "facts") {
      write_results(facts(open_files));
    } else if (word == "arguments") {
      write_results("{\"arguments\":" + list_of(count, arguments) + "}");
    } else if (word == "deaf") {
      signal(SIGTERM, SIG_IGN);
    } else if (word == "crash") {
      raise(SIGKILL);
    } else if (word == "exit") {
      return std::atoi(rest.c_str());
    } else {
      return 99;
    }
  }
}
