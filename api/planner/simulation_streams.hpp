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
  explicit SimulationStreams(http::IoThread& io);

  /// From within Handler::handle. The client gets the progress at once; when the simulation has
  /// ended it gets the end, and the stream ends.
  http::StreamStart watch(const jobs::Job& job, http::ReplyTo to);
  /// Tells everyone who watches what has changed.
  void publish(const jobs::JobList& jobs);
  /// Tells the reason to everyone who watches, and ends every stream.
  void end_all(std::string_view reason);
  void forget(http::ReplyTo to);

 private:
  struct Watcher {
    http::ReplyTo to;
    std::string id;
    std::uint64_t seen = 0;  // the revision told last
  };

  void tell(Watcher& watcher, const jobs::Job& job);

  http::IoThread& io_;
  const http::SharedMessage heartbeat_;
  std::vector<Watcher> watchers_;
};

}  // namespace offpeak::api
