// Histories made by hand, with their verdicts: the checker is checked before it is believed.
#include <doctest/doctest.h>

#include "tests/linearizability/slot_model.hpp"

namespace offpeak::linearizability {
namespace {

/// Room for two visits of 6 minutes. Visits 0 to 3 are of four citizens, 4 is citizen 0 again, 5 is
/// of citizens 2 and 3 together. Citizens 4 and 5 are booked later and may watch twice each:
/// watches 0 and 1 are the first's, 2 and 3 the second's.
SlotModel small_slot() {
  const auto one = [](int citizen) { return Visit{{{citizen, 1}}, 6}; };
  return SlotModel{{.capacity_minutes = 12,
                    .holds_max = 1,
                    .cancellations_max = 2,
                    .visits = {one(0), one(1), one(2), one(3), one(0), {{{2, 1}, {3, 1}}, 12}},
                    .movers = {one(4), one(5)},
                    .watches = 2}};
}

SlotCall call(Tick invoked, Tick returned, Kind kind, int number, std::string result) {
  return {{kind, number}, invoked, returned, std::move(result)};
}
SlotCall unknown(Tick invoked, Kind kind, int number) {
  return {{kind, number}, invoked, never, std::nullopt};
}

struct Row {
  const char* what;
  bool linearizable;
  SlotCalls calls;
};

const std::vector<Row>& rows() {
  using enum Kind;
  static const std::vector<Row> table{
      {"nothing happened", true, {}},
      {"one after the other",
       true,
       {call(1, 2, book, 0, "booked"), call(3, 4, read, 0, "booked"), call(5, 6, taken, 0, "6")}},
      {"stale read: a reply came first",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, read, 0, "not_found")}},
      {"a read beside the booking sees either",
       true,
       {call(1, 4, book, 0, "booked"), call(2, 3, read, 0, "not_found")}},
      {"a read beside the booking sees it early",
       true,
       {call(1, 4, book, 0, "booked"), call(2, 3, read, 0, "booked")}},
      {"two reads beside a booking go back in time",
       false,
       {call(1, 10, book, 0, "booked"), call(2, 3, read, 0, "booked"),
        call(4, 5, read, 0, "not_found")}},
      {"lost booking: seen once, then gone",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, taken, 0, "6"), call(5, 6, taken, 0, "0")}},
      {"the last place is given twice",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 6, book, 1, "booked"),
        call(4, 5, book, 2, "booked")}},
      {"the last place is given once",
       true,
       {call(1, 2, book, 0, "booked"), call(3, 6, book, 1, "slot_full"),
        call(4, 5, book, 2, "booked")}},
      {"full while there is room",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, book, 1, "slot_full")}},
      {"a party takes all or nothing",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, book, 5, "booked")}},
      {"a member of a party is booked already",
       true,
       {call(1, 2, book, 2, "booked"), call(3, 4, book, 5, "already_booked")}},
      {"a citizen is booked twice for one service",
       false,
       {call(1, 4, book, 0, "booked"), call(2, 3, book, 4, "booked")}},
      {"reply before its effect",
       false,
       {call(1, 2, hold, 0, "held"), call(3, 4, confirm, 0, "not_found"),
        call(5, 6, confirm, 0, "booked")}},
      {"a hold becomes a booking",
       true,
       {call(1, 2, hold, 0, "held"), call(3, 4, confirm, 0, "booked"),
        call(5, 6, release, 0, "wrong_state")}},
      {"confirmed and released at once: both won",
       false,
       {call(1, 2, hold, 0, "held"), call(3, 6, confirm, 0, "booked"),
        call(4, 5, release, 0, "released")}},
      {"confirmed and released at once: one won",
       true,
       {call(1, 2, hold, 0, "held"), call(3, 6, confirm, 0, "hold_expired"),
        call(4, 5, release, 0, "released")}},
      {"an unknown outcome that happened",
       true,
       {unknown(1, book, 0), call(2, 3, read, 0, "not_found"), call(4, 5, read, 0, "booked")}},
      {"an unknown outcome that did not happen",
       true,
       {unknown(1, book, 0), call(2, 3, read, 0, "not_found"), call(4, 5, taken, 0, "0")}},
      {"an unknown outcome that happened and then did not",
       false,
       {unknown(1, book, 0), call(2, 3, read, 0, "booked"), call(4, 5, read, 0, "not_found")}},
      {"an unknown outcome before its invocation",
       false,
       {call(1, 2, read, 0, "booked"), unknown(3, book, 0)}},
      {"cancelled minutes stay taken",
       true,
       {call(1, 2, book, 0, "booked"), call(3, 4, cancel, 0, "cancelled"),
        call(5, 6, taken, 0, "6")}},
      {"cancelled minutes vanish before they return",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, cancel, 0, "cancelled"),
        call(5, 6, taken, 0, "0")}},
      {"cancelled minutes return at some time",
       true,
       {call(1, 2, book, 0, "booked"), call(3, 4, cancel, 0, "cancelled"), unknown(3, give_back, 0),
        call(5, 6, taken, 0, "6"), call(7, 8, taken, 0, "0")}},
      {"minutes return that nobody cancelled",
       false,
       {call(1, 2, book, 0, "booked"), unknown(3, give_back, 0), call(5, 6, taken, 0, "0")}},
      {"a second hold of one citizen",
       true,
       {call(1, 2, hold, 0, "held"), call(3, 4, list, 0, "0:held "),
        call(5, 6, hold, 4, "already_held")}},
      {"a list that misses a booking",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, list, 0, "")}},
      {"an earlier place is offered and taken, and both are never booked",
       true,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 6, list, 4, "6:booked 8:held "), call(7, 8, taken, 0, "6"),
        call(9, 10, take, 0, "booked"), call(11, 12, list, 4, "6:rescheduled 8:booked "),
        call(13, 14, take, 0, "wrong_state")}},
      {"taking it leaves the later place booked",
       false,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 6, take, 0, "booked"), call(7, 8, read_later, 0, "booked")}},
      {"for a moment neither is booked",
       false,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 10, take, 0, "booked"), call(6, 7, list, 4, "6:rescheduled 8:held ")}},
      {"an offer that was not watched for",
       false,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, read_offer, 0, "held"),
        call(5, 6, watch, 0, "booked"), unknown(5, offer, 0)}},
      {"what is offered is nobody else's",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, book_later, 0, "booked"),
        call(5, 6, watch, 0, "booked"), unknown(5, offer, 0), call(7, 8, read_offer, 0, "held"),
        call(9, 10, book, 1, "booked")}},
      {"who watches longer is asked first",
       false,
       {call(1, 2, book, 0, "booked"), call(3, 4, book_later, 0, "booked"),
        call(5, 6, book_later, 1, "booked"), call(7, 8, watch, 0, "booked"), unknown(7, offer, 0),
        call(9, 10, watch, 2, "booked"), unknown(9, offer, 2),
        call(11, 12, read_offer, 2, "held")}},
      {"taken and withdrawn at once: both won",
       false,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 8, take, 0, "booked"), call(6, 7, end_watch, 0, "booked")}},
      {"taken and withdrawn at once: one won",
       true,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 8, take, 0, "hold_expired"), call(6, 7, end_watch, 0, "booked")}},
      {"a place that was declined is offered to the next, and not again",
       true,
       {call(1, 2, book, 0, "booked"), call(3, 4, book_later, 0, "booked"),
        call(5, 6, book_later, 1, "booked"), call(7, 8, watch, 0, "booked"), unknown(7, offer, 0),
        call(9, 10, watch, 2, "booked"), unknown(9, offer, 2), call(11, 12, decline, 0, "released"),
        call(13, 14, read_offer, 2, "held"), call(15, 16, watch, 1, "already_watching"),
        call(17, 18, take, 0, "hold_expired")}},
      {"whoever gives the later place up has no offer",
       false,
       {call(1, 2, book_later, 0, "booked"), call(3, 4, watch, 0, "booked"), unknown(3, offer, 0),
        call(5, 6, give_up, 0, "cancelled"), call(7, 8, take, 0, "booked")}},
  };
  return table;
}

TEST_CASE("the checker's verdict on histories made by hand") {
  const auto model = small_slot();
  for (const auto& row : rows()) {
    CAPTURE(row.what);
    const auto verdict = Checker{model, row.calls}.check();
    CHECK(verdict == (row.linearizable ? Verdict::linearizable : Verdict::not_linearizable));
  }
}

TEST_CASE("the order of the calls in the list does not matter") {
  const auto model = small_slot();
  for (const auto& row : rows()) {
    CAPTURE(row.what);
    auto calls = row.calls;
    std::ranges::reverse(calls);
    const auto verdict = Checker{model, calls}.check();
    CHECK(verdict == (row.linearizable ? Verdict::linearizable : Verdict::not_linearizable));
  }
}

TEST_CASE("many operations at once are decided, whatever the verdict") {
  const auto model = small_slot();
  SlotCalls calls;
  for (Tick i = 0; i < 60; ++i) calls.push_back(call(1 + i, 200 + i, Kind::taken, 0, "0"));
  calls.push_back(call(100, 300, Kind::book, 0, "booked"));
  CHECK(Checker{model, calls}.check() == Verdict::linearizable);
  calls.push_back(call(301, 302, Kind::taken, 0, "0"));
  CHECK(Checker{model, calls}.check() == Verdict::not_linearizable);
}

}  // namespace
}  // namespace offpeak::linearizability
