#include "scheduler/booking/ledger.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

LedgerDays days(std::initializer_list<const char*> dates) {
  LedgerDays ledger{};
  std::size_t at = 0;
  for (const char* date : dates) ledger[at++] = short_date(day(date));
  return ledger;
}

const config::Rules& rules() { return hall(hill_hall).rules; }

TEST_CASE("a window counts today and the days before it that make up its length") {
  struct Row {
    LedgerDays ledger;
    std::string today;
    int window_days;
    int count;
  };
  const std::array rows{
      Row{days({}), "2026-06-30", 30, 0},
      Row{days({"2026-06-30"}), "2026-06-30", 30, 1},
      Row{days({"2026-06-01"}), "2026-06-30", 30, 1},
      Row{days({"2026-05-31"}), "2026-06-30", 30, 0},
      Row{days({"2026-06-30"}), "2026-06-30", 1, 1},
      Row{days({"2026-06-29"}), "2026-06-30", 1, 0},
      Row{days({"2026-06-30", "2026-06-30", "2026-06-01", "2026-05-31"}), "2026-06-30", 30, 3},
      Row{days({"2026-06-30", "2026-01-02", "2026-01-01"}), "2026-06-30", 180, 2},
      Row{days({"2026-07-01", "2026-06-30", "2026-06-29"}), "2026-06-30", 30, 2},
  };
  for (const auto& row : rows) {
    CAPTURE(row.today);
    CAPTURE(row.count);
    CHECK(count_in_window(row.ledger, day(row.today), row.window_days) == row.count);
  }
}

TEST_CASE("a citizen may book unless suspended, active for the service, or too often cancelled") {
  struct Row {
    std::string today;
    const char* suspended_until;  // nullptr: never suspended
    std::uint32_t active_services;
    LedgerDays cancellations;
    Rejection expected;
    std::string why;
  };
  constexpr std::uint32_t renewal_bit = 1U << 1;
  constexpr std::uint32_t endorsement_bit = 1U << 3;
  const auto five = days({"2026-06-30", "2026-06-20", "2026-06-10", "2026-06-02", "2026-06-01"});
  const auto four = days({"2026-06-30", "2026-06-20", "2026-06-10", "2026-06-02"});
  const std::array rows{
      Row{"2026-06-30", nullptr, 0, days({}), Rejection::none, "nothing against it"},
      Row{"2026-06-30", "2026-07-01", 0, days({}), Rejection::suspended, "the last day of it"},
      Row{"2026-07-01", "2026-07-01", 0, days({}), Rejection::none, "open again on that day"},
      Row{"2026-06-30", nullptr, renewal_bit, days({}), Rejection::already_booked, "this service"},
      Row{"2026-06-30", nullptr, endorsement_bit, days({}), Rejection::none, "another service"},
      Row{"2026-06-30", nullptr, 0, four, Rejection::none, "four cancellations"},
      Row{"2026-06-30", nullptr, 0, five, Rejection::cancellation_limit, "five"},
      Row{"2026-07-01", nullptr, 0, five, Rejection::none, "the fifth is 30 days ago"},
      Row{"2026-06-30", "2026-07-01", renewal_bit, five, Rejection::suspended, "suspension first"},
      Row{"2026-06-30", nullptr, renewal_bit, five, Rejection::already_booked, "then the service"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Citizen record;
    record.active_services = row.active_services;
    record.cancellations = row.cancellations;
    if (row.suspended_until != nullptr) {
      record.suspended_until = short_date(day(row.suspended_until));
    }
    CHECK(check_citizen(rules(), record, passport_renewal, day(row.today)) == row.expected);
  }
}

TEST_CASE("holds and places on waitlists have limits of their own") {
  struct Row {
    std::uint8_t count;
    bool may_hold, may_wait;
  };
  const std::array rows{Row{0, true, true}, Row{1, true, true}, Row{2, false, true},
                        Row{3, false, false}, Row{4, false, false}};
  for (const auto& row : rows) {
    CAPTURE(row.count);
    Citizen record;
    record.open_holds = row.count;
    record.waiting = row.count;
    CHECK(may_hold(rules(), record) == row.may_hold);
    CHECK(may_wait(rules(), record) == row.may_wait);
  }
}

TEST_CASE("three no-shows in 180 days suspend booking for 30 days") {
  struct Row {
    LedgerDays no_shows;
    int more;
    std::string today;
    const char* until;  // nullptr: not suspended
  };
  const std::array rows{
      Row{days({}), 1, "2026-06-30", nullptr},
      Row{days({"2026-06-20"}), 1, "2026-06-30", nullptr},
      Row{days({"2026-06-20", "2026-06-10"}), 1, "2026-06-30", "2026-07-30"},
      Row{days({"2026-06-20", "2026-01-02"}), 1, "2026-06-30", "2026-07-30"},
      Row{days({"2026-06-20", "2026-01-01"}), 1, "2026-06-30", nullptr},
      Row{days({"2026-06-20"}), 2, "2026-06-30", "2026-07-30"},
      Row{days({}), 3, "2026-06-30", "2026-07-30"},
      Row{days({"2026-06-30", "2026-06-29", "2026-06-28"}), 1, "2026-12-02", "2027-01-01"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.today);
    CAPTURE(row.more);
    Citizen record;
    record.no_shows = row.no_shows;
    const Date until = suspension_after(rules(), record, row.more, day(row.today));
    CHECK(until == (row.until == nullptr ? Date{} : day(row.until)));
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
