// Reads a stream of server-sent events, as a display does: one connection, blocking.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/json/value.hpp>

namespace offpeak::testing {

struct StreamEvent {
  std::string id;
  std::string name;
  std::string data;

  boost::json::value json() const;
};

/// Every function throws when the server does not do its part within `patience`.
class EventStream {
 public:
  /// Sends the request and reads the head. `last_event_id` and `token` are not sent when empty.
  EventStream(std::uint16_t port, const std::string& target, const std::string& last_event_id = "",
              const std::string& token = "");
  EventStream(EventStream&&) noexcept;
  ~EventStream();

  int status() const;
  /// With its status line.
  const std::string& head() const;
  /// The next event; comments are passed over.
  StreamEvent next();
  /// Whether the next that comes is the end of the stream, told as such.
  bool is_ended();
  /// Returns when a comment comes, events before it passed over.
  void await_comment();
  /// Whether something has arrived that was not read yet.
  bool has_event() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace offpeak::testing
