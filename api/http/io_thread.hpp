// The thread a handler lives on.
#pragma once

#include <functional>

#include "api/http/message.hpp"

namespace offpeak::api {

class EventLoop;

/// Lives as long as its Server.
class IoThread {
 public:
  explicit IoThread(EventLoop& loop) : loop_{loop} {}

  /// This thread only. In any order: a connection's replies leave in the order of its requests.
  /// Nothing happens for a request that was answered already or whose connection has gone.
  void reply(ReplyTo to, const Response& response);

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

}  // namespace offpeak::api
