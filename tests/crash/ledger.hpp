// What the clients asked for and what they were promised: kept outside the server, so that it can
// be held against what the server still knows after it was killed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace offpeak::crash {

enum class Answer : std::uint8_t {
  none,          // never sent
  unknown,       // sent; the server was killed before its reply came
  held,          // 201 for its hold: from here on that must be there; not yet for the rest
  acknowledged,  // 201: from here on it must be there for good
};

/// One booking that somebody wants, for one person or two.
struct Booking {
  std::uint32_t slot = 0;     // in the catalogue
  std::uint32_t attempt = 0;  // slots before this one that were full
  Answer answer = Answer::none;
  std::string id;           // a hold's stays that of the appointment made of it
  std::string hold_body{};  // of the hold's 201; empty for those booked at once
  std::string body;         // of the 201
};

/// A slot as the server offered it before the first booking.
struct Slot {
  std::string id;
  std::int64_t places = 0;  // for one person each
};

/// What the n-th booking asks for, the same each time it is asked: a retry is the same request.
class Wishes {
 public:
  /// A third of the first attempts go to `hot` slots, so that some slots fill up.
  Wishes(std::uint64_t seed, std::vector<Slot> slots, std::uint32_t hot)
      : seed_{seed}, slots_{std::move(slots)}, hot_{hot} {}

  static constexpr std::string_view service = "passport_renewal";

  static std::uint32_t people(std::uint64_t n) { return n % 8 == 0 ? 2 : 1; }
  /// The identity number of one of them; nobody comes twice.
  static std::string id_number(std::uint64_t n, std::uint32_t person);
  std::uint32_t slot(std::uint64_t n, std::uint32_t attempt) const;
  std::string idempotency_key(std::uint64_t n, std::uint32_t attempt) const;
  std::string body(std::uint64_t n, std::uint32_t slot) const;

  /// Half of the bookings, ones for two people among them, take a hold first.
  static bool takes_hold(std::uint64_t n) { return n % 4 < 2; }
  std::string hold_idempotency_key(std::uint64_t n, std::uint32_t attempt) const;
  /// Makes an appointment of the hold.
  static std::string confirmation(const std::string& hold);

  const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::uint64_t seed_;
  std::vector<Slot> slots_;
  std::uint32_t hot_;
};

/// People per slot in all acknowledged bookings.
std::vector<std::int64_t> people_by_slot(const std::vector<Booking>& bookings, std::size_t slots);

/// What was found wrong. All of it must be nothing.
struct Findings {
  std::uint64_t lost = 0;           // acknowledged, and gone or not what was acknowledged
  std::uint64_t doubled = 0;        // a person has more than the one booking asked for
  std::uint64_t over_capacity = 0;  // slots with more people than places
  std::uint64_t miscounted = 0;     // slots whose remaining places do not match the ledger, and
                                    // totals of the server that do not fit it
  std::uint64_t surprises = 0;      // replies that no booking should get

  Findings& operator+=(const Findings& other);
  bool any() const { return lost + doubled + over_capacity + miscounted + surprises > 0; }
};

/// GET /v1/appointments/{id} of an acknowledged booking, after a restart.
Findings check_booking(const Booking& booking, int status, std::string_view body);
/// GET of the same for one whose hold was acknowledged, and the rest was not: it is held, or
/// booked.
Findings check_hold(const Booking& booking, int status, std::string_view body);
/// GET /v1/me/appointments of one of its people.
Findings check_person(const Booking& booking, int status, std::string_view body);
/// The remaining places of a slot, beside what the ledger booked there.
Findings check_slot(const Slot& slot, std::int64_t people, std::int64_t remaining);
/// How many appointments and holds the server found in its journal: every acknowledged one, and of
/// the unanswered ones any number.
Findings check_total(std::uint64_t found, std::uint64_t acknowledged, std::uint64_t unknown);

}  // namespace offpeak::crash
