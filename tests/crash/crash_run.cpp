#include "tests/crash/crash_run.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace offpeak::crash {
namespace {

using testing::HttpClient;

/// The days behind the day of `--clock` (main.cpp) that are booked.
constexpr auto first_day = "2026-06-14";
constexpr auto last_day = "2026-07-13";

/// A kill follows an acknowledgement by up to this, so that it meets every phase of a commit.
constexpr std::chrono::microseconds kill_delay_max{3000};

boost::json::value must_get(HttpClient& client, const std::string& target) {
  const auto reply = client.get(target);
  if (reply.status != 200) throw std::runtime_error{target + ": " + reply.body};
  return reply.json();
}

std::string slots_of(const std::string& hall) {
  return "/v1/slots?service=" + std::string{Wishes::service} + "&hall=" + hall +
         "&from=" + first_day + "&to=" + last_day;
}

}  // namespace

CrashRun::CrashRun(const RunOptions& options)
    : options_{options}, random_{options.seed}, token_{staff_token(options.server)} {
  start_server();
  auto slots = read_slots();
  std::int64_t places = 0;
  for (const auto& slot : slots) places += slot.places;
  const std::uint64_t bookings = options.rounds * options.bookings;
  const auto people = static_cast<std::int64_t>(bookings + bookings / 8 + 1);
  if (places < 2 * people) throw std::runtime_error{"the city has too few places for the run"};
  // A third of the bookings try for these: about twice what they hold.
  const std::int64_t places_each = places / static_cast<std::int64_t>(slots.size());
  const auto hot = static_cast<std::uint32_t>(people / 6 / places_each + 1);
  wishes_.emplace(options.seed, std::move(slots), hot);
}

void CrashRun::start_server() {
  server_.reset();
  server_.emplace(options_.server);
}

std::vector<Slot> CrashRun::read_slots() const {
  HttpClient client{server_->port()};
  std::vector<Slot> slots;
  const auto halls = must_get(client, "/v1/halls");
  for (const auto& hall : halls.at("halls").as_array()) {
    const auto offered = must_get(client, slots_of(std::string{hall.at("code").as_string()}));
    for (const auto& slot : offered.at("slots").as_array()) {
      slots.push_back({std::string{slot.at("id").as_string()}, slot.at("remaining").as_int64()});
    }
  }
  return slots;
}

Range CrashRun::kill_while_booking(Round& round) {
  const Range range{bookings_.size(), bookings_.size() + options_.bookings};
  bookings_.resize(range.last);
  const auto kill_at = std::uniform_int_distribution<std::uint64_t>{
      options_.bookings / 10, options_.bookings * 9 / 10}(random_);
  const std::chrono::microseconds delay{
      std::uniform_int_distribution<std::int64_t>{0, kill_delay_max.count()}(random_)};
  round.findings += book(access(), *wishes_, bookings_, range, [&](std::uint64_t acknowledged) {
    if (acknowledged != kill_at) return;
    std::this_thread::sleep_for(delay);  // waits for nothing: any moment is as good
    server_->kill();
  });
  if (server_->wait() != -9) ++round.findings.surprises;
  round.acknowledged = count(range, Answer::acknowledged);
  round.unanswered = count(range, Answer::unknown);
  return range;
}

Round CrashRun::run_round() {
  Round round;
  const Range range = kill_while_booking(round);
  const Range all{0, bookings_.size()};
  const std::uint64_t promised = count(all, Answer::acknowledged);

  start_server();
  round.recovered = server_->recovered();
  round.on_disk = std::max(round.recovered.appointments, promised) - promised;
  round.findings += check_total(round.recovered.appointments, promised, round.unanswered);
  round.findings += check_bookings(range);
  round.findings += check_retries(range);
  round.findings += book(access(), *wishes_, bookings_, range, [](std::uint64_t) {});
  if (count(range, Answer::acknowledged) != options_.bookings) ++round.findings.surprises;
  round.findings += check_bookings(range);
  round.findings += check_people(range);
  round.findings += check_slots();
  round.full = attempts(range);
  return round;
}

Round CrashRun::finish() {
  Round round;
  if (server_->stop() != 0) ++round.findings.surprises;
  start_server();
  const Range all{0, bookings_.size()};
  round.acknowledged = count(all, Answer::acknowledged);
  round.recovered = server_->recovered();
  round.findings += check_total(round.recovered.appointments, round.acknowledged, 0);
  round.findings += check_bookings(all);
  round.findings += check_people(all);
  round.findings += check_slots();
  round.full = attempts(all);
  if (server_->stop() != 0) ++round.findings.surprises;
  server_.reset();
  return round;
}

Findings CrashRun::check_bookings(Range range) const {
  return check_each(access(), range, [this](HttpClient& client, std::uint64_t n) -> Findings {
    const Booking& booking = bookings_[n];
    if (booking.answer != Answer::acknowledged) return {};
    const auto reply = client.get("/v1/appointments/" + booking.id);
    return check_booking(booking, reply.status, reply.body);
  });
}

/// A client that lost its reply after all sends the same again: the same reply, and nothing new.
Findings CrashRun::check_retries(Range range) const {
  return check_each(access(), range, [this](HttpClient& client, std::uint64_t n) -> Findings {
    const Booking& booking = bookings_[n];
    if (booking.answer != Answer::acknowledged) return {};
    const auto reply = client.post("/v1/appointments", wishes_->body(n, booking.slot), token_,
                                   wishes_->idempotency_key(n, booking.attempt));
    return {.doubled = reply.status == 201 && reply.body == booking.body ? 0U : 1U};
  });
}

Findings CrashRun::check_people(Range range) const {
  return check_each(access(), range, [this](HttpClient& client, std::uint64_t n) {
    Findings found;
    for (std::uint32_t person = 0; person < Wishes::people(n); ++person) {
      const auto token =
          client.post("/v1/tokens", R"({"id_number":")" + Wishes::id_number(n, person) + R"("})");
      const auto reply = client.get("/v1/me/appointments", token.text("token"));
      found += check_person(bookings_[n], reply.status, reply.body);
    }
    return found;
  });
}

Findings CrashRun::check_slots() const {
  const auto& before = wishes_->slots();
  const auto now = read_slots();
  const auto people = people_by_slot(bookings_, before.size());
  Findings found;
  if (now.size() != before.size()) return {.surprises = 1};
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (now[i].id != before[i].id) ++found.surprises;
    found += check_slot(before[i], people[i], now[i].places);
  }
  return found;
}

std::uint64_t CrashRun::count(Range range, Answer answer) const {
  std::uint64_t found = 0;
  for (auto n = range.first; n < range.last; ++n) found += bookings_[n].answer == answer ? 1 : 0;
  return found;
}

std::uint64_t CrashRun::attempts(Range range) const {
  std::uint64_t found = 0;
  for (auto n = range.first; n < range.last; ++n) found += bookings_[n].attempt;
  return found;
}

}  // namespace offpeak::crash
