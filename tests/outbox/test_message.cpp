#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "outbox/message.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Announcement;
using scheduler::AnnouncementKind;

TEST_CASE("each kind says what it is about, in names alone") {
  struct Row {
    AnnouncementKind kind;
    std::uint64_t thread;
    std::uint16_t detail;
    const char* type;
    const char* data;
  };
  using K = AnnouncementKind;
#define ID "000000000000000a0000000000000001"
#define HALL R"("hall":"330100")"
  const std::array rows{
      Row{K::booked, 10, 0, "appointment.booked", R"("appointment":")" ID R"(",)" HALL},
      Row{K::reminder_due, 10, 120, "appointment.reminder_due",
          R"("appointment":")" ID R"(",)" HALL R"(,"minutes_before":120)"},
      Row{K::cancelled, 10, 0, "appointment.cancelled", R"("appointment":")" ID R"(",)" HALL},
      Row{K::offer_made, 10, 0, "waitlist.offer_made", R"("waitlist_entry":")" ID R"(",)" HALL},
      Row{K::called, 10, 3, "ticket.called", R"("ticket":")" ID R"(",)" HALL R"(,"counter":3)"},
      Row{K::called, 11, 3, "ticket.called",
          R"("ticket":")" ID R"(","appointment":"000000000000000b0000000000000001",)" HALL
          R"(,"counter":3)"},
      Row{K::missed, 10, 1, "ticket.missed", R"("ticket":")" ID R"(",)" HALL R"(,"returns":true)"},
      Row{K::missed, 10, 0, "ticket.missed", R"("ticket":")" ID R"(",)" HALL R"(,"returns":false)"},
      Row{K::level_changed, 0, static_cast<std::uint16_t>(scheduler::Level::red),
          "hall.level_changed", HALL R"(,"level":"red")"},
  };
  for (const auto& row : rows) {
    Announcement one;
    one.at_ms = 1'781'308'800'000;  // 2026-06-13 08:00 in Hangzhou
    one.subject = {{10, 1}};
    one.thread = {{row.thread, 1}};
    one.hall = 330100;
    one.detail = row.detail;
    one.kind = row.kind;
    CHECK(body_of(one) == std::string{R"({"type":")"} + row.type +
                              R"(","timestamp":"2026-06-13T08:00:00+08:00","data":{)" + row.data +
                              "}}");
  }
}

TEST_CASE("an id is made of what is told, not of what becomes of it") {
  Announcement one;
  one.at_ms = 1'781'308'800'000;
  one.subject = {{10, 1}};
  const std::string id = message_id(one);
  CHECK(id.size() == 36);
  CHECK(id.starts_with("msg_"));
  one.status = scheduler::AnnouncementStatus::dead;
  CHECK(message_id(one) == id);
  ++one.at_ms;
  CHECK(message_id(one) != id);
}

TEST_CASE("the signatures are those of Standard Webhooks, one for each key") {
  // python3: b64encode(hmac.new(bytes(range(32)), b'msg_7.1700000000.{"a":1}', 'sha256').digest())
  SigningKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  const std::string signature = "v1,x3elAHawy7Y9N7Y2XJgGonbeZHlwrhObUD19SZw3/hU=";
  const auto sign = [](const std::vector<SigningKey>& keys) {
    return signatures_of(keys, "msg_7", "1700000000", R"({"a":1})");
  };
  CHECK(sign({key}) == signature);
  SigningKey other = key;
  other[0] ^= 1;
  CHECK(sign({other, key}) == sign({other}) + " " + signature);
}

}  // namespace
}  // namespace offpeak::outbox
