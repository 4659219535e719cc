#include "tests/crash/ledger.hpp"

#include <boost/json.hpp>

#include "tests/support/identity_numbers.hpp"

namespace offpeak::crash {
namespace {

namespace json = boost::json;

/// splitmix64 (Steele, Lea and Flood, 2014): spreads neighbouring numbers evenly.
std::uint64_t spread(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
  value = (value ^ value >> 27) * 0x94D049BB133111EB;
  return value ^ value >> 31;
}

}  // namespace

std::string Wishes::id_number(std::uint64_t n, std::uint32_t person) {
  return testing::resident_number(2 * n + person);
}

std::uint32_t Wishes::slot(std::uint64_t n, std::uint32_t attempt) const {
  const std::uint64_t random = spread(seed_ ^ spread(n) ^ spread(attempt + 1'000'000'007ULL));
  const bool is_hot = attempt == 0 && random % 3 == 0;
  return static_cast<std::uint32_t>(random / 3 % (is_hot ? hot_ : slots_.size()));
}

std::string Wishes::idempotency_key(std::uint64_t n, std::uint32_t attempt) const {
  return "booking-" + std::to_string(n) + "-" + std::to_string(attempt);
}

std::string Wishes::body(std::uint64_t n, std::uint32_t slot) const {
  json::array applicants;
  for (std::uint32_t person = 0; person < people(n); ++person) {
    applicants.push_back({{"service", service}, {"id_number", id_number(n, person)}});
  }
  return json::serialize(json::object{{"slot", slots_[slot].id}, {"applicants", applicants}});
}

std::string Wishes::hold_idempotency_key(std::uint64_t n, std::uint32_t attempt) const {
  return "hold-" + std::to_string(n) + "-" + std::to_string(attempt);
}

std::string Wishes::confirmation(const std::string& hold) {
  return json::serialize(json::object{{"hold", hold}});
}

std::vector<std::int64_t> people_by_slot(const std::vector<Booking>& bookings, std::size_t slots) {
  std::vector<std::int64_t> people(slots, 0);
  for (std::size_t n = 0; n < bookings.size(); ++n) {
    if (bookings[n].answer == Answer::acknowledged) people[bookings[n].slot] += Wishes::people(n);
  }
  return people;
}

Findings& Findings::operator+=(const Findings& other) {
  lost += other.lost;
  doubled += other.doubled;
  over_capacity += other.over_capacity;
  miscounted += other.miscounted;
  surprises += other.surprises;
  return *this;
}

Findings check_booking(const Booking& booking, int status, std::string_view body) {
  if (status == 200 && body == booking.body) return {};
  return {.lost = 1};
}

Findings check_hold(const Booking& booking, int status, std::string_view body) {
  if (status != 200) return {.lost = 1};
  boost::system::error_code error;
  auto value = json::parse(body, error);
  if (error || !value.is_object()) return {.surprises = 1};
  value.get_object().erase("remaining_seconds");  // told to who asks
  if (value == json::parse(booking.hold_body)) return {};
  const auto* state = value.get_object().if_contains("status");
  const bool is_booked = state != nullptr && *state == "booked";
  return {.lost = is_booked ? 0U : 1U};
}

Findings check_person(const Booking& booking, int status, std::string_view body) {
  boost::system::error_code error;
  const auto value = json::parse(body, error);
  if (status != 200 || error || !value.is_object()) return {.surprises = 1};
  const auto* list = value.get_object().if_contains("appointments");
  if (list == nullptr || !list->is_array()) return {.surprises = 1};
  std::uint64_t same = 0;
  for (const auto& appointment : list->get_array()) {
    same += json::serialize(appointment) == json::serialize(json::parse(booking.body)) ? 1 : 0;
  }
  const std::uint64_t others = list->get_array().size() - same;
  return {.lost = same == 0 ? 1U : 0U, .doubled = others + (same > 1 ? same - 1 : 0)};
}

Findings check_slot(const Slot& slot, std::int64_t people, std::int64_t remaining) {
  return {.over_capacity = people > slot.places ? 1U : 0U,
          .miscounted = remaining != slot.places - people ? 1U : 0U};
}

Findings check_total(std::uint64_t found, std::uint64_t acknowledged, std::uint64_t unknown) {
  const bool fits = found >= acknowledged && found <= acknowledged + unknown;
  return {.miscounted = fits ? 0U : 1U};
}

}  // namespace offpeak::crash
