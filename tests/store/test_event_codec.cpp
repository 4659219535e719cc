// Events as bytes. The golden rows are what journals on disk contain: when one of them fails, it is
// the code that is wrong, never the row.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstring>
#include <string>
#include <string_view>

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

constexpr s::Instant moment(std::uint8_t first) {
  return s::Instant{config::milliseconds{counting<std::int64_t>(first)}};
}

const s::Claim claim{.slot = s::SlotKey::from_packed(counting<std::uint64_t>(0x20)),
                     .capacity_minutes = counting<std::uint32_t>(0x28),
                     .minutes = counting<std::uint16_t>(0x2c),
                     .slot_minutes = counting<std::uint16_t>(0x2e)};
constexpr std::string_view claim_hex = "2021222324252627 28292a2b 2c2d 2e2f ";

const s::Members two{.citizens = {id<s::CitizenKey>(0x30), id<s::CitizenKey>(0x40)},
                     .services = {s::ServiceCode{1}, s::ServiceCode{31}},
                     .size = 2};
constexpr std::string_view two_hex =
    "02 303132333435363738393a3b3c3d3e3f 01 404142434445464748494a4b4c4d4e4f 1f ";

constexpr auto appointment = id<s::AppointmentId>(0x10);
constexpr std::string_view id_hex = "101112131415161718191a1b1c1d1e1f ";
constexpr auto waitlist = id<s::WaitlistId>(0x10);
constexpr s::KioskCode code{counting<std::uint32_t>(0x70)};

s::Date day(std::uint8_t first) {
  return s::Date{std::chrono::days{counting<std::uint16_t>(first)}};
}

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
      {"01", s::Held{appointment, claim, two, moment(0x50)},
       id_text + claim_text + two_text + "5051525354555657"},
      {"02", s::HoldEnded{appointment, s::HoldEnd::expired}, id_text + "01"},
      {"03", s::Booked{appointment, claim, two, code},
       id_text + claim_text + two_text + "70717273"},
      {"04", s::Confirmed{appointment, code}, id_text + "70717273"},
      {"05", s::Cancelled{appointment, true, moment(0x50)}, id_text + "01 5051525354555657"},
      {"06",
       s::Rescheduled{appointment, false, moment(0x50), id<s::AppointmentId>(0x60), claim, code},
       id_text + "00 5051525354555657 606162636465666768696a6b6c6d6e6f " + claim_text + "70717273"},
      {"07", s::CapacityReturned{appointment}, id_text},
      {"08",
       s::WaitlistJoined{waitlist, id<s::AppointmentId>(0x60), claim.slot,
                         counting<std::uint16_t>(0x2c), two},
       id_text + "606162636465666768696a6b6c6d6e6f 2021222324252627 2c2d " + two_text},
      {"09", s::WaitlistEnded{waitlist, s::WaitlistEnd::ineligible}, id_text + "02"},
      {"0a", s::OfferMade{waitlist, claim, moment(0x50)},
       id_text + claim_text + "5051525354555657"},
      {"0b", s::CheckedIn{appointment, true}, id_text + "01"},
      {"0c", s::NoShowed{appointment, {day(0x50), day(0x52), day(0x54), day(0x56)}},
       id_text + "5051 5253 5455 5657"},
      {"0d", s::Completed{appointment}, id_text},
      {"0e",
       s::Remembered{id<s::IdempotencyKey>(0x10), id<s::RequestDigest>(0x60),
                     s::Receipt{.rejection = s::Rejection::storage_full,
                                .kind = s::ReceiptKind::waitlist,
                                .status = 6,
                                .position = counting<std::uint32_t>(0x28),
                                .subject = {two.citizens[0].words},
                                .expires_at = moment(0x50)}},
       id_text + "606162636465666768696a6b6c6d6e6f 17 02 06 28292a2b "
                 "303132333435363738393a3b3c3d3e3f 5051525354555657"},
  };
}

TEST_CASE("the bytes of every kind of event are those on disk") {
  const auto rows = golden_rows();
  REQUIRE(rows.size() == std::variant_size_v<s::Fact>);
  for (const Golden& row : rows) {
    CAPTURE(row.kind);
    const auto bytes = encoded({moment(0x01), row.fact});
    CHECK(hex(bytes) == without_spaces(row.kind + std::string{"0102030405060708"} + row.fields));
    CHECK(bytes.size() <= event_bytes_max);
    const auto back = decoded(bytes);
    REQUIRE(back.has_value());
    CHECK(back->at == moment(0x01));
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
  return {any_slot(), any<std::uint32_t>(), any<std::uint16_t>(), any<std::uint16_t>()};
}

s::Members any_members() {
  s::Members members;
  members.size = any_of<std::uint8_t>(1, config::party_max);
  for (std::uint8_t i = 0; i < members.size; ++i) {
    members.citizens[i] = any_id<s::CitizenKey>();
    members.services[i] = any_of<s::ServiceCode>(1, config::services_max);
  }
  return members;
}

s::NoShowed any_no_show() {
  s::NoShowed fact{any_id<s::AppointmentId>(), {}};
  for (auto& until : fact.suspended_until) {
    until = s::Date{std::chrono::days{any<std::uint16_t>()}};
  }
  return fact;
}

s::Receipt any_receipt() {
  constexpr std::array last_status{0, 9, 6, 0};  // by kind
  s::Receipt receipt;
  receipt.rejection = any_of<s::Rejection>(0, 23);
  receipt.kind = any_of<s::ReceiptKind>(0, 3);
  receipt.status = any_of<std::uint8_t>(0, last_status.at(static_cast<std::size_t>(receipt.kind)));
  receipt.position = any<std::uint32_t>();
  receipt.subject = {{any<std::uint64_t>(), any<std::uint64_t>()}};
  receipt.expires_at = any_moment();
  return receipt;
}

s::Fact any_fact(std::size_t kind) {
  const auto appointment_id = any_id<s::AppointmentId>();
  const auto waitlist_id = any_id<s::WaitlistId>();
  switch (kind) {
    case 1:
      return s::Held{appointment_id, any_claim(), any_members(), any_moment()};
    case 2:
      return s::HoldEnded{appointment_id, any_of<s::HoldEnd>(0, 1)};
    case 3:
      return s::Booked{appointment_id, any_claim(), any_members(), any_code()};
    case 4:
      return s::Confirmed{appointment_id, any_code()};
    case 5:
      return s::Cancelled{appointment_id, any<bool>(), any_moment()};
    case 6:
      return s::Rescheduled{appointment_id, any<bool>(), any_moment(), any_id<s::AppointmentId>(),
                            any_claim(),    any_code()};
    case 7:
      return s::CapacityReturned{appointment_id};
    case 8:
      return s::WaitlistJoined{waitlist_id, appointment_id, any_slot(), any<std::uint16_t>(),
                               any_members()};
    case 9:
      return s::WaitlistEnded{waitlist_id, any_of<s::WaitlistEnd>(0, 2)};
    case 10:
      return s::OfferMade{waitlist_id, any_claim(), any_moment()};
    case 11:
      return s::CheckedIn{appointment_id, any<bool>()};
    case 12:
      return any_no_show();
    case 13:
      return s::Completed{appointment_id};
    default:
      return s::Remembered{any_id<s::IdempotencyKey>(), any_id<s::RequestDigest>(), any_receipt()};
  }
}

s::Event any_event(std::size_t kind) { return {any_moment(), any_fact(kind)}; }

// Field by field, so that a field the codec forgets is missed here.
bool same(const s::Claim& a, const s::Claim& b) {
  return a.slot == b.slot && a.capacity_minutes == b.capacity_minutes && a.minutes == b.minutes &&
         a.slot_minutes == b.slot_minutes;
}
bool same(const s::Members& a, const s::Members& b) {
  return a.citizens == b.citizens && a.services == b.services && a.size == b.size;
}
bool same(const s::Receipt& a, const s::Receipt& b) {
  return a.rejection == b.rejection && a.kind == b.kind && a.status == b.status &&
         a.position == b.position && a.subject == b.subject && a.expires_at == b.expires_at;
}
bool same(const s::Held& a, const s::Held& b) {
  return a.id == b.id && same(a.claim, b.claim) && same(a.members, b.members) &&
         a.expires_at == b.expires_at;
}
bool same(const s::HoldEnded& a, const s::HoldEnded& b) {
  return a.id == b.id && a.reason == b.reason;
}
bool same(const s::Booked& a, const s::Booked& b) {
  return a.id == b.id && same(a.claim, b.claim) && same(a.members, b.members) && a.code == b.code;
}
bool same(const s::Confirmed& a, const s::Confirmed& b) { return a.id == b.id && a.code == b.code; }
bool same(const s::Cancelled& a, const s::Cancelled& b) {
  return a.id == b.id && a.late == b.late && a.capacity_returns_at == b.capacity_returns_at;
}
bool same(const s::Rescheduled& a, const s::Rescheduled& b) {
  return a.old_id == b.old_id && a.late == b.late &&
         a.capacity_returns_at == b.capacity_returns_at && a.new_id == b.new_id &&
         same(a.claim, b.claim) && a.code == b.code;
}
bool same(const s::CapacityReturned& a, const s::CapacityReturned& b) { return a.id == b.id; }
bool same(const s::WaitlistJoined& a, const s::WaitlistJoined& b) {
  return a.id == b.id && a.offer_id == b.offer_id && a.slot == b.slot && a.minutes == b.minutes &&
         same(a.members, b.members);
}
bool same(const s::WaitlistEnded& a, const s::WaitlistEnded& b) {
  return a.id == b.id && a.reason == b.reason;
}
bool same(const s::OfferMade& a, const s::OfferMade& b) {
  return a.id == b.id && same(a.claim, b.claim) && a.expires_at == b.expires_at;
}
bool same(const s::CheckedIn& a, const s::CheckedIn& b) { return a.id == b.id && a.tail == b.tail; }
bool same(const s::NoShowed& a, const s::NoShowed& b) {
  return a.id == b.id && a.suspended_until == b.suspended_until;
}
bool same(const s::Completed& a, const s::Completed& b) { return a.id == b.id; }
bool same(const s::Remembered& a, const s::Remembered& b) {
  return a.key == b.key && a.request == b.request && same(a.receipt, b.receipt);
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
    const auto bytes = encoded({moment(0x01), row.fact});
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
    const auto good = encoded({moment(0x01), row.fact});
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
  const s::Remembered about_appointment{{}, {}, {.kind = s::ReceiptKind::appointment, .status = 9}};
  const s::Remembered about_nothing{{}, {}, {.rejection = s::Rejection::slot_full}};
  const Row table[] = {
      {"reason of a hold's end", fact(2), 16, 1, 2},
      {"late flag of a cancellation", fact(5), 16, 1, 2},
      {"late flag of a reschedule", fact(6), 16, 1, 2},
      {"reason of a waitlist's end", fact(9), 16, 2, 3},
      {"tail flag of a check-in", fact(11), 16, 1, 2},
      {"first service of a party", fact(3), 49, 31, 32},
      {"first service of a party", fact(3), 49, 1, 0},
      {"rejection", fact(14), 32, 23, 24},
      {"kind of a receipt", s::Remembered{}, 33, 3, 4},
      {"status of a waitlist entry", fact(14), 34, 6, 7},
      {"status of an appointment", about_appointment, 34, 9, 10},
      {"status of nothing", about_nothing, 34, 0, 1},
  };
  constexpr std::size_t head_bytes = 9;
  for (const Row& row : table) {
    CAPTURE(row.what);
    auto bytes = encoded({moment(0x01), row.fact});
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
    auto bytes = encoded({moment(0x01), golden_rows()[2].fact});  // Booked
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
  for (const int kind : {0, 15, 16, 128, 255}) {
    CAPTURE(kind);
    auto bytes = encoded({moment(0x01), golden_rows()[0].fact});
    bytes[0] = static_cast<std::byte>(kind);
    const auto refused = decoded(bytes);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("unknown event kind " + std::to_string(kind)) !=
          std::string::npos);
  }
}

TEST_CASE("encoding appends behind what is there") {
  Bytes bytes{std::byte{0xAA}};
  encode_event({moment(0x01), golden_rows()[6].fact}, bytes);
  CHECK(bytes.size() == 1 + 9 + 16);
  CHECK(bytes[0] == std::byte{0xAA});
}

}  // namespace
}  // namespace offpeak::store::tests
