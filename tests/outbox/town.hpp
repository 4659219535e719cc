// An engine with its sender of webhooks, on a journal that outlives both.
#pragma once

#include <string>
#include <vector>

#include "outbox/sender.hpp"
#include "tests/outbox/receiver.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::outbox::tests {

/// Quick to try again, with a key made of `seed`.
ChannelOptions options_for(const std::string& url, std::uint8_t seed = 7);

class Town {
 public:
  Town(
      store::Journal& journal, std::vector<ChannelOptions> endpoints,
      SenderLog log = [](std::string_view, const std::string&) {});
  Town(
      store::Journal& journal, const ChannelOptions& endpoint,
      SenderLog log = [](std::string_view, const std::string&) {});
  ~Town();

  void stop();
  /// Far enough ahead that no reminder falls due meanwhile.
  scheduler::AppointmentId book(std::uint64_t n);
  void cancel(scheduler::AppointmentId id);
  /// Anything else, which must succeed.
  void run(const scheduler::CommandBody& command);
  scheduler::Rejection send_again(std::uint64_t dead_letter);

  /// Of the endpoint with that place.
  Status status(std::size_t endpoint = 0) const { return sender_.statuses().at(endpoint); }
  void await_delivered(std::uint64_t count, std::size_t endpoint = 0) const;
  Sender& sender() { return sender_; }
  /// After `stop`.
  const scheduler::State& state() const { return engine_.state(); }

 private:
  engine::Clock clock_ = engine::tests::slow_clock();
  engine::Engine engine_;
  Sender sender_;
  engine::tests::Caller caller_;
};

/// "appointment.booked"
std::string type_in(const Received& received);
std::string appointment_in(const Received& received);

}  // namespace offpeak::outbox::tests
