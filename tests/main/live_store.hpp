// A store of the real program: where it is, a server that fills it, and what the server said of it.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/store/temporary_directory.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_process.hpp"

namespace offpeak::testing {

class LiveStore {
 public:
  /// `uri` as --store takes it; empty: SQLite in a directory of its own.
  explicit LiveStore(std::string uri = {});

  const std::string& uri() const { return uri_; }
  std::filesystem::path directory() const { return directory_.path(); }
  /// Options of `serve` for this store, its keys, a free port, and a clock that stands still.
  std::vector<std::string> serve_options(const std::vector<std::string>& more = {}) const;
  ServerProcess serve(const std::vector<std::string>& more = {}) const;
  /// `offpeak serve` that is expected to end by itself.
  Outcome try_to_serve(const std::vector<std::string>& more = {}) const;
  Outcome inspect(const std::vector<std::string>& options = {}) const;

 private:
  store::tests::TemporaryDirectory directory_;
  std::string uri_;
};

/// What the bookings below sent and were told, none of which may stand in anything for operators.
using Secrets = std::vector<std::string>;

/// Bookings for citizens `first` to `last` − 1, an event each.
Secrets book(const ServerProcess& server, std::uint64_t first, std::uint64_t last);
/// Everything else that a booking may come to: held, confirmed, cancelled, rescheduled, released,
/// and waited for. For citizens of its own; once for each store.
Secrets live_a_little(const ServerProcess& server);

/// Asks for the metric until it is at least `least`.
double await_metric(const ServerProcess& server, const std::string& name, double least);

/// The sequence of a store after so many events, beside those in which a new store notes its city,
/// its codes and its keys.
std::string after_events(std::uint64_t events);

/// SIGTERM, and the end; its log.
std::string stop(ServerProcess& server);
/// The value of `field` in the last line of the log that has `event`.
std::string logged(const std::string& log, const std::string& event, const std::string& field);

}  // namespace offpeak::testing
