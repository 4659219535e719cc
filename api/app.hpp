// The application on one I/O thread: finds the route of each request and lets it answer, and passes
// on what the engine has finished.
//
// Lives on one thread. What it shares with others is in SharedResources.
#pragma once

#include <string_view>

#include "api/citizen/catalog.hpp"
#include "api/citizen/slots.hpp"
#include "api/hall/board_streams.hpp"
#include "api/http/server.hpp"
#include "api/planner/simulation_streams.hpp"
#include "api/resources.hpp"
#include "api/route.hpp"

namespace offpeak::api {

/// One of the server's listeners: whom it serves, and where the metrics of its threads begin in
/// SharedResources::metrics.
struct Listener {
  Audience audience = Audience::staff;
  unsigned first_thread = 0;
};

class App final : public http::Handler {
 public:
  App(SharedResources& shared, http::IoThread& io, Listener listener = {});

  void handle(const http::Request& request, http::ReplyTo reply_to) override;
  http::Response failure(int status) override;
  void stream_over(http::ReplyTo to) override;
  void tick() override;
  void stopping() override;
  void on_exception(std::string_view what) override;

 private:
  /// Replies to finished commands, and sends the new boards on. Runs on this thread; the engine's
  /// wake-up posts it.
  void drain();
  bool answer_preflight(const http::Request& request, http::ReplyTo reply_to);
  void reply_unrouted(const Match& match, http::ReplyTo reply_to);
  void listen_to_simulations();

  http::IoThread& io_;
  const Audience audience_;
  CatalogPages catalog_;
  SlotsPage slots_;
  BoardStreams boards_;
  SimulationStreams simulations_;
  Resources resources_;
};

}  // namespace offpeak::api
