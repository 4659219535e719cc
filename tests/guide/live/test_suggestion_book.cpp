// Lists that were shown: what they are expected to fill, and what is learned when somebody books.
#include "guide/live/suggestion_book.hpp"

#include <doctest/doctest.h>

#include <array>
#include <thread>

namespace offpeak::guide {
namespace {

namespace s = scheduler;

constexpr config::HallCode hall{330100};
constexpr config::LaneCode documents{1};
constexpr config::Date saturday = config::make_date(2026, 6, 13);

s::SlotKey slot_at(int minute) { return {hall, documents, saturday, config::MinuteOfDay{minute}}; }

const s::SlotKey habit = slot_at(10 * 60);
const std::array shown{slot_at(14 * 60), slot_at(15 * 60)};
const config::Instant noon = config::instant_at(saturday - std::chrono::days{1}, {});

s::SuggestionId note(SuggestionBook& book, std::uint64_t number, config::Instant now = noon) {
  return book.note(
      {.subject = number, .hall = hall, .slots = shown, .habit = habit, .party_minutes = 12},
      {{number, number * 77}}, now);
}

double open_minutes(const SuggestionBook& book) {
  return book.open_minutes(shown[0]) + book.open_minutes(shown[1]);
}

TEST_CASE("what is shown counts until it is answered or runs out, the first place the most") {
  SuggestionBook book;
  const auto id = note(book, 1);
  CHECK(book.open_minutes(shown[0]) > book.open_minutes(shown[1]));
  CHECK(open_minutes(book) == doctest::Approx(12));
  CHECK(book.open_minutes(habit) == 0);
  book.settle(id, shown[1], noon);
  CHECK(book.open_minutes(shown[0]) == 0);
  note(book, 2);
  book.expire(noon + list_lifetime);
  CHECK(book.open_minutes(shown[0]) == 0);
}

TEST_CASE("answers are counted by hall, once for each list, and handed on once") {
  SuggestionBook book;
  const auto followed = note(book, 1);
  book.settle(followed, shown[0], noon);
  book.settle(followed, shown[0], noon);  // booked twice
  book.settle(note(book, 2), habit, noon);
  book.settle(note(book, 3), slot_at(9 * 60), noon);  // what was not listed
  book.settle(note(book, 4), shown[1], noon + list_lifetime);
  book.settle({{5, 5}}, shown[1], noon);  // never shown
  const auto answers = book.take_answers();
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].hall == hall);
  CHECK(answers[0].followed == 1);
  CHECK(answers[0].ignored == 2);
  CHECK(book.take_answers().empty());
  book.put_back(answers[0]);
  CHECK(book.take_answers()[0].ignored == 2);
}

TEST_CASE("the same person who looks again counts once") {
  SuggestionBook book;
  CHECK(note(book, 1) == note(book, 1));
  CHECK(open_minutes(book) == doctest::Approx(12));
}

TEST_CASE("one client's lists are counted on for its share alone, and others keep theirs") {
  SuggestionBook book;
  const auto own = note(book, 1);
  constexpr std::uint64_t crowd = 77;
  constexpr std::uint32_t many = 2 * open_lists_max;
  for (std::uint64_t i = 2; i < many; ++i) {
    book.note({.subject = crowd, .hall = hall, .slots = shown, .habit = habit, .party_minutes = 12},
              {{i, i * 77}}, noon);
  }
  CHECK(open_minutes(book) == doctest::Approx(12 * (1 + open_lists_per_subject_max)));
  book.settle(own, shown[0], noon);
  CHECK(book.take_answers()[0].followed == 1);
}

TEST_CASE("a hold that is given up, or runs out, answers nothing; one that is confirmed does") {
  constexpr s::AppointmentId held{{1, 2}};
  const auto end = noon + std::chrono::minutes{10};
  SuggestionBook book;
  book.hold(note(book, 1), held, shown[0], end, noon);
  CHECK(open_minutes(book) == 0);
  book.release(held, noon);
  CHECK(book.take_answers().empty());
  CHECK(open_minutes(book) == doctest::Approx(12));

  const auto again = note(book, 1);
  book.hold(again, held, habit, end, noon);
  book.expire(end);
  CHECK(book.take_answers().empty());
  CHECK(open_minutes(book) == doctest::Approx(12));

  book.hold(again, held, shown[1], end + std::chrono::minutes{10}, end);
  book.confirm(held, end);
  const auto answers = book.take_answers();
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].hall == hall);
  CHECK(answers[0].followed == 1);
  CHECK(answers[0].ignored == 0);
}

TEST_CASE("threads may note and settle at the same time") {
  SuggestionBook book;
  constexpr std::uint64_t lists = 2'000;
  const auto work = [&book](std::uint64_t first) {
    for (std::uint64_t i = 0; i < lists; ++i) book.settle(note(book, first + i), shown[0], noon);
  };
  std::thread other{work, 1};
  work(1'000'000);
  other.join();
  CHECK(book.take_answers()[0].followed == 2 * lists);
  CHECK(book.open_minutes(shown[0]) == 0);
}

}  // namespace
}  // namespace offpeak::guide
