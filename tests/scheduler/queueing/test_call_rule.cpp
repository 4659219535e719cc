// Whom a counter calls next: every order, ratio and exception as a row.
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "scheduler/queueing/call_rule.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// One lane with one counter, filled with tickets by name: a letter for the line, a number for the
/// order in which they came there. A day in June, times in minutes after nine.
class Lane {
 public:
  explicit Lane(const config::CallRule& rule) : rule_{rule} {
    floor_.apply(CounterOpened{.hall = hill_hall, .counter = counter, .lanes = 2}, at(-60));
  }

  void come(char name, int since_minute) {
    const Line line = line_of(name);
    const DayMs since = day_ms(at(since_minute), date);
    const auto ordinal = static_cast<std::uint16_t>(names_.size());
    names_.push_back(std::string{name} + std::to_string(++came_[static_cast<std::size_t>(line)]));
    TicketIssued fact{
        .id = {{names_.size(), 1}}, .hall = hill_hall, .lane = documents, .date = date};
    fact.number = static_cast<std::uint16_t>(names_.size());
    fact.services = {.codes = {passport_renewal}, .size = 1};
    fact.line = line;
    fact.rank = line == Line::returning
                    ? return_rank(static_cast<std::uint32_t>(since_minute), ordinal)
                    : rank_of(since, ordinal);
    fact.since_ms = since;
    floor_.apply(fact, at(since_minute < 0 ? since_minute : 0), nowhere);
  }

  /// Calls until nobody waits, or `calls` times, each call a minute after the one before.
  std::string call(int from_minute, int calls = 1000) {
    std::string order;
    for (int i = 0; i < calls; ++i) {
      const Place lane = floor_.find_lane(hill_hall, documents, date);
      const auto next = choose(rule_, floor_.lane(lane), day_ms(at(from_minute + i), date));
      if (!next) break;
      const TicketId id = floor_.ticket(next->waiting.ticket).id;
      floor_.apply(Called{.id = id, .counter = counter}, at(from_minute + i));
      floor_.apply(Served{.id = id}, at(from_minute + i));
      floor_.apply(Finished{.id = id, .by_end_of_day = true}, at(from_minute + i));
      order += (order.empty() ? "" : " ") + names_[id.words[0] - 1];
    }
    return order;
  }

 private:
  static constexpr CounterNumber counter{1};
  static Instant at(int minutes_after_nine) {
    return instant("2026-06-12 09:00") + std::chrono::minutes{minutes_after_nine};
  }
  static Line line_of(char name) {
    switch (name) {
      case 'p':
        return Line::priority;
      case 'b':
        return Line::booked;
      case 'w':
        return Line::walk_in;
      default:
        return Line::returning;
    }
  }

  const Date date = day("2026-06-12");
  config::CallRule rule_;
  HashSum hash_{true};
  Floor floor_{hash_, index_shards_many};
  std::vector<std::string> names_;
  std::array<int, lines_count> came_{};
};

/// "w-5 b0 b30": who is there, by the minute from which each waits; r3: returns after three calls.
void fill(Lane& lane, const std::string& waiting) {
  std::istringstream words{waiting};
  for (std::string word; words >> word;) lane.come(word[0], std::stoi(word.substr(1)));
}

config::CallRule in_order(config::CallOrder order) {
  config::CallRule rule;
  rule.order = order;
  return rule;
}

TEST_CASE("the hall's order: priority, three booked to one walk-in, and those who waited longest") {
  struct Row {
    const char* why;
    const char* waiting;
    int from_minute;
    const char* called;
  };
  const std::array rows{
      Row{"nobody", "", 0, ""},
      Row{"walk-ins by arrival", "w-3 w-2 w-1", 0, "w1 w2 w3"},
      Row{"booked by slot, whoever came first", "b0 b-30 b0", 0, "b2 b1 b3"},
      Row{"priority before all", "w-9 b-5 p-1", 0, "p1 b1 w1"},
      Row{"three booked to one walk-in", "w-9 w-9 b-5 b-5 b-5 b-5 b-5", 0, "b1 b2 b3 w1 b4 b5 w2"},
      Row{"walk-ins alone wait for no ratio", "w-9 w-9 w-9 w-9 w-9", 0, "w1 w2 w3 w4 w5"},
      Row{"after three priority calls one other", "p-5 p-5 p-5 p-5 p-5 w-9 w-9", 0,
          "p1 p2 p3 w1 p4 p5 w2"},
      Row{"priority alone goes on", "p-5 p-5 p-5 p-5 p-5", 0, "p1 p2 p3 p4 p5"},
      Row{"before its slot a booked ticket waits for the others", "b30 w-2 w-1", 0, "w1 w2 b1"},
      Row{"and does not when its slot has begun", "b30 w-2 w-1", 30, "b1 w1 w2"},
      Row{"over sixty minutes goes before priority", "w-61 p-1 b-1", 0, "w1 p1 b1"},
      Row{"sixty minutes are not over sixty", "w-60 p-1", 0, "p1 w1"},
      Row{"the longest first of those", "w-70 b-80 p-65", 0, "b1 w1 p1"},
      Row{"back after three calls", "r3 w-9 w-8 w-7 w-6", 0, "w1 w2 w3 r1 w4"},
      Row{"back before its turn when nobody else is there", "r3 w-9", 0, "w1 r1"},
      Row{"back goes before priority and age", "r0 p-1 w-99", 0, "r1 w1 p1"},
      Row{"early ones of all lines: those who return first", "r9 b30", 0, "r1 b1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Lane lane{in_order(config::CallOrder::hall)};
    if (*row.waiting == 0) continue;
    fill(lane, row.waiting);
    CHECK(lane.call(row.from_minute) == row.called);
  }
}

TEST_CASE("the other orders") {
  struct Row {
    const char* why;
    config::CallOrder order;
    const char* waiting;
    const char* called;
  };
  using config::CallOrder;
  const std::array rows{
      Row{"appointments first, without a ratio", CallOrder::appointments_first,
          "w-9 w-9 b-5 b-5 b-5 b-5 b-5", "b1 b2 b3 b4 b5 w1 w2"},
      Row{"priority before them, without a bound", CallOrder::appointments_first,
          "p-1 p-1 p-1 p-1 b-5 w-9", "p1 p2 p3 p4 b1 w1"},
      Row{"by arrival all stand in one line", CallOrder::arrival, "w-9 w-8 w-7", "w1 w2 w3"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Lane lane{in_order(row.order)};
    fill(lane, row.waiting);
    CHECK(lane.call(0) == row.called);
  }
  CHECK(line_for(in_order(CallOrder::arrival), true, PriorityGround::senior) == Line::walk_in);
  CHECK(line_for(in_order(CallOrder::arrival), false, PriorityGround::none) == Line::walk_in);
}

TEST_CASE("ratios, runs and ageing are what the rule says") {
  struct Row {
    const char* why;
    int booked_per_walk_in;
    int priority_run_max;
    int ageing_minutes;
    const char* waiting;
    const char* called;
  };
  const std::array rows{
      Row{"one to one", 1, 3, 60, "w-9 w-9 b-5 b-5", "b1 w1 b2 w2"},
      Row{"walk-ins first when no booked one is due to go first", 0, 3, 60, "w-9 b-5 b-5",
          "w1 b1 b2"},
      Row{"two priority calls in a row", 3, 2, 60, "p-1 p-1 p-1 w-9", "p1 p2 w1 p3"},
      Row{"ageing after ten minutes", 3, 3, 10, "w-11 p-1 b-12", "b1 w1 p1"},
      Row{"no ageing", 3, 3, 0, "w-500 p-1", "p1 w1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    config::CallRule rule;
    rule.booked_per_walk_in = row.booked_per_walk_in;
    rule.priority_run_max = row.priority_run_max;
    rule.ageing = config::minutes{row.ageing_minutes};
    Lane lane{rule};
    fill(lane, row.waiting);
    CHECK(lane.call(0) == row.called);
  }
}

TEST_CASE("where a ticket stands follows from appointment and ground") {
  struct Row {
    bool in_time;
    PriorityGround ground;
    Line line;
  };
  const std::array rows{
      Row{true, PriorityGround::none, Line::booked},
      Row{false, PriorityGround::none, Line::walk_in},
      Row{true, PriorityGround::senior, Line::priority},
      Row{false, PriorityGround::urgent, Line::priority},
  };
  for (const auto& row : rows) {
    CHECK(line_for(config::CallRule{}, row.in_time, row.ground) == row.line);
  }
}

TEST_CASE("a counter of several lanes calls the one with the better claim, then the longest wait") {
  using config::LaneTies;
  for (const auto ties :
       {LaneTies::shortest_expected_service, LaneTies::longest_wait, LaneTies::turn_about}) {
    const auto before = [&](Claimed claimed, DayMs since_ms, Claimed other, DayMs other_since_ms) {
      return goes_before(ties, {.lane = business, .claimed = claimed, .since_ms = since_ms},
                         {.lane = documents, .claimed = other, .since_ms = other_since_ms}, {});
    };
    CHECK(before(Claimed::aged, 9, Claimed::priority, 1));
    CHECK(before(Claimed::turn, 1, Claimed::turn, 2));
    CHECK_FALSE(before(Claimed::early, 1, Claimed::turn, 2));
  }
}

TEST_CASE("lanes whose first wait from the same moment are called by the rule for ties") {
  using config::LaneTies;
  const LaneClaim long_visit{.lane = documents,
                             .claimed = Claimed::turn,
                             .since_ms = 60,
                             .came_ms = 10,
                             .expected_s = 480};
  const LaneClaim short_visit{
      .lane = business, .claimed = Claimed::turn, .since_ms = 60, .came_ms = 20, .expected_s = 120};
  const LaneClaim third{
      .lane = advice, .claimed = Claimed::turn, .since_ms = 60, .came_ms = 20, .expected_s = 120};
  struct Row {
    const char* what;
    LaneTies ties;
    LaneCode last;
    LaneClaim first, then;
  };
  for (const Row& row : {
           Row{"the shorter one", LaneTies::shortest_expected_service, {}, short_visit, long_visit},
           Row{"equally long: the lower lane",
               LaneTies::shortest_expected_service,
               {},
               short_visit,
               third},
           Row{"who came first", LaneTies::longest_wait, {}, long_visit, short_visit},
           Row{"came together: the lower lane", LaneTies::longest_wait, {}, short_visit, third},
           Row{"no lane has had its turn", LaneTies::turn_about, {}, long_visit, short_visit},
           Row{"the first had it", LaneTies::turn_about, documents, short_visit, long_visit},
           Row{"the second had it", LaneTies::turn_about, business, long_visit, short_visit},
           Row{"of three, the next one", LaneTies::turn_about, documents, short_visit, third},
           Row{"of three, the last one", LaneTies::turn_about, business, third, long_visit},
           Row{"and from the first again", LaneTies::turn_about, advice, long_visit, short_visit},
       }) {
    CAPTURE(row.what);
    CHECK(goes_before(row.ties, row.first, row.then, row.last));
    CHECK_FALSE(goes_before(row.ties, row.then, row.first, row.last));
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
