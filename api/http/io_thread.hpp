// The thread a handler lives on.
#pragma once

#include <functional>

#include "api/http/message.hpp"

namespace offpeak::http {

class EventLoop;

/// Lives as long as its Server.
class IoThread {
 public:
  explicit IoThread(EventLoop& loop) : loop_{loop} {}

  /// This thread only. In any order: a connection's replies leave in the order of its requests.
  /// Does nothing for a request that was answered already or whose connection has gone.
  void reply(ReplyTo to, const Response& response);

  /// This thread only. The reply to this request will have these lines too, whatever it says and
  /// however it comes: whole lines, each ending in CRLF, that outlive the server.
  void add_lines(ReplyTo to, std::string_view lines);

  /// From within `Handler::handle`. Answers its request by a stream: the head now, with
  /// `response.body` as a first message when it is not empty, then what `push` says until
  /// `end_stream`. No further request of the connection is taken up. `heartbeat` is sent when
  /// nothing else was for Limits::heartbeat_interval.
  StreamStart start_stream(ReplyTo to, const Response& response, SharedMessage heartbeat);
  /// This thread only. Sends the message. For a client that is still busy with an earlier one it is
  /// kept, and replaces the one kept before: only the newest counts. Does nothing for a stream that
  /// is over.
  void push(ReplyTo to, SharedMessage message);
  /// This thread only. Ends the stream and its connection after what was pushed.
  void end_stream(ReplyTo to);

  /// This thread only. Sends what `reply` has put out, one write per connection. It is called after
  /// handle() and after each posted task anyway; a long task may want its replies out earlier.
  void flush();

  /// Any thread. Runs `task` on this thread, soon; never after Server::join has returned. Several
  /// posts before the thread wakes are one wake-up.
  void post(std::function<void()> task);

  /// 0 to the number of threads − 1.
  unsigned index() const;

 private:
  EventLoop& loop_;
};

}  // namespace offpeak::http
