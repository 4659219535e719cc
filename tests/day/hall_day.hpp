// One hall's day over HTTP: its visitors and its clerks, each acting when the day's clock says so.
// One thread and one connection; what happens next is always the earliest of what is due.
#pragma once

#include <functional>
#include <queue>
#include <unordered_map>

#include "tests/day/day_clock.hpp"
#include "tests/day/tally.hpp"
#include "tests/day/visitors.hpp"
#include "tests/support/http_client.hpp"

namespace offpeak::day {

struct Tokens {
  std::string staff;
  std::string kiosk;
  std::string hotline;  // books
};

class HallDay {
 public:
  /// `first_citizen`: the first of as many numbers of citizens as people come.
  HallDay(const config::City& city, const config::Hall& hall, config::Date date,
          std::vector<Visitor> visitors, std::uint64_t first_citizen, std::mt19937_64 random,
          DayClock& clock, testing::HttpClient client, Tokens tokens);

  /// Books, then plays the day until nobody is in the hall and every counter is closed.
  HallTally run();

 private:
  /// A visitor with what the hall has given.
  struct Guest {
    Visitor visitor;
    std::string slot{};
    std::string code{};
    std::string ticket{};
    bool waiting = false;
    bool called_before = false;
  };
  struct Clerk {
    int number = 0;
    std::vector<std::string> lanes{};
    std::vector<config::Period> periods{};  // at the counter
    std::size_t period = 0;
    bool idle = false;
    bool closed = false;
    std::uint64_t turn = 0;  // what was planned for an earlier one is void
    std::vector<Guest*> parked;
  };
  struct Due {
    config::Instant at;
    std::uint64_t order;
    std::function<void()> act;
    bool operator>(const Due& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };

  void plan(config::Instant at, std::function<void()> act);
  void plan_in(double minutes, std::function<void()> act);
  testing::HttpReply kiosk(const std::string& path, const std::string& body);
  testing::HttpReply clerk_does(const Clerk& clerk, const char* action,
                                const std::string& body = "");
  bool expect(const testing::HttpReply& reply, int status, const char* what);
  Tally& lane_of(const Guest& guest) { return tally_.lanes[guest.visitor.lane]; }

  void book_all();
  void book(Guest& guest);
  void plan_arrivals();
  void arrive(Guest& guest);
  void take_place(Guest& guest, const testing::HttpReply& reply, bool booked);
  void give_up(Guest& guest);
  void leave_hall() { --inside_; }

  void open(Clerk& clerk);
  void next(Clerk& clerk);
  void rest(Clerk& clerk);
  void close(Clerk& clerk);
  void called(Clerk& clerk, const testing::HttpReply& reply);
  void call_in_vain(Clerk& clerk, Guest& guest, int recalls);
  void miss(Clerk& clerk, Guest& guest);
  void meet(Clerk& clerk, Guest& guest);
  void finish(Clerk& clerk, Guest& guest);
  void park(Clerk& clerk, Guest& guest);
  bool transfer(Clerk& clerk, Guest& guest);
  void wake_idle();
  config::Instant at_minute(config::MinuteOfDay minute) const {
    return config::instant_at(date_, minute);
  }

  const config::City& city_;
  const config::Hall& hall_;
  config::Date date_;
  std::vector<Guest> guests_;
  std::uint64_t next_citizen_;
  std::mt19937_64 random_;
  DayClock& clock_;
  testing::HttpClient client_;
  Tokens tokens_;
  std::string path_;  // "/v1/halls/330100"
  std::vector<Clerk> clerks_;
  std::unordered_map<std::string, Guest*> by_ticket_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> agenda_;
  std::uint64_t planned_ = 0;
  std::int64_t expected_ = 0;  // arrivals still to come
  std::int64_t inside_ = 0;    // visitors with a ticket that has not ended
  HallTally tally_;
};

}  // namespace offpeak::day
