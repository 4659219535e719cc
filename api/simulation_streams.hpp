// Who watches which simulation on one I/O thread.
//
// Belongs to that thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/http/io_thread.hpp"
#include "jobs/job_manager.hpp"

namespace offpeak::api {

class SimulationStreams {
 public:
  explicit SimulationStreams(IoThread& io);

  /// From within Handler::handle. The client gets the progress at once; when the simulation has
  /// ended it gets the end, and the stream ends.
  StreamStart watch(const loadtest::Job& job, ReplyTo to);
  /// Tells everyone who watches what has changed.
  void publish(const loadtest::JobList& jobs);
  /// Tells the reason to everyone who watches, and ends every stream.
  void end_all(std::string_view reason);
  void forget(ReplyTo to);

 private:
  struct Watcher {
    ReplyTo to;
    std::string id;
    std::uint64_t seen = 0;  // the revision told last
  };

  void tell(Watcher& watcher, const loadtest::Job& job);

  IoThread& io_;
  const SharedMessage heartbeat_;
  std::vector<Watcher> watchers_;
};

}  // namespace offpeak::api
