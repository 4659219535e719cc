// Events as bytes. The golden rows are what journals on disk contain: when one of them fails, it is
// the code that is wrong, never the row.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstring>
#include <string>
#include <string_view>
#include <tuple>

#include "scheduler/messages/slot_span.hpp"
#include "store/event_codec.hpp"

namespace offpeak::store::tests {
namespace {

namespace s = scheduler;
using Bytes = std::vector<std::byte>;

Bytes encoded(const s::Event& event) {
  Bytes bytes;
  encode_event(event, bytes);
  return bytes;
}

Result<s::Event> decoded(std::span<const std::byte> bytes) { return decode_event(bytes); }

std::string hex(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

std::string without_spaces(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c != ' ') kept += c;
  }
  return kept;
}

// ---- one event of each kind, whose bytes count up field by field
// ----------------------------------

/// A number whose little-endian bytes are `first`, `first` + 1, …
template <class Number>
constexpr Number counting(std::uint8_t first) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Number); i > 0; --i) value = value << 8 | (first + i - 1);
  return static_cast<Number>(value);
}

template <class Id>
constexpr Id id(std::uint8_t first) {
  return {{counting<std::uint64_t>(first),
           counting<std::uint64_t>(static_cast<std::uint8_t>(first + 8))}};
}

constexpr s::Instant instant(std::uint8_t first) {
  return s::Instant{config::milliseconds{counting<std::int64_t>(first)}};
}

const s::Claim claim{.slot = s::SlotKey::from_packed(counting<std::uint64_t>(0x20)),
                     .capacity_minutes = counting<std::uint32_t>(0x28),
                     .minutes = counting<std::uint16_t>(0x2c),
                     .slot_minutes = 0x2e,
                     .further_slots = 7};
constexpr std::string_view claim_hex = "2021222324252627 28292a2b 2c2d 2e07 ";

const s::Members two{.citizens = {id<s::CitizenKey>(0x30), id<s::CitizenKey>(0x40)},
                     .services = {s::ServiceCode{1}, s::ServiceCode{31}},
                     .size = 2,
                     .companions = 0b10};
constexpr std::string_view two_hex =
    "02 303132333435363738393a3b3c3d3e3f 01 404142434445464748494a4b4c4d4e4f 9f ";

constexpr auto appointment = id<s::AppointmentId>(0x10);
constexpr std::string_view id_hex = "101112131415161718191a1b1c1d1e1f ";
constexpr auto waitlist = id<s::WaitlistId>(0x10);
constexpr s::KioskCode code{counting<std::uint32_t>(0x70)};

s::Date day(std::uint8_t first) {
  return s::Date{std::chrono::days{counting<std::uint16_t>(first)}};
}

constexpr auto ticket = id<s::TicketId>(0x10);
constexpr s::HallCode hall{counting<std::uint32_t>(0x74)};
constexpr s::CounterNumber counter{counting<std::uint16_t>(0x78)};
constexpr auto rank = counting<std::uint64_t>(0x80);
const s::Services pair{.codes = {s::ServiceCode{1}, s::ServiceCode{31}}, .size = 2};

const s::WatchedPlaces watched{.halls = {hall, s::HallCode{counting<std::uint32_t>(0x7a)}},
                               .halls_size = 2,
                               .from = day(0x10),
                               .to = day(0x10) + std::chrono::days{s::watch_days_max - 1},
                               .from_minute = s::MinuteOfDay{9 * 60},
                               .to_minute = s::MinuteOfDay{9 * 60 + 30}};

struct Golden {
  const char* kind;
  s::Fact fact;
  std::string fields;  // behind kind and time
};

std::vector<Golden> golden_rows() {
  const std::string id_text{id_hex};
  const std::string claim_text{claim_hex};
  const std::string two_text{two_hex};
  return {
      {"01", s::Held{appointment, claim, two, instant(0x50)},
       id_text + claim_text + two_text + "5051525354555657"},
      {"02", s::HoldEnded{appointment, s::HoldEnd::expired, true}, id_text + "81"},
      {"03", s::Booked{appointment, claim, two, code},
       id_text + claim_text + two_text + "70717273"},
      {"04", s::Confirmed{appointment, code}, id_text + "70717273"},
      {"05", s::Cancelled{appointment, true, instant(0x50), 0b1001},
       id_text + "93 5051525354555657"},
      {"06",
       s::Rescheduled{appointment, false, instant(0x50), id<s::AppointmentId>(0x60), claim, code,
                      0b0100},
       id_text + "42 5051525354555657 606162636465666768696a6b6c6d6e6f " + claim_text + "70717273"},
      {"07", s::CapacityReturned{appointment}, id_text},
      {"08",
       s::WaitlistJoined{waitlist, id<s::AppointmentId>(0x60), claim.slot,
                         counting<std::uint16_t>(0x2c), two},
       id_text + "606162636465666768696a6b6c6d6e6f 2021222324252627 2c2d " + two_text},
      {"09", s::WaitlistEnded{waitlist, s::WaitlistEnd::closed, true}, id_text + "81"},
      {"0a", s::OfferMade{waitlist, claim, instant(0x50)},
       id_text + claim_text + "5051525354555657"},
      {"0b", s::CheckedIn{appointment, true}, id_text + "01"},
      {"0c", s::NoShowed{appointment, {day(0x50), day(0x52), day(0x54), day(0x56)}, 0b1101},
       id_text + "5051 52d3 5455 5657"},
      {"0d", s::Completed{appointment}, id_text},
      {"0e",
       s::Remembered{id<s::IdempotencyKey>(0x10), id<s::RequestDigest>(0x60),
                     s::Receipt{.rejection = s::Rejection::storage_full,
                                .kind = s::ReceiptKind::waitlist,
                                .status = 6,
                                .position = counting<std::uint32_t>(0x28),
                                .subject = {two.citizens[0].words},
                                .expires_at = instant(0x50)}},
       id_text + "606162636465666768696a6b6c6d6e6f 17 02 06 28292a2b "
                 "303132333435363738393a3b3c3d3e3f 5051525354555657"},
      {"0f",
       s::TicketIssued{.id = ticket,
                       .appointment = id<s::AppointmentId>(0x60),
                       .hall = hall,
                       .lane = s::LaneCode{16},
                       .date = day(0x50),
                       .number = counting<std::uint16_t>(0x52),
                       .services = pair,
                       .ground = s::PriorityGround::urgent,
                       .line = s::Line::returning,
                       .rank = rank,
                       .since_ms = counting<std::uint32_t>(0x88),
                       .expected_s = counting<std::uint16_t>(0x8c),
                       .ahead = counting<std::uint16_t>(0x8e),
                       .wait = {.p50_s = counting<std::uint32_t>(0x90),
                                .p90_s = counting<std::uint32_t>(0x94)}},
       id_text + "606162636465666768696a6b6c6d6e6f 74757677 10 5051 5253 02 01 1f 05 03 "
                 "8081828384858687 88898a8b 8c8d 8e8f 90919293 94959697"},
      {"10", s::Called{ticket, counter}, id_text + "7879"},
      {"11", s::Recalled{ticket}, id_text},
      {"12", s::Served{ticket}, id_text},
      {"13",
       s::Finished{ticket,
                   0x07,
                   true,
                   true,
                   pair,
                   {counting<std::uint32_t>(0x88), counting<std::uint32_t>(0x8c)}},
       id_text + "07 81 02 01 1f 88898a8b 8c8d8e8f"},
      {"14", s::Missed{ticket, true, rank}, id_text + "01 8081828384858687"},
      {"15", s::Parked{ticket}, id_text},
      {"16", s::Transferred{ticket, s::LaneCode{2}, s::Line::booked, rank},
       id_text + "02 01 8081828384858687"},
      {"17", s::TicketLeft{ticket, s::LeaveReason::end_of_day}, id_text + "02"},
      {"18", s::CounterOpened{hall, counter, counting<s::LaneSet>(0x88)}, "74757677 7879 88898a8b"},
      {"19", s::CounterPaused{hall, counter}, "74757677 7879"},
      {"1a", s::CounterClosed{hall, counter}, "74757677 7879"},
      {"1b", s::LevelAssessed{hall, s::Level::red, s::LevelReason::no_data, s::Level::yellow},
       "74757677 03 03 02"},
      {"1c", s::DayDropped{hall, day(0x50), day(0x52)}, "74757677 5051 5253"},
      {"1d", s::TotalsDropped{day(0x50)}, "5051"},
      {"1e",
       s::Acted{s::ActorId{rank},
                s::Role::admin,
                hall,
                s::AuditAction::leave,
                counter,
                {two.citizens[0].words}},
       "8081828384858687 06 74757677 14 7879 303132333435363738393a3b3c3d3e3f"},
      {"1f", s::ReminderDue{appointment, 0x03, counting<std::uint16_t>(0x52), 0b101},
       id_text + "53 5253"},
      {"20", s::OutboxSwitched{s::Outbox::all_kinds}, "03"},
      {"21", s::AnnouncementSettled{rank, s::Settlement::unreachable}, "8081828384858687 03"},
      {"22", s::CompanionConfirmed{appointment, two.citizens[0]},
       id_text + "303132333435363738393a3b3c3d3e3f"},
      {"23", s::HoldForgotten{appointment}, id_text},
      {"24", s::AnnouncedAgain{rank}, "8081828384858687"},
      {"25",
       s::Revoked{{appointment.words},
                  s::RevocationKind::issued_so_far,
                  s::RevocationReason::stolen,
                  instant(0x50),
                  instant(0x60)},
       id_text + "01 02 5051525354555657 6061626364656667"},
      {"26", s::RevocationEnded{{appointment.words}, s::RevocationEnd::expired}, id_text + "01"},
      {"27", s::EntryForgotten{waitlist}, id_text},
      {"28", s::KeysJoined{two.citizens[0], two.citizens[1]},
       "303132333435363738393a3b3c3d3e3f 404142434445464748494a4b4c4d4e4f"},
      {"29", s::KeySeparated{two.citizens[0]}, "303132333435363738393a3b3c3d3e3f"},
      {"2a", s::CalledAgain{ticket}, id_text},
      {"2b", s::CounterLeftOpen{hall, counter, instant(0x50)}, "74757677 7879 5051525354555657"},
      {"2c",
       s::LaneLevelAssessed{hall, s::LaneCode{2}, s::Level::red, s::LevelReason::not_today,
                            s::Level::yellow},
       "74757677 02 03 04 02"},
      {"2d", s::ReserveSet{claim.slot, 45}, "2021222324252627 2d"},
      {"2e", s::ComplianceNoted{hall, 7, 0x01020304}, "74757677 07000000 04030201"},
      {"2f",
       s::WatchSet{appointment, id<s::AppointmentId>(0x60), watched, s::LaneCode{2}, instant(0x50)},
       id_text + "606162636465666768696a6b6c6d6e6f 02 02 74757677 7a7b7c7d 1011 2e11 1c02 3a02 "
                 "5051525354555657"},
      {"30", s::WatchEnded{appointment, s::WatchEnd::unanswered}, id_text + "02"},
      {"31",
       s::PlaceOffered{appointment, id<s::AppointmentId>(0x60), s::PlaceOfferKind::swap, claim,
                       instant(0x50)},
       id_text + "606162636465666768696a6b6c6d6e6f 01 " + claim_text + "5051525354555657"},
      {"32", s::PlaceTaken{appointment, instant(0x50), code, 0b0100},
       id_text + "5051525354555657 70717273 04"},
      {"33", s::CallUndone{ticket, true, rank}, id_text + "01 8081828384858687"},
      {"34",
       s::ForecastNoted{hall,
                        s::LaneCode{2},
                        day(0x50),
                        {.booked_tenths = counting<std::uint32_t>(0x88),
                         .walk_in_tenths = counting<std::uint32_t>(0x8c),
                         .wait = {.p50_s = counting<std::uint32_t>(0x90),
                                  .p90_s = counting<std::uint32_t>(0x94)}}},
       "74757677 02 5051 88898a8b 8c8d8e8f 90919293 94959697"},
      {"35", s::WordingNoted{{appointment.words}, s::Language::en, 5, {'T', 'y', 'p', 'h', 'o'}},
       id_text + "01 05 547970686f"},
      {"36",
       s::ClosureMade{{appointment.words},
                      {hall, s::ServiceCode{31}, instant(0x50), instant(0x60)},
                      s::ClosureReason::service_ended},
       id_text + "74757677 1f 5051525354555657 6061626364656667 06"},
      {"37", s::ClosureEnded{{appointment.words}, s::ClosureEnd::forgotten}, id_text + "01"},
      {"38", s::Displaced{appointment, {two.citizens[0].words}},
       id_text + "303132333435363738393a3b3c3d3e3f"},
      {"39",
       s::Excused{appointment, s::ExcuseReason::closure, 0b0101, {day(0x50), {}, day(0x52), {}}},
       id_text + "02 05 5051 5253"},
      {"3a", s::SuspensionLifted{two.citizens[0]}, "303132333435363738393a3b3c3d3e3f"},
      {"3b",
       s::NoticePosted{{appointment.words}, hall, instant(0x50), instant(0x60), s::to_everybody},
       id_text + "74757677 5051525354555657 6061626364656667 03"},
      {"3c", s::NoticeEnded{{appointment.words}, s::NoticeEnd::forgotten}, id_text + "01"},
      {"3d", s::OutageNoted{instant(0x50)}, "5051525354555657"},
      {"3e", s::MeaningNoted{s::MeaningOf::code_key, counting<std::uint32_t>(0x74), rank},
       "06 74757677 8081828384858687"},
      {"3f", s::CarriedOver{claim.slot, counting<std::uint16_t>(0x2c)}, "2021222324252627 2c2d"},
      {"40", s::CitizenRenamed{two.citizens[0], two.citizens[1]},
       "303132333435363738393a3b3c3d3e3f 404142434445464748494a4b4c4d4e4f"},
      {"41", s::CitizenForgotten{two.citizens[0], two.citizens[1]},
       "303132333435363738393a3b3c3d3e3f 404142434445464748494a4b4c4d4e4f"},
  };
}

TEST_CASE("what was written of the outbox before kinds and reasons were told apart is read") {
  const auto read = [](const s::Fact& fact, std::uint8_t last_byte) {
    auto bytes = encoded({instant(0x01), fact});
    bytes.back() = std::byte{last_byte};
    const auto event = decoded(bytes);
    REQUIRE(event.has_value());
    return event->fact;
  };
  using s::AnnouncementSettled;
  using s::OutboxSwitched;
  CHECK((std::get<OutboxSwitched>(read(OutboxSwitched{}, 0)).to == s::Outbox::off));
  CHECK((std::get<OutboxSwitched>(read(OutboxSwitched{}, 1)).to == s::Outbox::first_kinds));
  const auto how = [&](std::uint8_t byte) {
    return std::get<AnnouncementSettled>(read(AnnouncementSettled{}, byte)).how;
  };
  CHECK((how(0) == s::Settlement::given_up));
  CHECK((how(1) == s::Settlement::delivered));
}

TEST_CASE("a reschedule says whether the others have to confirm anew") {
  const std::size_t at = 9 + 16;  // behind kind, time and id
  const auto read = [&](const s::Rescheduled& fact, int byte) {
    auto bytes = encoded({instant(0x01), fact});
    CHECK(bytes[at] == static_cast<std::byte>(byte));
    const auto event = decoded(bytes);
    REQUIRE(event.has_value());
    const auto& back = std::get<s::Rescheduled>(event->fact);
    CHECK(back.marked == fact.marked);
    CHECK(back.moved_by == fact.moved_by);
    return bytes;
  };
  read({.old_id = appointment, .marked = 0b0010}, 0x22);
  read({.old_id = appointment, .marked = 0}, 0x02);
  read({.old_id = appointment, .marked = 0, .moved_by = 0b0010}, 0x2E);
  auto bytes = read({.old_id = appointment, .marked = 0b0010, .moved_by = 0b0010}, 0x26);
  // Of whom, it does not say; or not of one; or not noted of nobody in particular.
  for (const int nonsense : {0x04, 0x06, 0x36, 0x0A, 0x2A, 0x08}) {
    CAPTURE(nonsense);
    bytes[at] = static_cast<std::byte>(nonsense);
    CHECK_FALSE(decoded(bytes).has_value());
  }
}

TEST_CASE("a pause is told with its reason, and without one as in journals of before") {
  const s::CounterNumber desk{0x0102};
  struct Row {
    s::Fact fact;
    const char* bytes;  // behind kind and time
  };
  const s::Acted acted{.actor = s::ActorId{rank},
                       .role = s::Role::staff,
                       .hall = hall,
                       .action = s::AuditAction::pause_counter,
                       .counter = desk};
  auto acted_for_a_meal = acted;
  acted_for_a_meal.paused_for = s::PauseReason::meal;
  const std::array rows{
      Row{s::CounterPaused{hall, desk}, "74757677 0201"},
      Row{s::CounterPaused{hall, desk, s::PauseReason::other}, "74757677 0281 05"},
      Row{acted, "8081828384858687 02 74757677 0b 0201 00000000000000000000000000000000"},
      Row{acted_for_a_meal,
          "8081828384858687 02 74757677 8b 0201 00000000000000000000000000000000 02"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    const auto bytes = encoded({instant(0x01), row.fact});
    CHECK(hex(std::span{bytes}.subspan(9)) == without_spaces(row.bytes));
    const auto event = decoded(bytes);
    REQUIRE(event.has_value());
    CHECK(encoded(*event) == bytes);
  }
  for (const int nonsense : {0, 6}) {
    CAPTURE(nonsense);
    for (const auto& fact : {rows[1].fact, rows[3].fact}) {
      auto bytes = encoded({instant(0x01), fact});
      bytes.back() = static_cast<std::byte>(nonsense);
      CHECK_FALSE(decoded(bytes).has_value());
    }
  }
}

TEST_CASE("the reply about a ticket says where it was called to") {
  const s::Remembered fact{id<s::IdempotencyKey>(0x10),
                           id<s::RequestDigest>(0x60),
                           {.rejection = s::Rejection::none,
                            .kind = s::ReceiptKind::ticket,
                            .status = 1,
                            .position = counting<std::uint32_t>(0x28),
                            .subject = {two.citizens[0].words},
                            .expires_at = instant(0x50),
                            .counter = counter,
                            .recalls = 3,
                            .lane = s::LaneCode{2},
                            .called_at = instant(0x80)}};
  const auto bytes = encoded({instant(0x01), fact});
  CHECK(hex(bytes) == without_spaces("0e 0102030405060708 101112131415161718191a1b1c1d1e1f "
                                     "606162636465666768696a6b6c6d6e6f 00 04 01 28292a2b "
                                     "303132333435363738393a3b3c3d3e3f 5051525354555657 7879 03 02 "
                                     "8081828384858687"));
}

TEST_CASE("a reserve may say for which configured share it was set, which older journals do not") {
  const s::Fact fact = s::ReserveSet{claim.slot, 45, 30};
  auto bytes = encoded({instant(0x01), fact});
  CHECK(hex(bytes) == without_spaces("2d 0102030405060708 2021222324252627 ad 1e"));
  const auto back = decoded(bytes);
  REQUIRE(back.has_value());
  CHECK(std::get<s::ReserveSet>(back->fact).percent == 45);
  CHECK(std::get<s::ReserveSet>(back->fact).configured_percent == 30);
  const std::size_t at = 9 + 8;  // behind kind, time and slot
  for (const auto& [byte, value, is_good] :
       {std::tuple{at, 0xe4, true}, std::tuple{at, 0xe5, false}, std::tuple{at + 1, 0x64, true},
        std::tuple{at + 1, 0x65, false}}) {
    CAPTURE(value);
    auto changed = bytes;
    changed[byte] = static_cast<std::byte>(value);
    CHECK(decoded(changed).has_value() == is_good);
  }
  bytes.pop_back();
  CHECK_FALSE(decoded(bytes).has_value());
}

TEST_CASE("giving up is noted for all members as it always was, for some of them with a bit each") {
  struct Row {
    int byte;
    bool late;
    s::MemberSet marked;
  };
  const std::size_t at = 9 + 16;  // behind kind, time and id
  auto bytes = encoded({instant(0x01), s::Cancelled{appointment, false, instant(0x50)}});
  for (const Row& row : {Row{0x00, false, s::all_members}, Row{0x01, true, s::all_members},
                         Row{0x02, false, 0}, Row{0x13, true, 0b0001}, Row{0xe2, false, 0b1110}}) {
    CAPTURE(row.byte);
    bytes[at] = static_cast<std::byte>(row.byte);
    const auto event = decoded(bytes);
    REQUIRE(event.has_value());
    CHECK(std::get<s::Cancelled>(event->fact).late == row.late);
    CHECK(std::get<s::Cancelled>(event->fact).marked == row.marked);
    CHECK(hex(encoded(*event)) == hex(bytes));
  }
  for (const int byte : {0x04, 0x06, 0x08, 0x10, 0xf1, 0xf2, 0xf3}) {
    CAPTURE(byte);
    bytes[at] = static_cast<std::byte>(byte);
    CHECK_FALSE(decoded(bytes).has_value());
  }
}

TEST_CASE("the bytes of every kind of event are those on disk") {
  const auto rows = golden_rows();
  REQUIRE(rows.size() == std::variant_size_v<s::Fact>);
  for (const Golden& row : rows) {
    CAPTURE(row.kind);
    const auto bytes = encoded({instant(0x01), row.fact});
    CHECK(hex(bytes) == without_spaces(row.kind + std::string{"0102030405060708"} + row.fields));
    CHECK(bytes.size() <= event_bytes_max);
    const auto back = decoded(bytes);
    REQUIRE(back.has_value());
    CHECK(back->at == instant(0x01));
    CHECK(back->fact.index() == row.fact.index());
    CHECK(hex(encoded(*back)) == hex(bytes));
  }
}

// ---- any event
// ------------------------------------------------------------------------------------

template <class Number>
Number any() {
  return *rc::gen::arbitrary<Number>();
}
/// `first` to `last`, as an enumerator or a number.
template <class Value>
Value any_of(int first, int last) {
  return static_cast<Value>(*rc::gen::inRange(first, last + 1));
}
template <class Id>
Id any_id() {
  return {{any<std::uint64_t>(), any<std::uint64_t>()}};
}
s::Instant any_moment() { return s::Instant{config::milliseconds{any<std::int64_t>()}}; }
s::KioskCode any_code() { return s::KioskCode{any<std::uint32_t>()}; }
s::SlotKey any_slot() { return s::SlotKey::from_packed(any<std::uint64_t>()); }
s::Claim any_claim() {
  return {any_slot(), any<std::uint32_t>(), any<std::uint16_t>(), any<std::uint8_t>(),
          any_of<std::uint8_t>(0, s::span_slots_max - 1)};
}

s::Members any_members() {
  s::Members members;
  members.size = any_of<std::uint8_t>(1, config::party_max);
  for (std::uint8_t i = 0; i < members.size; ++i) {
    members.citizens[i] = any_id<s::CitizenKey>();
    members.services[i] = any_of<s::ServiceCode>(1, config::services_max);
    if (any<bool>()) members.companions |= static_cast<s::MemberSet>(1U << i);
  }
  return members;
}

s::NoShowed any_no_show() {
  s::NoShowed fact{any_id<s::AppointmentId>(), {}};
  for (auto& until : fact.suspended_until) {
    until = s::Date{std::chrono::days{any_of<std::uint16_t>(0, 0x7FFF)}};
  }
  fact.marked = any_of<s::MemberSet>(0, s::all_members);
  return fact;
}

s::CounterNumber any_counter() { return s::CounterNumber{any<std::uint16_t>()}; }
s::HallCode any_hall() { return s::HallCode{any<std::uint32_t>()}; }
s::Date any_day() { return s::Date{std::chrono::days{any<std::uint16_t>()}}; }
s::Line any_line() { return any_of<s::Line>(0, 3); }
s::LaneCode any_lane() { return any_of<s::LaneCode>(1, config::lanes_max); }

s::Services any_services() {
  s::Services services;
  services.size = any_of<std::uint8_t>(0, config::party_max);
  for (std::uint8_t i = 0; i < services.size; ++i) {
    services.codes[i] = any_of<s::ServiceCode>(1, config::services_max);
  }
  return services;
}

s::TicketIssued any_ticket() {
  return {.id = any_id<s::TicketId>(),
          .appointment = any_id<s::AppointmentId>(),
          .hall = any_hall(),
          .lane = any_lane(),
          .date = any_day(),
          .number = any<std::uint16_t>(),
          .services = any_services(),
          .ground = any_of<s::PriorityGround>(0, 5),
          .line = any_line(),
          .rank = any<std::uint64_t>(),
          .since_ms = any<std::uint32_t>(),
          .expected_s = any<std::uint16_t>(),
          .ahead = any<std::uint16_t>(),
          .wait = {any<std::uint32_t>(), any<std::uint32_t>()}};
}

s::Finished any_finished() {
  s::Finished fact{.id = any_id<s::TicketId>(),
                   .documents = any<std::uint8_t>(),
                   .by_end_of_day = any<bool>(),
                   .done = any_services()};
  fact.has_assumed_end = any<bool>();
  for (std::uint8_t i = 0; i < fact.done.size; ++i) fact.prior_ms[i] = any<std::uint32_t>();
  return fact;
}

s::Receipt any_receipt() {
  constexpr std::array last_status{0, 12, 6, 0, 6};  // by kind
  s::Receipt receipt;
  receipt.rejection = any_of<s::Rejection>(0, 49);
  receipt.kind = any_of<s::ReceiptKind>(0, 4);
  receipt.status = any_of<std::uint8_t>(0, last_status.at(static_cast<std::size_t>(receipt.kind)));
  receipt.position = any<std::uint32_t>();
  receipt.subject = {{any<std::uint64_t>(), any<std::uint64_t>()}};
  receipt.expires_at = any_moment();
  if (receipt.kind != s::ReceiptKind::ticket) return receipt;
  receipt.counter = any_counter();
  receipt.recalls = any<std::uint8_t>();
  receipt.lane = any_of<s::LaneCode>(0, config::lanes_max);
  receipt.called_at = any_moment();
  return receipt;
}

s::WatchedPlaces any_places() {
  s::WatchedPlaces places{.halls_size = any_of<std::uint8_t>(1, s::watch_halls_max)};
  for (std::uint8_t i = 0; i < places.halls_size; ++i) places.halls[i] = any_hall();
  const int first_day = any_of<int>(0, 40'000);
  places.from = s::Date{std::chrono::days{first_day}};
  places.to = places.from + std::chrono::days{any_of<int>(0, s::watch_days_max - 1)};
  places.from_minute = s::MinuteOfDay{any_of<int>(0, 700)};
  places.to_minute = s::MinuteOfDay{any_of<int>(701, 1440)};
  return places;
}

s::WordingNoted any_words() {
  s::WordingNoted fact{any_id<s::WordingId>(), any_of<s::Language>(0, 1),
                       any_of<std::uint8_t>(1, s::wording_part_bytes_max)};
  for (std::uint8_t i = 0; i < fact.bytes; ++i) fact.text[i] = any<char>();
  return fact;
}

s::Excused any_excused() {
  s::Excused fact{any_id<s::AppointmentId>(), any_of<s::ExcuseReason>(0, 2),
                  any_of<s::MemberSet>(0, s::all_members)};
  for (std::size_t i = 0; i < config::party_max; ++i) {
    if ((fact.unmarked >> i & 1) != 0) fact.suspended_until[i] = any_day();
  }
  return fact;
}

s::Fact any_fact_of_the_city(std::size_t kind) {
  switch (kind) {
    case 53:
      return any_words();
    case 54:
      return s::ClosureMade{
          any_id<s::ClosureId>(),
          {any_hall(), any_of<s::ServiceCode>(0, config::services_max), any_moment(), any_moment()},
          any_of<s::ClosureReason>(0, 6)};
    case 55:
      return s::ClosureEnded{any_id<s::ClosureId>(), any_of<s::ClosureEnd>(0, 1)};
    case 56:
      return s::Displaced{any_id<s::AppointmentId>(), any_id<s::ClosureId>()};
    case 57:
      return any_excused();
    case 58:
      return s::SuspensionLifted{any_id<s::CitizenKey>()};
    case 59:
      return s::NoticePosted{any_id<s::NoticeId>(), any_hall(), any_moment(), any_moment(),
                             any_of<s::Audience>(1, s::to_everybody)};
    case 60:
      return s::NoticeEnded{any_id<s::NoticeId>(), any_of<s::NoticeEnd>(0, 1)};
    case 61:
      return s::OutageNoted{any_moment()};
    case 62:
      return s::MeaningNoted{any_of<s::MeaningOf>(0, 6), any<std::uint32_t>(),
                             any<std::uint64_t>()};
    case 63:
      return s::CarriedOver{any_slot(), any<std::uint16_t>()};
    case 64:
      return s::CitizenRenamed{any_id<s::CitizenKey>(), any_id<s::CitizenKey>()};
    default:
      return s::CitizenForgotten{any_id<s::CitizenKey>(), any_id<s::CitizenKey>()};
  }
}

s::Fact any_fact_of_the_hall(std::size_t kind) {
  const auto ticket_id = any_id<s::TicketId>();
  switch (kind) {
    case 15:
      return any_ticket();
    case 16:
      return s::Called{ticket_id, any_of<s::CounterNumber>(0, config::counter_number_max),
                       any<bool>()};
    case 17:
      return s::Recalled{ticket_id};
    case 18:
      return s::Served{ticket_id};
    case 19:
      return any_finished();
    case 20:
      return s::Missed{ticket_id, any<bool>(), any<std::uint64_t>()};
    case 21:
      return s::Parked{ticket_id};
    case 22:
      return s::Transferred{ticket_id, any_lane(), any_line(), any<std::uint64_t>()};
    case 23:
      return s::TicketLeft{ticket_id, any_of<s::LeaveReason>(0, 2)};
    case 24:
      return s::CounterOpened{any_hall(), any_counter(), any<s::LaneSet>()};
    case 25:
      return s::CounterPaused{any_hall(), any_of<s::CounterNumber>(0, config::counter_number_max),
                              any_of<s::PauseReason>(0, 5)};
    case 26:
      return s::CounterClosed{any_hall(), any_counter()};
    case 27:
      return s::LevelAssessed{any_hall(), any_of<s::Level>(0, 3), any_of<s::LevelReason>(0, 4),
                              any_of<s::Level>(0, 3)};
    case 28:
      return s::DayDropped{any_hall(), any_day(), any_day()};
    case 29:
      return s::TotalsDropped{any_day()};
    case 30:
      return s::Acted{s::ActorId{any<std::uint64_t>()}, any_of<s::Role>(0, 7), any_hall(),
                      any_of<s::AuditAction>(0, 38),    any_counter(),         {ticket_id.words},
                      any_of<s::PauseReason>(0, 5)};
    case 31:
      return s::ReminderDue{any_id<s::AppointmentId>(), any_of<std::uint8_t>(0, 3),
                            any<std::uint16_t>(), any_of<s::ReminderSet>(0, 15)};
    case 32:
      return s::OutboxSwitched{any_of<s::Outbox>(0, 2)};
    case 33:
      return s::AnnouncementSettled{any<std::uint64_t>(), any_of<s::Settlement>(0, 3)};
    case 34:
      return s::CompanionConfirmed{any_id<s::AppointmentId>(), any_id<s::CitizenKey>()};
    case 35:
      return s::HoldForgotten{any_id<s::AppointmentId>()};
    case 36:
      return s::AnnouncedAgain{any<std::uint64_t>()};
    case 37:
      return s::Revoked{any_id<s::RevocationKey>(), any_of<s::RevocationKind>(0, 2),
                        any_of<s::RevocationReason>(0, 4), any_moment(), any_moment()};
    case 38:
      return s::RevocationEnded{any_id<s::RevocationKey>(), any_of<s::RevocationEnd>(0, 1)};
    case 39:
      return s::EntryForgotten{any_id<s::WaitlistId>()};
    case 40:
      return s::KeysJoined{any_id<s::CitizenKey>(), any_id<s::CitizenKey>()};
    case 41:
      return s::KeySeparated{any_id<s::CitizenKey>()};
    case 42:
      return s::CalledAgain{any_id<s::TicketId>()};
    case 43:
      return s::CounterLeftOpen{any_hall(), any_counter(), any_moment()};
    case 44:
      return s::LaneLevelAssessed{any_hall(), any_lane(), any_of<s::Level>(0, 3),
                                  any_of<s::LevelReason>(0, 4), any_of<s::Level>(0, 3)};
    case 45:
      return any_of<int>(0, 1) == 0 ? s::ReserveSet{any_slot(), any_of<std::uint8_t>(0, 100)}
                                    : s::ReserveSet{any_slot(), any_of<std::uint8_t>(0, 100),
                                                    any_of<std::uint8_t>(0, 100)};
    case 46:
      return s::ComplianceNoted{any_hall(), any<std::uint32_t>(), any<std::uint32_t>()};
    case 47:
      return s::WatchSet{any_id<s::AppointmentId>(), any_id<s::AppointmentId>(), any_places(),
                         any_lane(), any_moment()};
    case 48:
      return s::WatchEnded{any_id<s::AppointmentId>(), any_of<s::WatchEnd>(0, 3)};
    case 49:
      return s::PlaceOffered{any_id<s::AppointmentId>(), any_id<s::AppointmentId>(),
                             any_of<s::PlaceOfferKind>(0, 2), any_claim(), any_moment()};
    case 52:
      return s::ForecastNoted{any_hall(),
                              any_lane(),
                              any_day(),
                              {any<std::uint32_t>(),
                               any<std::uint32_t>(),
                               {any<std::uint32_t>(), any<std::uint32_t>()}}};
    case 51:
      return s::CallUndone{any_id<s::TicketId>(), any<bool>(), any<std::uint64_t>()};
    case 50:
      return s::PlaceTaken{
          any_id<s::AppointmentId>(), any_moment(), any_code(),
          any<bool>() ? static_cast<s::MemberSet>(1U << any_of<int>(0, 3)) : s::MemberSet{0}};
    default:
      return any_fact_of_the_city(kind);
  }
}

s::MemberSet any_marked() { return any_of<s::MemberSet>(0, s::all_members); }

s::Fact any_fact(std::size_t kind) {
  const auto appointment_id = any_id<s::AppointmentId>();
  const auto waitlist_id = any_id<s::WaitlistId>();
  switch (kind) {
    case 1:
      return s::Held{appointment_id, any_claim(), any_members(), any_moment()};
    case 2:
      return s::HoldEnded{appointment_id, any_of<s::HoldEnd>(0, 1), any<bool>()};
    case 3:
      return s::Booked{appointment_id, any_claim(), any_members(), any_code()};
    case 4:
      return s::Confirmed{appointment_id, any_code()};
    case 5:
      return s::Cancelled{appointment_id, any<bool>(), any_moment(), any_marked()};
    case 6: {
      const auto moved_by =
          any<bool>() ? static_cast<s::MemberSet>(1U << any_of<int>(0, 3)) : s::MemberSet{0};
      const auto marked = moved_by == 0 ? any_marked() : any<bool>() ? moved_by : s::MemberSet{0};
      return s::Rescheduled{appointment_id, any<bool>(), any_moment(), any_id<s::AppointmentId>(),
                            any_claim(),    any_code(),  marked,       moved_by};
    }
    case 7:
      return s::CapacityReturned{appointment_id};
    case 8:
      return s::WaitlistJoined{waitlist_id, appointment_id, any_slot(), any<std::uint16_t>(),
                               any_members()};
    case 9:
      return s::WaitlistEnded{waitlist_id, any_of<s::WaitlistEnd>(0, 2), any<bool>()};
    case 10:
      return s::OfferMade{waitlist_id, any_claim(), any_moment()};
    case 11:
      return s::CheckedIn{appointment_id, any<bool>()};
    case 12:
      return any_no_show();
    case 13:
      return s::Completed{appointment_id};
    case 14:
      return s::Remembered{any_id<s::IdempotencyKey>(), any_id<s::RequestDigest>(), any_receipt(),
                           any<std::uint32_t>()};
    default:
      return any_fact_of_the_hall(kind);
  }
}

s::Event any_event(std::size_t kind) { return {any_moment(), any_fact(kind)}; }

// Field by field, so that a field the codec forgets is missed here.
bool same(const s::Claim& a, const s::Claim& b) {
  return a.slot == b.slot && a.capacity_minutes == b.capacity_minutes && a.minutes == b.minutes &&
         a.slot_minutes == b.slot_minutes && a.further_slots == b.further_slots;
}
bool same(const s::Members& a, const s::Members& b) {
  return a.citizens == b.citizens && a.services == b.services && a.size == b.size &&
         a.companions == b.companions;
}
bool same(const s::Receipt& a, const s::Receipt& b) {
  return a.rejection == b.rejection && a.kind == b.kind && a.status == b.status &&
         a.position == b.position && a.subject == b.subject && a.expires_at == b.expires_at &&
         a.counter == b.counter && a.recalls == b.recalls && a.lane == b.lane &&
         a.called_at == b.called_at;
}
bool same(const s::Held& a, const s::Held& b) {
  return a.id == b.id && same(a.claim, b.claim) && same(a.members, b.members) &&
         a.expires_at == b.expires_at;
}
bool same(const s::HoldEnded& a, const s::HoldEnded& b) {
  return a.id == b.id && a.reason == b.reason && a.is_dated == b.is_dated;
}
bool same(const s::Booked& a, const s::Booked& b) {
  return a.id == b.id && same(a.claim, b.claim) && same(a.members, b.members) && a.code == b.code;
}
bool same(const s::Confirmed& a, const s::Confirmed& b) { return a.id == b.id && a.code == b.code; }
bool same(const s::Cancelled& a, const s::Cancelled& b) {
  return a.id == b.id && a.late == b.late && a.capacity_returns_at == b.capacity_returns_at &&
         a.marked == b.marked;
}
bool same(const s::Rescheduled& a, const s::Rescheduled& b) {
  return a.old_id == b.old_id && a.late == b.late &&
         a.capacity_returns_at == b.capacity_returns_at && a.new_id == b.new_id &&
         same(a.claim, b.claim) && a.code == b.code && a.marked == b.marked &&
         a.moved_by == b.moved_by;
}
bool same(const s::CapacityReturned& a, const s::CapacityReturned& b) { return a.id == b.id; }
bool same(const s::WaitlistJoined& a, const s::WaitlistJoined& b) {
  return a.id == b.id && a.offer_id == b.offer_id && a.slot == b.slot && a.minutes == b.minutes &&
         same(a.members, b.members);
}
bool same(const s::WaitlistEnded& a, const s::WaitlistEnded& b) {
  return a.id == b.id && a.reason == b.reason && a.is_dated == b.is_dated;
}
bool same(const s::OfferMade& a, const s::OfferMade& b) {
  return a.id == b.id && same(a.claim, b.claim) && a.expires_at == b.expires_at;
}
bool same(const s::CheckedIn& a, const s::CheckedIn& b) { return a.id == b.id && a.tail == b.tail; }
bool same(const s::NoShowed& a, const s::NoShowed& b) {
  return a.id == b.id && a.suspended_until == b.suspended_until && a.marked == b.marked;
}
bool same(const s::Completed& a, const s::Completed& b) { return a.id == b.id; }
bool same(const s::Remembered& a, const s::Remembered& b) {
  return a.key == b.key && a.request == b.request && same(a.receipt, b.receipt) &&
         a.owner == b.owner;
}

bool same(const s::Services& a, const s::Services& b) {
  return a.codes == b.codes && a.size == b.size;
}
bool same(const s::TicketIssued& a, const s::TicketIssued& b) {
  return a.id == b.id && a.appointment == b.appointment && a.hall == b.hall && a.lane == b.lane &&
         a.date == b.date && a.number == b.number && same(a.services, b.services) &&
         a.ground == b.ground && a.line == b.line && a.rank == b.rank && a.since_ms == b.since_ms &&
         a.expected_s == b.expected_s && a.ahead == b.ahead && a.wait == b.wait;
}
bool same(const s::Called& a, const s::Called& b) {
  return a.id == b.id && a.counter == b.counter && a.was_parked == b.was_parked;
}
bool same(const s::Recalled& a, const s::Recalled& b) { return a.id == b.id; }
bool same(const s::CalledAgain& a, const s::CalledAgain& b) { return a.id == b.id; }
bool same(const s::Served& a, const s::Served& b) { return a.id == b.id; }
bool same(const s::Parked& a, const s::Parked& b) { return a.id == b.id; }
bool same(const s::Finished& a, const s::Finished& b) {
  return a.id == b.id && a.documents == b.documents && a.by_end_of_day == b.by_end_of_day &&
         a.has_assumed_end == b.has_assumed_end && same(a.done, b.done) && a.prior_ms == b.prior_ms;
}
bool same(const s::Missed& a, const s::Missed& b) {
  return a.id == b.id && a.returns == b.returns && a.rank == b.rank;
}
bool same(const s::Transferred& a, const s::Transferred& b) {
  return a.id == b.id && a.lane == b.lane && a.line == b.line && a.rank == b.rank;
}
bool same(const s::TicketLeft& a, const s::TicketLeft& b) {
  return a.id == b.id && a.reason == b.reason;
}
bool same(const s::CounterOpened& a, const s::CounterOpened& b) {
  return a.hall == b.hall && a.counter == b.counter && a.lanes == b.lanes;
}
bool same(const s::CounterPaused& a, const s::CounterPaused& b) {
  return a.hall == b.hall && a.counter == b.counter && a.reason == b.reason;
}
bool same(const s::CounterClosed& a, const s::CounterClosed& b) {
  return a.hall == b.hall && a.counter == b.counter;
}
bool same(const s::CounterLeftOpen& a, const s::CounterLeftOpen& b) {
  return a.hall == b.hall && a.counter == b.counter && a.ended_at == b.ended_at;
}
bool same(const s::LevelAssessed& a, const s::LevelAssessed& b) {
  return a.hall == b.hall && a.level == b.level && a.reason == b.reason && a.leaning == b.leaning;
}
bool same(const s::LaneLevelAssessed& a, const s::LaneLevelAssessed& b) {
  return a.hall == b.hall && a.lane == b.lane && a.level == b.level && a.reason == b.reason &&
         a.leaning == b.leaning;
}
bool same(const s::ReserveSet& a, const s::ReserveSet& b) {
  return a.slot == b.slot && a.percent == b.percent && a.configured_percent == b.configured_percent;
}
bool same(const s::ComplianceNoted& a, const s::ComplianceNoted& b) {
  return a.hall == b.hall && a.followed == b.followed && a.ignored == b.ignored;
}
bool same(const s::ForecastNoted& a, const s::ForecastNoted& b) {
  return a.hall == b.hall && a.lane == b.lane && a.date == b.date && a.forecast == b.forecast;
}
bool same(const s::WordingNoted& a, const s::WordingNoted& b) {
  return a.id == b.id && a.language == b.language && a.bytes == b.bytes && a.text == b.text;
}
bool same(const s::ClosureMade& a, const s::ClosureMade& b) {
  return a.id == b.id && a.closed.hall == b.closed.hall && a.closed.service == b.closed.service &&
         a.closed.from == b.closed.from && a.closed.to == b.closed.to && a.reason == b.reason;
}
bool same(const s::ClosureEnded& a, const s::ClosureEnded& b) {
  return a.id == b.id && a.how == b.how;
}
bool same(const s::Displaced& a, const s::Displaced& b) { return a.id == b.id && a.by == b.by; }
bool same(const s::Excused& a, const s::Excused& b) {
  return a.id == b.id && a.reason == b.reason && a.unmarked == b.unmarked &&
         a.suspended_until == b.suspended_until;
}
bool same(const s::SuspensionLifted& a, const s::SuspensionLifted& b) {
  return a.citizen == b.citizen;
}
bool same(const s::NoticePosted& a, const s::NoticePosted& b) {
  return a.id == b.id && a.hall == b.hall && a.from == b.from && a.to == b.to &&
         a.audience == b.audience;
}
bool same(const s::NoticeEnded& a, const s::NoticeEnded& b) {
  return a.id == b.id && a.how == b.how;
}
bool same(const s::OutageNoted& a, const s::OutageNoted& b) { return a.from == b.from; }
bool same(const s::MeaningNoted& a, const s::MeaningNoted& b) {
  return a.of == b.of && a.code == b.code && a.digest == b.digest;
}
bool same(const s::CarriedOver& a, const s::CarriedOver& b) {
  return a.slot == b.slot && a.minutes == b.minutes;
}
bool same(const s::CitizenRenamed& a, const s::CitizenRenamed& b) {
  return a.from == b.from && a.to == b.to;
}
bool same(const s::CitizenForgotten& a, const s::CitizenForgotten& b) {
  return a.citizen == b.citizen && a.as == b.as;
}
bool same(const s::DayDropped& a, const s::DayDropped& b) {
  return a.hall == b.hall && a.date == b.date && a.ledger_since == b.ledger_since;
}
bool same(const s::TotalsDropped& a, const s::TotalsDropped& b) { return a.before == b.before; }
bool same(const s::Acted& a, const s::Acted& b) {
  return a.actor == b.actor && a.role == b.role && a.hall == b.hall && a.action == b.action &&
         a.counter == b.counter && a.subject == b.subject && a.paused_for == b.paused_for;
}
bool same(const s::ReminderDue& a, const s::ReminderDue& b) {
  return a.id == b.id && a.reminder == b.reminder && a.minutes_before == b.minutes_before &&
         a.passed_over == b.passed_over;
}
bool same(const s::OutboxSwitched& a, const s::OutboxSwitched& b) { return a.to == b.to; }
bool same(const s::AnnouncementSettled& a, const s::AnnouncementSettled& b) {
  return a.number == b.number && a.how == b.how;
}

bool same(const s::AnnouncedAgain& a, const s::AnnouncedAgain& b) {
  return a.dead_letter == b.dead_letter;
}
bool same(const s::Revoked& a, const s::Revoked& b) {
  return a.key == b.key && a.kind == b.kind && a.reason == b.reason &&
         a.issued_until == b.issued_until && a.ends_at == b.ends_at;
}
bool same(const s::RevocationEnded& a, const s::RevocationEnded& b) {
  return a.key == b.key && a.how == b.how;
}
bool same(const s::EntryForgotten& a, const s::EntryForgotten& b) { return a.id == b.id; }
bool same(const s::KeysJoined& a, const s::KeysJoined& b) {
  return a.person == b.person && a.document == b.document;
}
bool same(const s::KeySeparated& a, const s::KeySeparated& b) { return a.document == b.document; }
bool same(const s::WatchedPlaces& a, const s::WatchedPlaces& b) {
  return a.halls == b.halls && a.halls_size == b.halls_size && a.from == b.from && a.to == b.to &&
         a.from_minute == b.from_minute && a.to_minute == b.to_minute;
}
bool same(const s::WatchSet& a, const s::WatchSet& b) {
  return a.id == b.id && a.offer_id == b.offer_id && same(a.places, b.places) && a.lane == b.lane &&
         a.ends_at == b.ends_at;
}
bool same(const s::WatchEnded& a, const s::WatchEnded& b) {
  return a.id == b.id && a.reason == b.reason;
}
bool same(const s::PlaceOffered& a, const s::PlaceOffered& b) {
  return a.id == b.id && a.offer_id == b.offer_id && a.kind == b.kind && same(a.claim, b.claim) &&
         a.expires_at == b.expires_at;
}
bool same(const s::PlaceTaken& a, const s::PlaceTaken& b) {
  return a.id == b.id && a.capacity_returns_at == b.capacity_returns_at && a.code == b.code &&
         a.moved_by == b.moved_by;
}
bool same(const s::CallUndone& a, const s::CallUndone& b) {
  return a.id == b.id && a.is_parked == b.is_parked && a.rank == b.rank;
}
bool same(const s::HoldForgotten& a, const s::HoldForgotten& b) { return a.id == b.id; }
bool same(const s::CompanionConfirmed& a, const s::CompanionConfirmed& b) {
  return a.id == b.id && a.citizen == b.citizen;
}

bool same(const s::Event& a, const s::Event& b) {
  if (a.at != b.at || a.fact.index() != b.fact.index()) return false;
  return std::visit(
      [&](const auto& fact) {
        return same(fact, std::get<std::remove_cvref_t<decltype(fact)>>(b.fact));
      },
      a.fact);
}

TEST_CASE("every event comes back as it was, and takes its own bytes only") {
  CHECK(rc::check("round trip", [] {
    for (std::size_t kind = 1; kind <= std::variant_size_v<s::Fact>; ++kind) {
      const auto event = any_event(kind);
      RC_ASSERT(event.fact.index() + 1 == kind);
      auto bytes = encoded(event);
      RC_ASSERT(bytes.size() <= event_bytes_max);
      const auto next = encoded(any_event(kind));
      bytes.insert(bytes.end(), next.begin(), next.end());
      std::span<const std::byte> in{bytes};
      const auto back = decode_event(in);
      RC_ASSERT(back.has_value());
      RC_ASSERT(same(*back, event));
      RC_ASSERT(hex(in) == hex(next));
    }
  }));
}

TEST_CASE("an event cut short at any length is an error, and nothing is taken") {
  for (const Golden& row : golden_rows()) {
    CAPTURE(row.kind);
    const auto bytes = encoded({instant(0x01), row.fact});
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CAPTURE(length);
      // A copy of its own: reading past its end would be seen by the address sanitizer.
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
      std::span<const std::byte> in{cut};
      CHECK_FALSE(decode_event(in).has_value());
      CHECK(in.size() == length);
    }
  }
}

TEST_CASE("with any one byte changed, an event is refused or is the event that these bytes mean") {
  for (const Golden& row : golden_rows()) {
    CAPTURE(row.kind);
    const auto good = encoded({instant(0x01), row.fact});
    int refused = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (int value = 0; value < 256; ++value) {
        Bytes bytes = good;
        bytes[at] = static_cast<std::byte>(value);
        std::span<const std::byte> in{bytes};
        const auto event = decode_event(in);
        if (!event) {
          ++refused;
          continue;
        }
        // What was read says the same bytes again: nothing was guessed or dropped.
        const auto again = encoded(*event);
        REQUIRE(again.size() == bytes.size() - in.size());
        REQUIRE(std::memcmp(again.data(), bytes.data(), again.size()) == 0);
      }
    }
    CHECK(refused >= 256 - static_cast<int>(std::variant_size_v<s::Fact>));
  }
}

TEST_CASE("that a ticket was parked when it was called is the highest bit of the counter") {
  const s::Called called{.id = {{1, 2}}, .counter = s::CounterNumber{0x0102}, .was_parked = true};
  const auto bytes = encoded({instant(0x01), called});
  CHECK(bytes[bytes.size() - 2] == std::byte{0x02});
  CHECK(bytes[bytes.size() - 1] == std::byte{0x81});
  const auto read = decoded(bytes);
  REQUIRE(read.has_value());
  CHECK(same(*read, s::Event{instant(0x01), called}));
}

TEST_CASE("values out of range are refused") {
  struct Row {
    const char* what;
    s::Fact fact;
    std::size_t at;  // offset of the byte, behind kind and time
    int last_good;
    int first_bad;
  };
  const auto rows = golden_rows();
  const auto fact = [&](std::size_t kind) { return rows[kind - 1].fact; };
  const s::Remembered about_appointment{
      {}, {}, {.kind = s::ReceiptKind::appointment, .status = 12}};
  const s::Remembered about_nothing{{}, {}, {.rejection = s::Rejection::slot_full}};
  const Row table[] = {
      {"reason of a hold's end", fact(2), 16, 0x81, 0x82},
      {"giving up by cancelling", fact(5), 16, 1, 4},
      {"giving up by rescheduling", fact(6), 16, 1, 4},
      {"reason of a waitlist's end", fact(9), 16, 0x82, 0x83},
      {"tail flag of a check-in", fact(11), 16, 1, 2},
      {"first service of a party", fact(3), 49, 31, 32},
      {"first service of a party", fact(3), 49, 1, 0},
      {"further slots", fact(1), 31, 7, 8},
      {"rejection", fact(14), 32, 49, 50},
      {"kind of a receipt", s::Remembered{}, 33, 3, 5},
      {"status of a waitlist entry", fact(14), 34, 6, 7},
      {"status of an appointment", about_appointment, 34, 12, 13},
      {"status of nothing", about_nothing, 34, 0, 1},
      {"lane of a ticket", fact(15), 36, 16, 17},
      {"lane of a ticket", fact(15), 36, 1, 0},
      {"services of a ticket", fact(15), 41, 2, 5},
      {"ground of a ticket", fact(15), 44, 5, 6},
      {"line of a ticket", fact(15), 45, 3, 4},
      {"a day's end of a visit", fact(19), 17, 1, 2},
      {"an assumed end of a visit", fact(19), 17, 0x81, 0x82},
      {"return of the missed", fact(20), 16, 1, 2},
      {"lane of a transfer", fact(22), 16, 16, 17},
      {"line of a transfer", fact(22), 17, 3, 4},
      {"reason of leaving", fact(23), 16, 2, 3},
      {"level", fact(27), 4, 3, 4},
      {"reason of a level", fact(27), 5, 4, 5},
      {"what a level leans to", fact(27), 6, 3, 4},
      {"role of who acted", fact(30), 8, 7, 8},
      {"action", fact(30), 13, 38, 39},
      {"number of a reminder", fact(31), 16, 0xF3, 0x54},
      {"outbox", fact(32), 0, 3, 4},
      {"end of an announcement", fact(33), 8, 3, 4},
      {"kind of a revocation", fact(37), 16, 2, 3},
      {"reason of a revocation", fact(37), 17, 4, 5},
      {"end of a revocation", fact(38), 16, 1, 2},
      {"lane of a level", fact(44), 4, 16, 17},
      {"lane of a level", fact(44), 4, 1, 0},
      {"level of a lane", fact(44), 5, 3, 4},
      {"reason of a lane's level", fact(44), 6, 4, 5},
      {"what a lane's level leans to", fact(44), 7, 3, 4},
      {"lane of a watch", fact(47), 32, 16, 17},
      {"lane of a watch", fact(47), 32, 1, 0},
      {"halls of a watch", fact(47), 33, 2, 0},
      {"last day of a watch", fact(47), 44, 0x2e, 0x2f},
      {"last day of a watch", fact(47), 44, 0x10, 0x0f},
      {"first minute of a watch", fact(47), 46, 0x39, 0x3a},
      {"end of a watch", fact(48), 16, 3, 4},
      {"kind of a place offered", fact(49), 32, 2, 3},
      {"who took a place", fact(50), 28, 8, 6},
      {"who took a place", fact(50), 28, 0, 16},
      {"whether an undone one is parked", fact(51), 16, 1, 2},
      {"language of a text", fact(53), 16, 1, 2},
      {"bytes of a text", fact(53), 17, 5, 97},
      {"bytes of a text", fact(53), 17, 5, 0},
      {"service of a closure", fact(54), 20, 31, 32},
      {"reason of a closure", fact(54), 37, 6, 7},
      {"end of a closure", fact(55), 16, 1, 2},
      {"reason of an excuse", fact(57), 16, 2, 3},
      {"whose no-show is taken back", fact(57), 17, 3, 16},
      {"for whom a notice is", fact(59), 36, 3, 4},
      {"for whom a notice is", fact(59), 36, 1, 0},
      {"end of a notice", fact(60), 16, 1, 2},
      {"of what a meaning is", fact(62), 0, 6, 7},
  };
  constexpr std::size_t head_bytes = 9;
  for (const Row& row : table) {
    CAPTURE(row.what);
    auto bytes = encoded({instant(0x01), row.fact});
    bytes[head_bytes + row.at] = static_cast<std::byte>(row.last_good);
    CHECK(decoded(bytes).has_value());
    bytes[head_bytes + row.at] = static_cast<std::byte>(row.first_bad);
    const auto refused = decoded(bytes);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("out of range") != std::string::npos);
  }
}

TEST_CASE("a party is one to four") {
  for (int size = 0; size < 256; ++size) {
    CAPTURE(size);
    auto bytes = encoded({instant(0x01), golden_rows()[2].fact});  // Booked
    constexpr std::size_t size_at = 9 + 16 + 16;
    constexpr std::size_t member_bytes = 17;
    bytes[size_at] = static_cast<std::byte>(size);
    const auto first_member = bytes.begin() + size_at + 1;
    const Bytes member(first_member, first_member + member_bytes);
    for (int i = 0; i < 2; ++i) {
      bytes.insert(bytes.begin() + size_at + 1, member.begin(), member.end());
    }
    CHECK(decoded(bytes).has_value() == (size >= 1 && size <= 4));
  }
}

TEST_CASE("a kind that is not known is refused by its number") {
  for (const int kind : {0, 66, 67, 128, 255}) {
    CAPTURE(kind);
    auto bytes = encoded({instant(0x01), golden_rows()[0].fact});
    bytes[0] = static_cast<std::byte>(kind);
    const auto refused = decoded(bytes);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("unknown event kind " + std::to_string(kind)) !=
          std::string::npos);
  }
}

TEST_CASE("encoding appends behind what is there") {
  Bytes bytes{std::byte{0xAA}};
  encode_event({instant(0x01), golden_rows()[6].fact}, bytes);
  CHECK(bytes.size() == 1 + 9 + 16);
  CHECK(bytes[0] == std::byte{0xAA});
}

}  // namespace
}  // namespace offpeak::store::tests
