#include "api/operations/event_json.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/hex16.hpp"
namespace s = offpeak::scheduler;
namespace config = offpeak::config;

namespace {

/// Bits with every byte different, so that each part of them would be found.
template <class Id>
constexpr Id id(std::uint64_t first) {
  std::array<std::uint64_t, 2> words{};
  for (std::uint64_t i = 0; i < 8; ++i) {
    words[0] = words[0] << 8 | (first + i);
    words[1] = words[1] << 8 | (first + 8 + i);
  }
  return {words};
}

constexpr auto appointment = id<s::AppointmentId>(0xA0);
constexpr auto other = id<s::AppointmentId>(0xB0);
constexpr s::TicketId ticket{appointment.words};
constexpr s::HallCode hall{330100};
constexpr s::CounterNumber desk{3};
constexpr auto entry = id<s::WaitlistId>(0xC0);
constexpr auto key = id<s::IdempotencyKey>(0xD0);
constexpr auto request = id<s::RequestDigest>(0xE0);
constexpr auto alice = id<s::CitizenKey>(0x10);
constexpr auto bob = id<s::CitizenKey>(0x30);
constexpr s::KioskCode code{0x51525354};

s::Instant at(const char* text) { return config::parse_instant(text).value(); }

const auto slot = s::SlotKey{s::HallCode{330100}, s::LaneCode{2}, config::make_date(2026, 6, 15),
                             s::MinuteOfDay{10 * 60}};
const s::Claim claim{.slot = slot, .capacity_minutes = 120, .minutes = 18, .slot_minutes = 30};
const s::Members pair{.citizens = {alice, bob},
                      .services = {s::ServiceCode{1}, s::ServiceCode{4}},
                      .size = 2,
                      .companions = 0b10};
const auto soon = at("2026-06-13T08:15:00+08:00");

struct Row {
  s::Fact fact;
  std::string fields;  // behind sequence and time
};

s::Remembered remembered(s::Rejection rejection) {
  return {key,
          request,
          {.rejection = rejection,
           .kind = s::ReceiptKind::appointment,
           .subject = {appointment.words}}};
}

/// Where and how long, as each line with a slot has it.
const std::string slot_fields =
    R"("hall":"330100","lane":2,"date":"2026-06-15","start":"10:00","minutes":18)";

std::vector<Row> rows() {
  return {
      {s::Held{appointment, claim, pair, soon},
       R"("event":"held","appointment":"538e1c02",)" + slot_fields +
           R"(,"capacity_minutes":120,"services":[1,4],"companions":1,"expires_at":"2026-06-13T08:15:00+08:00")"},
      {s::HoldEnded{appointment, s::HoldEnd::released},
       R"("event":"hold_ended","appointment":"538e1c02","reason":"released")"},
      {s::HoldEnded{appointment, s::HoldEnd::expired},
       R"("event":"hold_ended","appointment":"538e1c02","reason":"expired")"},
      {s::Booked{appointment, claim, pair, code},
       R"("event":"booked","appointment":"538e1c02",)" + slot_fields +
           R"(,"capacity_minutes":120,"services":[1,4],"companions":1)"},
      {s::Confirmed{appointment, code}, R"("event":"confirmed","appointment":"538e1c02")"},
      {s::Cancelled{appointment, true, soon},
       R"("event":"cancelled","appointment":"538e1c02","late":true,"capacity_returns_at":"2026-06-13T08:15:00+08:00")"},
      {s::Rescheduled{appointment, false, soon, other, claim, code},
       R"("event":"rescheduled","appointment":"538e1c02","to":"02244229","late":false,)" +
           slot_fields +
           R"(,"capacity_minutes":120,"capacity_returns_at":"2026-06-13T08:15:00+08:00")"},
      {s::CapacityReturned{appointment}, R"("event":"capacity_returned","appointment":"538e1c02")"},
      {s::WaitlistJoined{entry, other, slot, 18, pair},
       R"("event":"waitlist_joined","waitlist_entry":"3e500003","appointment":"02244229",)" +
           slot_fields + R"(,"services":[1,4],"companions":1)"},
      {s::WaitlistEnded{entry, s::WaitlistEnd::left},
       R"("event":"waitlist_ended","waitlist_entry":"3e500003","reason":"left")"},
      {s::WaitlistEnded{entry, s::WaitlistEnd::closed},
       R"("event":"waitlist_ended","waitlist_entry":"3e500003","reason":"closed")"},
      {s::WaitlistEnded{entry, s::WaitlistEnd::ineligible},
       R"("event":"waitlist_ended","waitlist_entry":"3e500003","reason":"ineligible")"},
      {s::OfferMade{entry, claim, soon},
       R"("event":"offer_made","waitlist_entry":"3e500003",)" + slot_fields +
           R"(,"capacity_minutes":120,"expires_at":"2026-06-13T08:15:00+08:00")"},
      {s::CheckedIn{appointment, true},
       R"("event":"checked_in","appointment":"538e1c02","tail":true)"},
      {s::NoShowed{appointment, {config::make_date(2026, 7, 1)}},
       R"("event":"no_show","appointment":"538e1c02")"},
      {s::Completed{appointment}, R"("event":"completed","appointment":"538e1c02")"},
      {remembered(s::Rejection::none), R"("event":"remembered","key":"90ded89e","rejected":false)"},
      {remembered(s::Rejection::slot_full),
       R"("event":"remembered","key":"90ded89e","rejected":true)"},
      {s::TicketIssued{.id = ticket,
                       .appointment = other,
                       .hall = hall,
                       .lane = s::LaneCode{2},
                       .number = 12,
                       .services = {.codes = {s::ServiceCode{1}, s::ServiceCode{4}}, .size = 2}},
       R"("event":"ticket_issued","ticket":"538e1c02","appointment":"02244229","hall":"330100","lane":2,"number":12,"people":2)"},
      {s::TicketIssued{.id = ticket,
                       .hall = hall,
                       .lane = s::LaneCode{2},
                       .number = 1,
                       .services = {.codes = {s::ServiceCode{1}}, .size = 1}},
       R"("event":"ticket_issued","ticket":"538e1c02","hall":"330100","lane":2,"number":1,"people":1)"},
      {s::Called{ticket, desk}, R"("event":"called","ticket":"538e1c02","counter":3)"},
      {s::Recalled{ticket}, R"("event":"recalled","ticket":"538e1c02")"},
      {s::CalledAgain{ticket}, R"("event":"recalled","ticket":"538e1c02")"},
      {s::Served{ticket}, R"("event":"served","ticket":"538e1c02")"},
      {s::Finished{.id = ticket, .documents = 2},
       R"("event":"finished","ticket":"538e1c02","documents":2,"by_end_of_day":false)"},
      {s::Missed{.id = ticket, .returns = true},
       R"("event":"missed","ticket":"538e1c02","returns":true)"},
      {s::CallUndone{.id = ticket, .is_parked = true},
       R"("event":"call_undone","ticket":"538e1c02","parked":true)"},
      {s::Parked{ticket}, R"("event":"parked","ticket":"538e1c02")"},
      {s::Transferred{.id = ticket, .lane = s::LaneCode{4}},
       R"("event":"transferred","ticket":"538e1c02","lane":4)"},
      {s::TicketLeft{ticket, s::LeaveReason::visitor},
       R"("event":"left","ticket":"538e1c02","reason":"visitor")"},
      {s::TicketLeft{ticket, s::LeaveReason::staff},
       R"("event":"left","ticket":"538e1c02","reason":"staff")"},
      {s::TicketLeft{ticket, s::LeaveReason::end_of_day},
       R"("event":"left","ticket":"538e1c02","reason":"end_of_day")"},
      {s::CounterOpened{hall, desk, 2}, R"("event":"counter_opened","hall":"330100","counter":3)"},
      {s::CounterPaused{hall, desk}, R"("event":"counter_paused","hall":"330100","counter":3)"},
      {s::CounterPaused{hall, desk, s::PauseReason::meal},
       R"("event":"counter_paused","hall":"330100","counter":3,"reason":"meal")"},
      {s::CounterClosed{hall, desk}, R"("event":"counter_closed","hall":"330100","counter":3)"},
      {s::CounterLeftOpen{hall, desk, config::instant_at(config::make_date(2026, 6, 13), {})},
       R"("event":"counter_left_open","hall":"330100","counter":3,"ended_at":"2026-06-13T00:00:00+08:00")"},
      {s::LevelAssessed{hall, s::Level::green, s::LevelReason::wait, s::Level::yellow},
       R"("event":"level_assessed","hall":"330100","level":1,"leaning":2)"},
      {s::DayDropped{.hall = hall, .date = config::make_date(2026, 6, 13), .ledger_since = {}},
       R"("event":"day_dropped","hall":"330100","date":"2026-06-13")"},
      {s::TotalsDropped{config::make_date(2026, 6, 13)},
       R"("event":"totals_dropped","before":"2026-06-13")"},
      {s::Acted{.actor = s::ActorId{0x0123456789abcdef},
                .role = s::Role::staff,
                .hall = hall,
                .action = s::AuditAction::call_next,
                .counter = desk,
                .subject = {appointment.words}},
       R"("event":"acted","actor":"0123456789abcdef","role":"staff","hall":"330100","action":"call_next")"},
      {s::ReminderDue{appointment, 2, 120, 0b11},
       R"("event":"reminder_due","appointment":"538e1c02","minutes_before":120,"passed_over":2)"},
      {s::OutboxSwitched{s::Outbox::all_kinds}, R"("event":"outbox_switched","on":true)"},
      {s::AnnouncementSettled{7, s::Settlement::refused},
       R"("event":"announcement_settled","number":7,"delivered":false)"},
      {s::CompanionConfirmed{appointment, alice},
       R"("event":"companion_confirmed","appointment":"538e1c02")"},
      {s::HoldForgotten{appointment}, R"("event":"hold_forgotten","appointment":"538e1c02")"},
      {s::EntryForgotten{entry},
       R"("event":"waitlist_entry_forgotten","waitlist_entry":"3e500003")"},
      {s::KeysJoined{alice, bob}, R"("event":"keys_joined")"},
      {s::KeySeparated{alice}, R"("event":"key_separated")"},
      {s::LaneLevelAssessed{hall, s::LaneCode{4}, s::Level::red, s::LevelReason::not_today,
                            s::Level::yellow},
       R"("event":"lane_level_assessed","hall":"330100","lane":4,"level":3,"leaning":2)"},
      {s::ReserveSet{slot, 45},
       R"("event":"reserve_set","hall":"330100","lane":2,"date":"2026-06-15","start":"10:00","percent":45)"},
      {s::ReserveSet{slot, 45, 30},
       R"("event":"reserve_set","hall":"330100","lane":2,"date":"2026-06-15","start":"10:00","percent":45,"configured":30)"},
      {s::ComplianceNoted{hall, 2, 30},
       R"("event":"compliance_noted","hall":"330100","followed":2,"ignored":30)"},
      {s::ForecastNoted{
           hall, s::LaneCode{2}, config::make_date(2026, 6, 13), {45, 120, {600, 1200}}},
       R"("event":"forecast_noted","hall":"330100","lane":2,"date":"2026-06-13","booked_tenths":45,"walk_in_tenths":120,"wait_p50_seconds":600,"wait_p90_seconds":1200)"},
      {s::WatchSet{.id = appointment,
                   .places = {.halls = {hall},
                              .halls_size = 1,
                              .from = config::make_date(2026, 6, 13),
                              .to = config::make_date(2026, 6, 15)},
                   .lane = s::LaneCode{2},
                   .ends_at = soon},
       R"("event":"watch_set","appointment":"538e1c02","halls":["330100"],"lane":2,"from":"2026-06-13","to":"2026-06-15","ends_at":"2026-06-13T08:15:00+08:00")"},
      {s::WatchEnded{appointment, s::WatchEnd::unanswered},
       R"("event":"watch_ended","appointment":"538e1c02","reason":"unanswered")"},
      {s::PlaceOffered{appointment, other, s::PlaceOfferKind::swap, claim, soon},
       R"("event":"place_offered","appointment":"538e1c02","offer":"02244229","kind":"swap",)" +
           slot_fields + R"(,"capacity_minutes":120,"expires_at":"2026-06-13T08:15:00+08:00")"},
      {s::PlaceTaken{.id = appointment, .capacity_returns_at = soon},
       R"("event":"place_taken","appointment":"538e1c02","capacity_returns_at":"2026-06-13T08:15:00+08:00")"},
      {s::AnnouncedAgain{7}, R"("event":"announced_again","dead_letter":7)"},
      {s::WordingNoted{{appointment.words}, s::Language::zh, 6, {}},
       R"("event":"wording_noted","of":"538e1c02","language":"zh","bytes":6)"},
      {s::ClosureMade{
           {appointment.words}, {hall, s::ServiceCode{4}, soon, soon}, s::ClosureReason::weather},
       R"("event":"closure_made","closure":"538e1c02","hall":"330100","service":4,"from":"2026-06-13T08:15:00+08:00","to":"2026-06-13T08:15:00+08:00","reason":"weather")"},
      {s::ClosureMade{{appointment.words}, {.from = soon}, s::ClosureReason::power},
       R"("event":"closure_made","closure":"538e1c02","from":"2026-06-13T08:15:00+08:00","reason":"power")"},
      {s::ClosureEnded{{appointment.words}, s::ClosureEnd::reopened},
       R"("event":"closure_ended","closure":"538e1c02","reason":"reopened")"},
      {s::Displaced{appointment, {other.words}},
       R"("event":"displaced","appointment":"538e1c02","closure":"02244229")"},
      {s::Displaced{appointment, {}}, R"("event":"displaced","appointment":"538e1c02")"},
      {s::Excused{appointment, s::ExcuseReason::staff, 0b11},
       R"("event":"excused","appointment":"538e1c02","reason":"staff","unmarked":2)"},
      {s::SuspensionLifted{alice}, R"("event":"suspension_lifted")"},
      {s::NoticePosted{{appointment.words}, hall, soon, soon, s::to_waiting},
       R"("event":"notice_posted","notice":"538e1c02","hall":"330100","from":"2026-06-13T08:15:00+08:00","to":"2026-06-13T08:15:00+08:00")"},
      {s::NoticeEnded{{appointment.words}, s::NoticeEnd::withdrawn},
       R"("event":"notice_ended","notice":"538e1c02","reason":"withdrawn")"},
      {s::OutageNoted{soon}, R"("event":"outage_noted","from":"2026-06-13T08:15:00+08:00")"},
      {s::MeaningNoted{s::MeaningOf::hall, 330100, 7},
       R"("event":"meaning_noted","of":1,"code":330100)"},
      {s::CarriedOver{slot, 40},
       R"("event":"carried_over","hall":"330100","lane":2,"date":"2026-06-15","start":"10:00","minutes":40)"},
      {s::CitizenRenamed{alice, bob}, R"("event":"citizen_renamed")"},
      {s::CitizenForgotten{alice, bob}, R"("event":"citizen_forgotten")"},
      {s::Revoked{.key = {appointment.words},
                  .kind = s::RevocationKind::issued_so_far,
                  .reason = s::RevocationReason::lost,
                  .ends_at = at("2026-06-14T08:00:00+08:00")},
       R"("event":"revoked","revocation":"538e1c02","kind":"issued_so_far","reason":"lost","ends_at":"2026-06-14T08:00:00+08:00")"},
      {s::RevocationEnded{{appointment.words}, s::RevocationEnd::lifted},
       R"("event":"revocation_ended","revocation":"538e1c02","reason":"lifted")"},
  };
}

std::string line_of(const s::Fact& fact) {
  return offpeak::api::event_line(42, {at("2026-06-13T08:00:00+08:00"), fact});
}

}  // namespace

TEST_CASE("Each kind of event has its line") {
  std::set<std::size_t> kinds;
  for (const auto& row : rows()) {
    const auto line = line_of(row.fact);
    CHECK(line == R"({"sequence":42,"at":"2026-06-13T08:00:00+08:00",)" + row.fields + "}");
    CHECK(boost::json::parse(line).is_object());
    kinds.insert(row.fact.index());
  }
  CHECK(kinds.size() == std::variant_size_v<s::Fact>);
}

TEST_CASE("Events about one appointment can be told to be, and about two apart") {
  CHECK(line_of(s::Confirmed{appointment, code}) == line_of(s::Confirmed{appointment, {}}));
  CHECK(line_of(s::Confirmed{appointment, code}) != line_of(s::Confirmed{other, code}));
}

TEST_CASE("No line opens an appointment or names a citizen") {
  // Whatever of an id or a key is printed, and in whatever order of its bytes.
  const auto parts_of = [](const auto& bits) {
    std::vector<std::string> parts;
    for (const std::uint64_t word : bits.words) {
      for (const std::uint64_t value : {word, __builtin_bswap64(word)}) {
        const auto text = offpeak::base::hex16(value);
        // Half of a word: a search for the rest would be hopeless with less.
        parts.push_back(text.substr(0, 8));
        parts.push_back(text.substr(8));
        parts.push_back(std::to_string(value));
        parts.push_back(std::to_string(static_cast<std::int64_t>(value)));
      }
    }
    return parts;
  };
  std::vector<std::string> secrets;
  const auto add = [&](const auto& bits) {
    for (auto& part : parts_of(bits)) secrets.push_back(part);
  };
  add(appointment);
  add(other);
  add(entry);
  add(key);
  add(request);
  add(alice);
  add(bob);
  secrets.push_back("51525354");                   // the kiosk code
  secrets.push_back(std::to_string(0x51525354u));  // and as a number
  for (const auto& row : rows()) {
    const auto line = line_of(row.fact);
    for (const auto& secret : secrets) CHECK(line.find(secret) == std::string::npos);
  }
}
