#include "tests/crash/load.hpp"

#include <deque>
#include <iostream>
#include <mutex>
#include <thread>

namespace offpeak::crash {
namespace {

using testing::HttpClient;
using testing::HttpReply;

/// Requests that one client has under way; the server takes 8 at most.
constexpr std::size_t window = 4;

/// Runs `work` on so many threads, each with a connection. A connection that fails ends its thread.
Findings in_parallel(const Access& access, const std::function<Findings(HttpClient&)>& work) {
  std::mutex mutex;
  Findings all;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < access.clients; ++i) {
    threads.emplace_back([&] {
      Findings found;
      try {
        HttpClient client{access.port};
        found = work(client);
      } catch (const std::exception& error) {
        found.surprises = 1;
        const std::lock_guard lock{mutex};
        std::cerr << "client: " << error.what() << '\n';
      }
      const std::lock_guard lock{mutex};
      all += found;
    });
  }
  for (auto& thread : threads) thread.join();
  return all;
}

/// One client's part of the load.
class Booker {
 public:
  struct Shared {
    const Access& access;
    const Wishes& wishes;
    std::vector<Booking>& bookings;
    std::uint64_t last;
    const std::function<void(std::uint64_t)>& on_acknowledged;
    std::atomic<std::uint64_t> next;
    std::atomic<std::uint64_t> acknowledged{0};
  };

  Booker(Shared& shared, HttpClient& client) : shared_{shared}, client_{client} {}

  Findings run() {
    while (fill() && !under_way_.empty()) {
      const auto reply = client_.try_read_reply();
      if (!reply) break;
      const std::uint64_t n = under_way_.front();
      under_way_.pop_front();
      if (!take(n, *reply)) break;
    }
    return findings_;
  }

 private:
  /// False when the server is gone.
  bool fill() {
    while (under_way_.size() < window) {
      const std::uint64_t n = shared_.next++;
      if (n >= shared_.last) return true;
      if (shared_.bookings[n].answer == Answer::acknowledged) continue;
      if (!send(n)) return false;
    }
    return true;
  }

  bool send(std::uint64_t n) {
    Booking& booking = shared_.bookings[n];
    const Wishes& wishes = shared_.wishes;
    under_way_.push_back(n);
    if (booking.answer == Answer::held) {
      return post("/v1/appointments", Wishes::confirmation(booking.id),
                  wishes.idempotency_key(n, booking.attempt));
    }
    booking.slot = wishes.slot(n, booking.attempt);
    booking.answer = Answer::unknown;
    const bool holds = Wishes::takes_hold(n);
    return post(holds ? "/v1/holds" : "/v1/appointments", wishes.body(n, booking.slot),
                holds ? wishes.hold_idempotency_key(n, booking.attempt)
                      : wishes.idempotency_key(n, booking.attempt));
  }

  bool post(const char* target, const std::string& body, const std::string& key) {
    return client_.try_send({.method = "POST",
                             .target = target,
                             .body = body,
                             .token = shared_.access.token,
                             .idempotency_key = key});
  }

  bool take(std::uint64_t n, const HttpReply& reply) {
    Booking& booking = shared_.bookings[n];
    if (reply.status == 201 && booking.answer != Answer::held && Wishes::takes_hold(n)) {
      booking.id = reply.text("id");
      booking.hold_body = reply.body;
      booking.answer = Answer::held;
      return send(n);
    }
    if (reply.status == 201) {
      booking.id = reply.text("id");
      booking.body = reply.body;
      booking.answer = Answer::acknowledged;
      shared_.on_acknowledged(++shared_.acknowledged);
      return true;
    }
    if (reply.status == 409 && reply.text("code") == "slot_full") {
      ++booking.attempt;
      return send(n);
    }
    if (reply.status == 503) return send(n);
    ++findings_.surprises;
    std::cerr << "booking " << n << ": " << reply.status << ' ' << reply.body << '\n';
    return true;
  }

  Shared& shared_;
  HttpClient& client_;
  std::deque<std::uint64_t> under_way_;
  Findings findings_;
};

}  // namespace

Findings book(const Access& access, const Wishes& wishes, std::vector<Booking>& bookings,
              Range range, const std::function<void(std::uint64_t)>& on_acknowledged) {
  Booker::Shared shared{access, wishes, bookings, range.last, on_acknowledged, range.first};
  return in_parallel(access, [&](HttpClient& client) { return Booker{shared, client}.run(); });
}

Findings check_each(const Access& access, Range range,
                    const std::function<Findings(HttpClient&, std::uint64_t)>& check) {
  std::atomic<std::uint64_t> next{range.first};
  return in_parallel(access, [&](HttpClient& client) {
    Findings found;
    for (std::uint64_t n = next++; n < range.last; n = next++) found += check(client, n);
    return found;
  });
}

}  // namespace offpeak::crash
