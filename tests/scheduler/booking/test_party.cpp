#include "scheduler/booking/party.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

TEST_CASE("a party takes the sum of its services' means, and 3 minutes more for each minor") {
  struct Row {
    Group party;
    int minutes;
  };
  const std::array rows{
      Row{Group({alice}), 6},
      Row{Group({{alice, first_passport}}), 8},
      Row{Group({{alice, passport_renewal, true}}), 9},
      Row{Group({alice, {bob, first_passport, true}}), 17},
      Row{Group({alice, bob, carol, dave}), 24},
      Row{Group({{alice, endorsement}, {alice, passport_renewal}}), 10},
      Row{Group({alice, {bob, passport_renewal, true}, {carol, first_passport, true}, dave}), 32},
      Row{Group({{alice, business_registration}}), 15},
  };
  for (const auto& row : rows) {
    CAPTURE(row.minutes);
    CHECK(party_minutes(city(), hall(main_hall).rules, row.party) == row.minutes);
  }
}

TEST_CASE("a party may stand when it is small enough, in one lane, and names nobody twice") {
  struct Row {
    const char* slot;
    Group party;
    Rejection expected;
    std::string why;
  };
  const char* documents_slot = "330100.documents.2026-06-13.0830";
  const char* business_slot = "330100.business.2026-06-13.0830";
  const char* lake_slot = "330106.documents.2026-06-13.0900";
  const std::array rows{
      Row{documents_slot, Group({alice}), Rejection::none, "one"},
      Row{documents_slot, Group({alice, bob, carol, dave}), Rejection::none, "four"},
      Row{lake_slot, Group({alice, bob}), Rejection::none, "two where two may come"},
      Row{lake_slot, Group({alice, bob, carol}), Rejection::party_too_large, "three there"},
      Row{documents_slot, Group({{alice, business_registration}}), Rejection::wrong_lane,
          "a service of another lane"},
      Row{business_slot, Group({{alice, business_registration}}), Rejection::none, "its own lane"},
      Row{business_slot, Group({{alice, business_registration}, bob}), Rejection::wrong_lane,
          "one of two in another lane"},
      Row{documents_slot, Group({{alice, ServiceCode{9}}}), Rejection::wrong_lane,
          "a service that is not offered"},
      Row{documents_slot, Group({{alice, ServiceCode{255}}}), Rejection::wrong_lane,
          "a service that cannot be"},
      Row{documents_slot, Group({{alice, ServiceCode{0}}}), Rejection::wrong_lane, "no service"},
      Row{documents_slot, Group({alice, {alice, endorsement}}), Rejection::none,
          "one person for two services"},
      Row{documents_slot, Group({alice, alice}), Rejection::duplicate_applicant,
          "one person twice for one service"},
      Row{documents_slot, Group({alice, bob, {alice, passport_renewal, true}}),
          Rejection::duplicate_applicant, "also with somebody between"},
      Row{lake_slot, Group({alice, alice, {bob, business_registration}}),
          Rejection::party_too_large, "size is asked first"},
      Row{documents_slot, Group({alice, alice, {bob, business_registration}}),
          Rejection::wrong_lane, "then the lane"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const auto plan = plan_slot(city(), slot(row.slot));
    REQUIRE(plan.has_value());
    CHECK(check_party(city(), *plan, row.party) == row.expected);
    Driver driver{"2026-06-12 18:00"};
    const BookSlot command{.id = {{1, 1}}, .slot = slot(row.slot), .party = row.party};
    CHECK(driver.run(command) == row.expected);
  }
}

TEST_CASE("a party is booked as a whole or not at all") {
  const char* name = "330127.documents.2026-06-12.0900";  // 30 minutes
  struct Row {
    Group group;
    Rejection expected;
    std::uint32_t taken;
    std::string why;
  };
  Driver driver;
  REQUIRE(driver.book(name, {erin, frank}) == Rejection::none);
  const std::array rows{
      Row{{alice, bob, carol, dave}, Rejection::slot_full, 12, "24 minutes do not fit in 18"},
      Row{{alice, erin}, Rejection::already_booked, 12, "one of two is booked already"},
      Row{{alice, alice}, Rejection::duplicate_applicant, 12, "no party"},
      Row{{alice, bob, carol}, Rejection::none, 30, "18 minutes fit exactly"},
      Row{{{dave, endorsement}}, Rejection::slot_full, 30, "nothing is left"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    CHECK(driver.book(name, row.group) == row.expected);
    CHECK(driver.taken(name) == row.taken);
  }
  CHECK(driver.state().counts().appointments == 2);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
