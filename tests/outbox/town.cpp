#include "tests/outbox/town.hpp"

#include <doctest/doctest.h>

namespace offpeak::outbox::tests {

using engine::tests::await;
using std::chrono::milliseconds;
namespace s = scheduler;

ChannelOptions options_for(const std::string& url, std::uint8_t seed) {
  ChannelOptions options{.endpoint = parse_endpoint(url).value()};
  auto& key = options.keys.emplace_back();
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(seed * i);
  options.answer_max = milliseconds{2000};
  options.back_off_first = milliseconds{2};
  options.back_off_max = milliseconds{20};
  return options;
}

Town::Town(store::Journal& journal, std::vector<ChannelOptions> endpoints, SenderLog log)
    : engine_{engine::tests::large_city(),
              clock_,
              {.reserved_records = 4096},
              {.on_failure = [](const std::string&) {},
               .on_announced =
                   [this](std::uint64_t first, std::span<const s::Announcement> all) {
                     sender_.take(first, all);
                   }}},
      sender_{engine_, engine::tests::large_city(), std::move(endpoints), std::move(log)},
      caller_{engine_} {
  REQUIRE(engine_.recover(journal).has_value());
  sender_.start(engine_.state());
  engine_.lead(journal);
}

Town::Town(store::Journal& journal, const ChannelOptions& endpoint, SenderLog log)
    : Town{journal, std::vector{endpoint}, std::move(log)} {}

Town::~Town() { stop(); }

void Town::stop() {
  sender_.stop();
  engine_.stop();
}

s::AppointmentId Town::book(std::uint64_t n) {
  const auto command = engine::tests::nth_booking(n / 9 * 10 + n % 9 + 1);
  CHECK(caller_.ask(command).reply.receipt.rejection == s::Rejection::none);
  return command.id;
}

void Town::cancel(s::AppointmentId id) { run(s::Cancel{.id = id, .random = {}}); }

void Town::run(const s::CommandBody& command) {
  CHECK(caller_.ask(command).reply.receipt.rejection == s::Rejection::none);
}

s::Rejection Town::send_again(std::uint64_t dead_letter) {
  return caller_.ask(s::AnnounceAgain{dead_letter}).reply.receipt.rejection;
}

void Town::await_delivered(std::uint64_t count, std::size_t endpoint) const {
  await([&] {
    const auto now = status(endpoint);
    return now.delivered >= count && now.pending == 0;
  });
}

std::string type_in(const Received& received) {
  const auto begin = received.body.find(':') + 2;
  return received.body.substr(begin, received.body.find('"', begin) - begin);
}

std::string appointment_in(const Received& received) {
  return received.body.substr(received.body.find("\"appointment\":\"") + 15, 32);
}

}  // namespace offpeak::outbox::tests
