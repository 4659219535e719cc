#include "tests/store/child_process.hpp"

#include <signal.h>
#include <unistd.h>

namespace offpeak::store::tests {
namespace {

std::vector<std::string> command_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), OFFPEAK_JOURNAL_CHILD);
  return arguments;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> arguments)
    : ChildProcess{std::move(arguments), testing::Pipe{}, testing::Pipe{}} {}

ChildProcess::ChildProcess(std::vector<std::string> arguments, testing::Pipe input,
                           testing::Pipe output)
    : input_{std::move(input.to_write)},
      output_{std::move(output.to_read)},
      child_{command_of(std::move(arguments)),
             {.input = input.to_read.get(), .output = output.to_write.get()}} {}

std::size_t ChildProcess::read(void* buffer, std::size_t bytes) {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::read(output_.get(), static_cast<char*>(buffer) + done, bytes - done);
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string ChildProcess::read_line() {
  std::string line;
  for (char c = 0; read(&c, 1) == 1 && c != '\n';) line += c;
  return line;
}

void ChildProcess::kill() const { child_.signal(SIGKILL); }

int ChildProcess::wait() {
  input_.close();
  return child_.wait();
}

}  // namespace offpeak::store::tests
