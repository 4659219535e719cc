// The examiner is examined: every kind of loss is seen, and nothing is seen where all is well.
#include <doctest/doctest.h>

#include <set>

#include "tests/crash/ledger.hpp"

namespace offpeak::crash {
namespace {

const Booking booked{.slot = 0,
                     .attempt = 0,
                     .answer = Answer::acknowledged,
                     .id = "a",
                     .hold_body = R"({"id":"a","status":"held"})",
                     .body = R"({"id":"a","status":"booked"})"};

std::string list_of(std::initializer_list<const char*> appointments) {
  std::string text = R"({"appointments":[)";
  for (const char* appointment : appointments) {
    if (text.back() == '}') text += ',';
    text += appointment;
  }
  return text + "]}";
}

TEST_CASE("a booking that is gone or changed is lost") {
  CHECK_FALSE(check_booking(booked, 200, booked.body).any());
  CHECK(check_booking(booked, 404, R"({"code":"not_found"})").lost == 1);
  CHECK(check_booking(booked, 200, R"({"id":"a","status":"cancelled"})").lost == 1);
}

TEST_CASE("a hold that was acknowledged is held or booked, and otherwise lost") {
  struct Row {
    const char* what;
    int status;
    std::string body;
    std::uint64_t lost;
    std::uint64_t surprises;
  };
  for (const Row& row : {
           Row{"as it was", 200, booked.hold_body, 0, 0},
           Row{"with what is left of it", 200,
               R"({"id":"a","status":"held","remaining_seconds":12})", 0, 0},
           Row{"booked without a word of it", 200, booked.body, 0, 0},
           Row{"gone", 404, R"({"code":"not_found"})", 1, 0},
           Row{"released", 200, R"({"id":"a","status":"released"})", 1, 0},
           Row{"no status", 200, "{}", 1, 0},
           Row{"no JSON", 200, "<html>", 0, 1},
       }) {
    CAPTURE(row.what);
    const auto found = check_hold(booked, row.status, row.body);
    CHECK(found.lost == row.lost);
    CHECK(found.surprises == row.surprises);
  }
}

TEST_CASE("a person has exactly the booking asked for") {
  struct Row {
    const char* what;
    int status;
    std::string body;
    std::uint64_t lost;
    std::uint64_t doubled;
    std::uint64_t surprises;
  };
  constexpr auto own = R"({"id":"a","status":"booked"})";
  constexpr auto other = R"({"id":"b","status":"booked"})";
  for (const Row& row : {
           Row{"it alone", 200, list_of({own}), 0, 0, 0},
           Row{"nothing", 200, list_of({}), 1, 0, 0},
           Row{"another one instead", 200, list_of({other}), 1, 1, 0},
           Row{"another one too", 200, list_of({other, own}), 0, 1, 0},
           Row{"the same twice", 200, list_of({own, own}), 0, 1, 0},
           Row{"no list", 200, "{}", 0, 0, 1},
           Row{"no JSON", 200, "<html>", 0, 0, 1},
           Row{"a refusal", 401, "{}", 0, 0, 1},
       }) {
    CAPTURE(row.what);
    const auto found = check_person(booked, row.status, row.body);
    CHECK(found.lost == row.lost);
    CHECK(found.doubled == row.doubled);
    CHECK(found.surprises == row.surprises);
  }
}

TEST_CASE("a slot holds no more people than it has places, and shows the rest") {
  const Slot slot{.id = "s", .places = 10};
  CHECK_FALSE(check_slot(slot, 0, 10).any());
  CHECK_FALSE(check_slot(slot, 10, 0).any());
  CHECK(check_slot(slot, 11, 0).over_capacity == 1);
  CHECK(check_slot(slot, 4, 5).miscounted == 1);  // somebody is in it whom nobody knows
  CHECK(check_slot(slot, 4, 7).miscounted == 1);  // somebody is missing
}

TEST_CASE("the server's total lies between what it promised and what it was asked") {
  CHECK_FALSE(check_total(5, 5, 0).any());
  CHECK_FALSE(check_total(7, 5, 2).any());
  CHECK(check_total(4, 5, 2).any());
  CHECK(check_total(8, 5, 2).any());
}

TEST_CASE("people are counted where they were acknowledged, and nowhere else") {
  std::vector<Booking> bookings(10);
  bookings[0] = {.slot = 1, .answer = Answer::acknowledged, .id = {}, .body = {}};  // two people
  bookings[3] = {.slot = 1, .answer = Answer::acknowledged, .id = {}, .body = {}};
  bookings[4] = {.slot = 2, .answer = Answer::unknown, .id = {}, .body = {}};
  CHECK(people_by_slot(bookings, 3) == std::vector<std::int64_t>{0, 3, 0});
}

TEST_CASE("a retry is the same request, another booking is not") {
  const Wishes wishes{7, {{"first", 5}, {"second", 5}, {"third", 5}}, 1};
  std::set<std::string> bodies;
  std::set<std::string> keys;
  for (std::uint64_t n = 0; n < 100; ++n) {
    CHECK(wishes.slot(n, 0) == wishes.slot(n, 0));
    CHECK(wishes.slot(n, 3) < 3);
    bodies.insert(wishes.body(n, wishes.slot(n, 0)));
    keys.insert(wishes.idempotency_key(n, 0));
    keys.insert(wishes.idempotency_key(n, 1));
  }
  CHECK(bodies.size() == 100);
  CHECK(keys.size() == 200);
}

}  // namespace
}  // namespace offpeak::crash
