#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "outbox/message.hpp"
#include "scheduler/messages/words.hpp"
#include "tests/outbox/webhook_log.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::outbox {
namespace {

using scheduler::Announcement;
using scheduler::AnnouncementKind;

constexpr std::int64_t told_at_ms = 1'781'308'800'000;  // 2026-06-13 08:00 in Hangzhou

Announcement announcement_of(AnnouncementKind kind, std::uint16_t detail = 0) {
  Announcement one;
  one.at_ms = told_at_ms;
  if (kind != AnnouncementKind::level_changed) one.subject = {{10, 1}};
  one.hall = 330100;
  one.detail = detail;
  one.kind = kind;
  return one;
}

/// Also for the check against api/openapi.yaml.
void record(const Announcement& one, const std::string& body) {
  const std::string id = text_of(id_of(one));
  const std::string timestamp = "1781308800";
  const std::array<SigningKey, 1> keys{};
  tests::record_webhook({.id = id,
                         .timestamp = timestamp,
                         .signature = signatures_of(keys, id, timestamp, body),
                         .body = body});
}

TEST_CASE("each kind says what it is about, where and when, in names alone") {
  struct Row {
    AnnouncementKind kind;
    std::uint16_t detail;
    Subject subject;
    const char* type;
    const char* data;
  };
  using K = AnnouncementKind;
  const scheduler::SlotKey slot = scheduler::tests::slot("330100.documents.2026-06-13.0830");
  const scheduler::AppointmentId appointment{{11, 1}};
  const scheduler::AppointmentId earlier{{12, 1}};
  const auto two = std::array{scheduler::ServiceCode{1}, scheduler::ServiceCode{31},
                              scheduler::ServiceCode{}, scheduler::ServiceCode{}};
  const Subject booking{.appointment = appointment, .slot = slot, .services = two, .size = 1};
  const Subject party{.slot = slot, .services = two, .size = 2};
  const Subject moved{.earlier = earlier, .slot = slot, .services = two, .size = 1};
  const Subject walk_in{.services = two, .size = 1};
#define ID "000000000000000a0000000000000001"
#define PLACE R"("hall":"330100","slot":"330100.documents.2026-06-13.0830",)"
#define TIME R"("start":"2026-06-13T08:30:00+08:00",)"
#define SERVICE R"("services":["passport_renewal"])"
  const std::array rows{
      Row{K::booked, 0, booking, "appointment.booked",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE},
      Row{K::booked, 0, party, "appointment.booked",
          R"("appointment":")" ID R"(",)" PLACE TIME
          R"("services":["passport_renewal","service31"])"},
      Row{K::booked, 0, moved, "appointment.booked",
          R"("appointment":")" ID
          R"(","reschedules":"000000000000000c0000000000000001",)" PLACE TIME SERVICE},
      Row{K::booked, 0, {}, "appointment.booked", R"("appointment":")" ID R"(","hall":"330100")"},
      Row{K::reminder_due, 120, booking, "appointment.reminder_due",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE R"(,"minutes_before":120)"},
      Row{K::cancelled, 0, booking, "appointment.cancelled",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE},
      Row{K::rescheduled, 0, moved, "appointment.rescheduled",
          R"("appointment":")" ID
          R"(","reschedules":"000000000000000c0000000000000001",)" PLACE TIME SERVICE},
      Row{K::no_show, 0, booking, "appointment.no_show",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE},
      Row{K::checked_in, 0, booking, "appointment.checked_in",
          R"("ticket":")" ID
          R"(","appointment":"000000000000000b0000000000000001",)" PLACE TIME SERVICE},
      Row{K::recalled, 3, walk_in, "ticket.recalled",
          R"("ticket":")" ID R"(","hall":"330100",)" SERVICE R"(,"counter":3)"},
      Row{K::done, 0, walk_in, "ticket.done", R"("ticket":")" ID R"(","hall":"330100",)" SERVICE},
      Row{K::offer_made, 0, booking, "waitlist.offer_made",
          R"("waitlist_entry":")" ID R"(",)" PLACE TIME SERVICE},
      Row{K::waitlist_ended, static_cast<std::uint16_t>(scheduler::WaitlistStatus::lapsed), booking,
          "waitlist.ended",
          R"("waitlist_entry":")" ID R"(",)" PLACE TIME SERVICE R"(,"status":"lapsed")"},
      Row{K::place_offered, static_cast<std::uint16_t>(scheduler::PlaceOfferKind::swap), moved,
          "place.offered",
          R"("offer":")" ID
          R"(","instead_of":"000000000000000c0000000000000001",)" PLACE TIME SERVICE
          R"(,"kind":"swap")"},
      Row{K::place_offer_ended, static_cast<std::uint16_t>(scheduler::AppointmentStatus::expired),
          booking, "place.offer_ended",
          R"("offer":")" ID R"(",)" PLACE TIME SERVICE R"(,"status":"lapsed")"},
      Row{K::place_offer_ended, static_cast<std::uint16_t>(scheduler::AppointmentStatus::released),
          booking, "place.offer_ended",
          R"("offer":")" ID R"(",)" PLACE TIME SERVICE R"(,"status":"released")"},
      Row{K::watch_ended, static_cast<std::uint16_t>(scheduler::WatchEnd::over), booking,
          "watch.ended", R"("appointment":")" ID R"(",)" PLACE TIME SERVICE R"(,"reason":"over")"},
      Row{K::call_undone, 0, walk_in, "ticket.call_undone",
          R"("ticket":")" ID R"(","hall":"330100",)" SERVICE},
      Row{K::called, 3, walk_in, "ticket.called",
          R"("ticket":")" ID R"(","hall":"330100",)" SERVICE R"(,"counter":3)"},
      Row{K::called, 3, booking, "ticket.called",
          R"("ticket":")" ID
          R"(","appointment":"000000000000000b0000000000000001",)" PLACE TIME SERVICE
          R"(,"counter":3)"},
      Row{K::missed, 1, walk_in, "ticket.missed",
          R"("ticket":")" ID R"(","hall":"330100",)" SERVICE R"(,"returns":true)"},
      Row{K::missed, 0, walk_in, "ticket.missed",
          R"("ticket":")" ID R"(","hall":"330100",)" SERVICE R"(,"returns":false)"},
      Row{K::level_changed,
          static_cast<std::uint16_t>(scheduler::Level::red),
          {},
          "hall.level_changed",
          R"("hall":"330100","level":"red")"},
      Row{K::displaced, 0, booking, "appointment.displaced",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE},
      Row{K::excused, static_cast<std::uint16_t>(scheduler::ExcuseReason::outage), booking,
          "appointment.excused",
          R"("appointment":")" ID R"(",)" PLACE TIME SERVICE R"(,"reason":"outage")"},
      Row{K::hall_closed, 0, {}, "hall.closed", R"("closure":")" ID R"(","hall":"330100")"},
      Row{K::hall_reopened, 0, {}, "hall.reopened", R"("closure":")" ID R"(","hall":"330100")"},
      Row{K::notice_posted, 0, {}, "notice.posted", R"("notice":")" ID R"(","hall":"330100")"},
      Row{K::notice_ended, 0, {}, "notice.ended", R"("notice":")" ID R"(","hall":"330100")"},
  };
  for (const auto& row : rows) {
    const auto one = announcement_of(row.kind, row.detail);
    const auto body = body_of(scheduler::tests::city(), one, row.subject);
    CHECK(body == std::string{R"({"type":")"} + row.type +
                      R"(","timestamp":"2026-06-13T08:00:00+08:00","data":{)" + row.data + "}}");
    record(one, body);
  }
}

TEST_CASE("an id is made of what is told, not of what becomes of it") {
  auto one = announcement_of(AnnouncementKind::booked);
  const std::string id = text_of(id_of(one));
  CHECK(id.size() == 36);
  CHECK(id.starts_with("msg_"));
  one.status = scheduler::AnnouncementStatus::refused;
  CHECK(text_of(id_of(one)) == id);
  ++one.at_ms;
  CHECK(text_of(id_of(one)) != id);
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
