// Tells simulation_worker.cpp what to do.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/store/temporary_directory.hpp"

namespace offpeak::testing {

class WorkerControl {
 public:
  WorkerControl() {
    if (::mkfifo(path().c_str(), 0600) != 0) throw std::runtime_error{"mkfifo failed"};
    pipe_ = ::open(path().c_str(), O_RDWR | O_CLOEXEC);  // never without a reader
  }
  WorkerControl(const WorkerControl&) = delete;
  WorkerControl& operator=(const WorkerControl&) = delete;
  ~WorkerControl() { ::close(pipe_); }

  /// The worker's program with its first argument.
  std::vector<std::string> worker() const { return {OFFPEAK_SIMULATION_WORKER, path()}; }

  /// To the worker that runs, or to the next one.
  void tell(std::string_view what) const {
    const std::string line = std::string{what} + '\n';
    if (::write(pipe_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      throw std::runtime_error{"the worker's pipe is full"};
    }
  }
  void succeed() const {
    tell(R"(write {"ok":true})");
    tell("exit 0");
  }

 private:
  std::string path() const { return (directory_ / "worker").string(); }

  store::tests::TemporaryDirectory directory_;
  int pipe_ = -1;
};

}  // namespace offpeak::testing
