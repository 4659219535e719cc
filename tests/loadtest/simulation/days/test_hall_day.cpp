#include <doctest/doctest.h>

#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {
namespace {

constexpr DayTime second_ms = 1000;
constexpr DayTime at(int hour, int minute) { return (hour * 60 + minute) * minute_ms; }

std::uint64_t parties(const HallResult& result, Fate fate) {
  return result.balance.of(fate).parties;
}

TEST_CASE("one counter serves those who come one after the other, by arrival") {
  OneHall hall;
  hall.come(9, 0);
  hall.come(9, 1);
  hall.come(9, 2);
  const auto result = hall.play();
  CHECK(result.walk_in.parties == 3);
  CHECK(result.balance.received().people == 3);
  CHECK(result.walk_in.wait_ms == 3 * OneHall::visit_ms - 3 * minute_ms);
  CHECK(result.busy_ms == 3 * OneHall::visit_ms);
  CHECK(result.open_ms == 7 * 60 * minute_ms);
  CHECK(result.cells[18].arrivals == 3);
  CHECK(result.cells[18].called == 3);
  CHECK(result.cells[18].queue_ms == result.walk_in.wait_ms);
  CHECK(result.cells[18].queue_most == 2);
}

TEST_CASE("the way to the counter takes as long as the hall's rule says") {
  OneHall hall;
  hall.scenario.city.halls[0].rules.walk_seconds = 90;
  hall.come(9, 0);
  CHECK(hall.play().busy_ms == 6 * minute_ms + 90 * second_ms);
}

TEST_CASE("waits over a quarter and half an hour are counted") {
  OneHall few;
  for (int party = 0; party < 3; ++party) few.come(9, 0);
  few.come(9, 3).wished_minute += 0.5;  // waits for three visits less 3:30, which is 15:48
  const auto result = few.play();
  CHECK(result.walk_in.over_15 == 1);
  CHECK(result.walk_in.over_30 == 0);

  OneHall many;
  for (int party = 0; party < 6; ++party) many.come(9, 0);
  const auto longer = many.play();
  CHECK(longer.walk_in.over_15 == 3);
  CHECK(longer.walk_in.over_30 == 1);  // 32:10
}

TEST_CASE("a party takes its members' time and as many numbers") {
  OneHall hall;
  hall.come(9, 0).size = 3;
  const auto result = hall.play();
  CHECK(result.balance.received().people == 3);
  CHECK(result.walk_in.parties == 1);
  CHECK(result.busy_ms == 18 * minute_ms + 26 * second_ms);
}

TEST_CASE("a booked visitor who comes early waits from the slot's start") {
  OneHall hall;
  hall.come(9, 57);
  hall.book(10, 10).early_minutes = 20;
  const auto result = hall.play();
  CHECK(result.booked.parties == 1);
  CHECK(result.cells[19].arrivals == 2);  // the slot of ten o'clock: there at 9:40 and at 9:57
  // Nobody else is there at 9:40: called at once.
  CHECK(result.booked.wait_ms == 0);
  CHECK(result.walk_in.wait_ms == 0);
}

TEST_CASE("the walk-in before its slot's start delays the booked one, whose wait begins with it") {
  OneHall hall;
  hall.come(9, 57);
  hall.book(10, 10).early_minutes = 2;
  const auto result = hall.play();
  CHECK(result.booked.wait_ms == OneHall::visit_ms - 3 * minute_ms);
}

TEST_CASE("who comes before the check-in window waits outside until it begins") {
  OneHall hall;
  hall.book(10, 10).early_minutes = 90;
  const auto result = hall.play();
  CHECK(result.booked.parties == 1);
  CHECK(result.cells[19].arrivals == 1);  // 9:30
}

TEST_CASE("who comes too late for the appointment takes a number like anybody") {
  OneHall hall;
  hall.book(10, 10).early_minutes = -40;
  const auto result = hall.play();
  CHECK(result.booked.parties == 0);
  CHECK(result.walk_in.parties == 1);
  CHECK(parties(result, Fate::no_show) == 0);
  CHECK(result.cells[21].arrivals == 1);  // 10:40
}

TEST_CASE("who finds every slot of the day taken comes without an appointment") {
  OneHall hall;
  // 30 minutes less a fifth, and 85 % of them are out two days before: three renewals a slot.
  constexpr int slots = 14;
  for (int party = 0; party < 3 * slots + 3; ++party) {
    auto& visitor = hall.book(9, 0);
    visitor.shows_up = party >= 3 * slots;
    visitor.lead_moment = 0.5 + party * 0.001;
  }
  const auto result = hall.play();
  CHECK(result.found_none == 3);
  CHECK(result.walk_in.parties == 3);
  CHECK(parties(result, Fate::no_show) == 3 * slots);
}

TEST_CASE("who finds no appointment may stay away, and then takes no number") {
  OneHall hall;
  auto& visitor = hall.book(9, 0);
  visitor.lead_days = 15;  // beyond the horizon
  visitor.comes_anyway = false;
  visitor.size = 2;
  const auto result = hall.play();
  CHECK(result.found_none == 1);
  CHECK(result.balance.of(Fate::unplaced) == Heads{1, 2});
  CHECK(result.balance.received() == Heads{});
}

TEST_CASE("who applies online is in the balance and nowhere else") {
  OneHall hall;
  hall.come(9, 0).goes_online = true;
  hall.come(9, 0);
  const auto result = hall.play();
  CHECK(parties(result, Fate::online) == 1);
  CHECK(result.balance.meant.parties == 2);
  CHECK(result.cells[18].arrivals == 1);
}

TEST_CASE("machines are played, and shown apart from staffed counters") {
  OneHall hall;
  auto& own = hall.scenario.city.halls[0];
  const auto machine = hall.scenario.city.find_service("hk_macao_endorsement_machine");
  own.counters.push_back({.number = 101, .share_percent = {{machine->lane, 100}}, .hours = {}});
  own.lane_percent[static_cast<std::size_t>(machine->lane)] = 100;
  hall.come(9, 0);
  for (int party = 0; party < 2; ++party) hall.come(9, 0).service = machine->code;
  const auto result = hall.play();
  constexpr DayTime use_ms = 3 * minute_ms + 26 * second_ms;
  CHECK(result.balance.of(Fate::served) == Heads{1, 1});
  CHECK(result.balance.of(Fate::machines) == Heads{2, 2});
  CHECK(result.all().parties == 1);
  CHECK(result.cells[18].arrivals == 1);
  CHECK(result.busy_ms == OneHall::visit_ms);
  CHECK(result.open_ms == 7 * 60 * minute_ms);
  const auto place = static_cast<std::size_t>(hall.scenario.city.find(machine->lane) -
                                              hall.scenario.city.lanes.data());
  CHECK(result.lanes[place].waits.wait_ms == use_ms);
  CHECK(result.lanes[place].busy_ms == 2 * use_ms);
  CHECK(result.lanes[place].open_ms == 7 * 60 * minute_ms);
}

TEST_CASE(
    "a shared counter's time is divided by the shares of its lanes, its work by its visitors") {
  OneHall hall;
  auto& city = hall.scenario.city;
  const auto foreigners = city.find_lane("foreigners")->code;
  const auto documents = city.find_lane("documents")->code;
  city.halls[0].counters[0].share_percent = {{documents, 25}, {foreigners, 75}};
  city.halls[0].lane_percent[static_cast<std::size_t>(foreigners)] = 75;
  hall.come(9, 0);
  hall.come(16, 59).service = city.find_service("foreigner_visa_residence")->code;
  const auto result = hall.play();
  const auto lane = [&](config::LaneCode code) {
    return result.lanes[static_cast<std::size_t>(city.find(code) - city.lanes.data())];
  };
  constexpr DayTime long_visit_ms = 15 * minute_ms + 26 * second_ms;
  CHECK(lane(documents).busy_ms == OneHall::visit_ms);
  CHECK(lane(foreigners).busy_ms == long_visit_ms);
  CHECK(lane(documents).overtime_ms == 0);
  CHECK(lane(foreigners).overtime_ms == long_visit_ms - minute_ms);
  CHECK(lane(documents).open_ms + lane(foreigners).open_ms == result.open_ms);
  CHECK(3 * lane(documents).open_ms == lane(foreigners).open_ms);
}

TEST_CASE("nothing is booked before its release or beyond the horizon") {
  OneHall hall;
  hall.book(9, 0).lead_days = 15;
  auto& early = hall.book(10, 0);
  early.lead_days = 14;
  early.lead_moment = 0.1;  // half past eight: the first wave is at nine
  hall.book(11, 0).lead_days = 14;
  const auto result = hall.play();
  CHECK(result.found_none == 2);
  CHECK(result.booked.parties == 1);
}

TEST_CASE("who cancels does not come, and another one has the place later") {
  OneHall hall;
  hall.scenario.city.halls[0].rules.walk_in_reserve_percent = 80;  // one renewal a slot
  hall.scenario.city.halls[0].seasons[0].periods = {
      {OneHall::minute(9, 0), OneHall::minute(9, 30)}};
  auto& first = hall.book(9, 0);
  first.cancels = true;
  first.lead_days = 9;
  auto& second = hall.book(9, 0);
  second.lead_days = 0;
  second.lead_moment = 0.9;  // before nine on the day itself
  const auto result = hall.play();
  CHECK(parties(result, Fate::cancelled) == 1);
  CHECK(result.found_none == 0);
  CHECK(result.booked.parties == 1);
}

TEST_CASE("for lunch a clerk finishes the visitor in hand, and the next one waits") {
  OneHall hall;
  hall.come(11, 58);
  hall.come(11, 59);
  const auto result = hall.play();
  CHECK(result.walk_in.wait_ms == at(13, 30) - at(11, 59));
  CHECK(result.open_ms == 7 * 60 * minute_ms + OneHall::visit_ms - 2 * minute_ms);
  CHECK(result.overtime_ms == 0);
}

TEST_CASE("everyone inside at closing is served, and nobody is let in any more") {
  OneHall hall;
  hall.come(16, 58);
  hall.come(16, 59);
  hall.come(17, 0);
  const auto result = hall.play();
  CHECK(result.walk_in.parties == 2);
  CHECK(parties(result, Fate::turned_away) == 1);
  CHECK(result.overtime_ms == 2 * OneHall::visit_ms - 2 * minute_ms);
}

TEST_CASE("numbers stop half an hour before closing, and while more wait than the day can serve") {
  OneHall hall;
  hall.scenario.city.halls[0].rules.last_tickets = config::minutes{30};
  for (int party = 0; party < 200; ++party) hall.come(9, 0);
  hall.come(16, 29);
  hall.come(16, 30);
  const auto result = hall.play();
  // Seven hours hold 65 visits of six minutes and the way to the counter.
  CHECK(result.walk_in.parties > 60);
  CHECK(result.walk_in.parties < 70);
  CHECK(parties(result, Fate::turned_away) == 202 - result.walk_in.parties);
  CHECK(result.overtime_ms < 3 * OneHall::visit_ms);

  OneHall late;
  late.scenario.city.halls[0].rules.last_tickets = config::minutes{30};
  late.come(16, 29);
  late.come(16, 30);
  late.book(16, 30).early_minutes = -10;
  const auto end = late.play();
  CHECK(end.walk_in.parties == 1);
  CHECK(end.booked.parties == 1);
  CHECK(parties(end, Fate::turned_away) == 1);
}

TEST_CASE("who has waited longer than patience allows leaves") {
  OneHall hall;
  hall.come(9, 0);
  hall.come(9, 1).patience_minutes = 4;
  hall.come(9, 2).patience_minutes = 10;
  const auto result = hall.play();
  CHECK(parties(result, Fate::left) == 1);
  CHECK(result.walk_in.parties == 2);
  CHECK(result.walk_in.wait_ms == OneHall::visit_ms - 2 * minute_ms);
}

TEST_CASE("priority goes first and is counted by itself") {
  OneHall hall;
  hall.come(9, 0);
  hall.come(9, 1);
  hall.come(9, 2).ground = scheduler::PriorityGround::senior;
  const auto result = hall.play();
  CHECK(result.priority.parties == 1);
  CHECK(result.priority.wait_ms == OneHall::visit_ms - 2 * minute_ms);
}

TEST_CASE("at red those without an appointment turn round, as many as the demand says") {
  struct Row {
    double balking_share;
    std::uint64_t balked;
  };
  for (const auto& row : {Row{1, 1}, Row{0.5, 0}}) {
    CAPTURE(row.balking_share);
    OneHall hall;
    hall.scenario.demand.balking_share = row.balking_share;
    for (int party = 0; party < 12; ++party) hall.come(9, 0);
    hall.come(9, 30).balking_draw = 0.7;
    const auto result = hall.play();
    CHECK(result.balked == row.balked);
    CHECK(result.walk_in.parties == 13 - row.balked);
    const auto red = static_cast<std::size_t>(scheduler::Level::red);
    CHECK(result.cells[18].level_ms[red] > 10 * minute_ms);
  }
}

TEST_CASE("a counter with hours of its own works in them and no longer") {
  OneHall hall{2};
  hall.scenario.city.halls[0].counters[1].hours = {
      {OneHall::minute(10, 0), OneHall::minute(11, 0)}};
  hall.come(9, 0);
  hall.come(9, 0);
  hall.come(10, 0);
  hall.come(10, 0);
  const auto result = hall.play();
  CHECK(result.walk_in.wait_ms == OneHall::visit_ms);
  CHECK(result.open_ms == 8 * 60 * minute_ms);
}

TEST_CASE("who still waits at midnight goes unserved") {
  OneHall hall;
  for (int party = 0; party < 200; ++party) hall.come(9, 0);
  const auto result = hall.play();
  CHECK(parties(result, Fate::unserved) > 50);
  CHECK(result.walk_in.parties + parties(result, Fate::unserved) == 200);
  CHECK(result.midnight_days == 1);
}

TEST_CASE("a closed hall serves nobody") {
  OneHall hall;
  hall.scenario.city.halls[0].closed.insert(hall.scenario.date);
  hall.come(9, 0);
  hall.book(10, 0);
  const auto result = hall.play();
  CHECK(parties(result, Fate::turned_away) == 2);
  CHECK(result.open_ms == 0);
}

}  // namespace
}  // namespace offpeak::loadtest
