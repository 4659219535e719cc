// Which endpoints still wait for which announcement, and at which of them one was given up. The
// engine knows announcements, not endpoints: it is told of the end when the last one needs it no
// more. Any thread.
#pragma once

#include <bitset>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "outbox/endpoint.hpp"
#include "outbox/message.hpp"
#include "scheduler/messages/announcement.hpp"
#include "scheduler/state/trail_records.hpp"

namespace offpeak::outbox {

using EndpointSet = std::bitset<endpoints_max>;

/// What the engine is to be told.
struct Settled {
  std::uint64_t number = 0;
  scheduler::Settlement how{};
};

/// What follows from the end of an announcement at one endpoint.
struct Ended {
  /// Nothing while another endpoint waits for it.
  std::optional<Settled> settled;
  /// A restart has to know, because the engine does not.
  bool is_to_be_noted = false;
};

class Tally {
 public:
  /// Endpoints 0 to `endpoints` − 1, which all take part.
  explicit Tally(std::size_t endpoints);

  /// Whom it goes to: to those that gave it up, when it is announced again, else to all that take
  /// part.
  EndpointSet add(std::uint64_t number, const scheduler::Announcement& announcement);
  /// That endpoint needs it no more. Nothing when it was not waiting for it.
  std::optional<Ended> settle(std::size_t endpoint, std::uint64_t number, const MessageId& id,
                              scheduler::Settlement how);
  /// The engine has given it up itself.
  void drop(std::uint64_t number);

  /// An endpoint that lags waits for nothing from here on. What nobody waits for any more; nothing
  /// when it is the last one that takes part, which stays.
  std::optional<std::vector<Settled>> leave(std::size_t endpoint);
  void join(std::size_t endpoint);

  /// How it ended at that endpoint before a restart. In ascending order of numbers.
  void restore(std::size_t endpoint, std::uint64_t number, const MessageId& id,
               scheduler::Settlement how);
  /// Whether somebody waits for it.
  bool is_open(std::uint64_t number) const;
  /// The endpoints where it was given up; none when that is not known.
  EndpointSet dead_at(const MessageId& id) const;

 private:
  struct Open {
    EndpointSet waiting;
    std::optional<scheduler::Settlement> how{};  // the worst so far; nothing before the first end
  };
  struct Dead {
    EndpointSet where;
    std::uint64_t number = 0;  // what is announced again has a later one
  };

  EndpointSet recipients(std::uint64_t number, const scheduler::Announcement& announcement) const;
  /// Whether that changes where it is a dead letter.
  bool keep_end(std::size_t endpoint, std::uint64_t number, const MessageId& id,
                scheduler::Settlement how);
  void bury(std::size_t endpoint, std::uint64_t number, const MessageId& id);
  bool revive(std::size_t endpoint, const MessageId& id);

  mutable std::mutex mutex_;
  EndpointSet members_;
  boost::unordered_flat_map<std::uint64_t, Open> open_;
  // As many as the engine keeps dead letters.
  boost::unordered_flat_map<MessageId, Dead, scheduler::Bits128Hash> dead_;
  std::deque<MessageId> dead_in_order_;
};

}  // namespace offpeak::outbox
