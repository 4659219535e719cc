// Sends the replies of one I/O thread, counts and logs them.
//
// Belongs to that thread, but for the member said to be for any.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "api/http/io_thread.hpp"
#include "api/http/limits.hpp"
#include "api/problem.hpp"
#include "api/route.hpp"
#include "base/catch_all.hpp"

namespace offpeak::api {

struct ThreadMetrics;

/// Whose reply it is, while the request is there.
struct Recipient {
  using Moment = std::chrono::steady_clock::time_point;

  http::ReplyTo to;
  const Route* route = nullptr;
  Moment began;
  std::string_view request_id;  // the request's name in the logs
  http::Address client{};
};

/// The same, kept for a reply that comes after the request has gone; without an allocation.
class ReturnAddress {
 public:
  ReturnAddress() = default;
  explicit ReturnAddress(const Recipient& whom)
      : to_{whom.to},
        route_{whom.route},
        began_{whom.began},
        client_{whom.client},
        size_{static_cast<std::uint8_t>(
            whom.request_id.copy(request_id_.data(), request_id_.size()))} {}

  Recipient recipient() const {
    return {to_, route_, began_, {request_id_.data(), size_}, client_};
  }

 private:
  http::ReplyTo to_;
  const Route* route_ = nullptr;
  Recipient::Moment began_;
  http::Address client_;
  std::array<char, http::request_id_chars_max> request_id_;
  std::uint8_t size_ = 0;
};

class Replier {
 public:
  /// `routes` is the table that every recipient's route is in.
  Replier(http::IoThread& io, ThreadMetrics& metrics, std::span<const Route> routes)
      : io_{io}, metrics_{metrics}, routes_{routes} {}

  void reply(const Recipient& whom, const http::Response& response);
  void reply(const Recipient& whom, const Problem& problem);
  /// 500, and a line in the log: what was to answer has thrown.
  void reply(const Recipient& whom, const base::Thrown& thrown);
  /// A reply that was sent by other means: the head of a stream.
  void count(const Recipient& whom, int status);

  /// Runs what answers a request. An exception ends here: the reply is 500, and the log says why.
  template <class Work>
  void answer(const Recipient& whom, const Work& work) {
    if (const auto done = base::catch_all(work); !done) reply(whom, done.error());
  }
  /// Any thread. Runs what answers a request on this one, and tells it whom.
  template <class Work>
  void answer_later(const ReturnAddress& address, Work work) {
    io_.post([this, address, work = std::move(work)] {
      const auto whom = address.recipient();
      answer(whom, [&] { work(whom); });
    });
  }

  /// Its views are valid until the next call.
  http::Response response_of(const Problem& problem);

 private:
  http::IoThread& io_;
  ThreadMetrics& metrics_;
  const std::span<const Route> routes_;
  std::string problem_text_;  // of the last problem sent
  std::string problem_headers_;
};

}  // namespace offpeak::api
