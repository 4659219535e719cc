#include "tests/crash/examination.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace offpeak::crash {
namespace {

using testing::HttpClient;

/// The days behind the day of `--clock` (main.cpp) that are booked.
constexpr auto first_day = "2026-06-14";
constexpr auto last_day = "2026-07-13";

boost::json::value must_get(HttpClient& client, const std::string& target) {
  const auto reply = client.get(target);
  if (reply.status != 200) throw std::runtime_error{target + ": " + reply.body};
  return reply.json();
}

std::string slots_of(const std::string& hall) {
  return "/v1/slots?service=" + std::string{Wishes::service} + "&hall=" + hall +
         "&from=" + first_day + "&to=" + last_day;
}

std::vector<Slot> read_slots(std::uint16_t port) {
  HttpClient client{port};
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

}  // namespace

Wishes make_wishes(std::uint16_t port, std::uint64_t seed, std::uint64_t bookings) {
  auto slots = read_slots(port);
  std::int64_t places = 0;
  for (const auto& slot : slots) places += slot.places;
  const auto people = static_cast<std::int64_t>(bookings + bookings / 8 + 1);
  if (places < 2 * people) throw std::runtime_error{"the city has too few places for the run"};
  // A third of the bookings try for these: about twice what they hold.
  const std::int64_t places_each = places / static_cast<std::int64_t>(slots.size());
  const auto hot = static_cast<std::uint32_t>(people / 6 / places_each + 1);
  return {seed, std::move(slots), hot};
}

Findings check_bookings(const Access& access, const std::vector<Booking>& bookings, Range range) {
  return check_each(access, range, [&](HttpClient& client, std::uint64_t n) -> Findings {
    const Booking& booking = bookings[n];
    if (booking.id.empty()) return {};
    const auto reply = client.get("/v1/appointments/" + booking.id);
    return booking.answer == Answer::held ? check_hold(booking, reply.status, reply.body)
                                          : check_booking(booking, reply.status, reply.body);
  });
}

/// A client that lost its reply after all sends the same again: the same reply, and nothing new.
Findings check_retries(const Access& access, const Wishes& wishes,
                       const std::vector<Booking>& bookings, Range range) {
  return check_each(access, range, [&](HttpClient& client, std::uint64_t n) -> Findings {
    const Booking& booking = bookings[n];
    const std::string wish = wishes.body(n, booking.slot);
    Findings found;
    if (!booking.hold_body.empty()) {
      const auto reply = client.post("/v1/holds", wish, access.token,
                                     wishes.hold_idempotency_key(n, booking.attempt));
      if (reply.status != 201 || reply.body != booking.hold_body) ++found.doubled;
    }
    if (booking.answer != Answer::acknowledged) return found;
    const auto reply = client.post(
        "/v1/appointments", booking.hold_body.empty() ? wish : Wishes::confirmation(booking.id),
        access.token, wishes.idempotency_key(n, booking.attempt));
    if (reply.status != 201 || reply.body != booking.body) ++found.doubled;
    return found;
  });
}

Findings check_people(const Access& access, const std::vector<Booking>& bookings, Range range) {
  return check_each(access, range, [&](HttpClient& client, std::uint64_t n) {
    Findings found;
    for (std::uint32_t person = 0; person < Wishes::people(n); ++person) {
      const auto token =
          client.post("/v1/tokens", R"({"id_number":")" + Wishes::id_number(n, person) + R"("})");
      const auto reply = client.get("/v1/me/appointments", token.text("token"));
      found += check_person(bookings[n], reply.status, reply.body);
    }
    return found;
  });
}

Findings check_slots(const Access& access, const Wishes& wishes,
                     const std::vector<Booking>& bookings) {
  const auto& before = wishes.slots();
  const auto now = read_slots(access.port);
  const auto people = people_by_slot(bookings, before.size());
  Findings found;
  if (now.size() != before.size()) return {.surprises = 1};
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (now[i].id != before[i].id) ++found.surprises;
    found += check_slot(before[i], people[i], now[i].places);
  }
  return found;
}

}  // namespace offpeak::crash
