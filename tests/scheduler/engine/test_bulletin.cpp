// What is closed and what is told to all, for readers on any thread.
#include "scheduler/engine/bulletin.hpp"

#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

TEST_CASE("readers on other threads are told what is closed and what is said") {
  Driver driver;
  engine::Bulletin bulletin;
  CHECK(bulletin.generation() == 0);
  const auto from = instant("2026-06-12 09:00");
  const auto to = instant("2026-06-12 09:30");
  CHECK_FALSE(bulletin.is_closed(hill_hall, from, to));
  const Wording words = wording_of("今日人多", "Many people today");
  REQUIRE(driver.run(PostNotice{.id = {{1, 1}},
                                .hall = hill_hall,
                                .from = instant("2026-06-08 11:00"),
                                .to = instant("2026-06-08 12:00"),
                                .words = &words}) == Rejection::none);
  REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 09:10", "2026-06-12 09:20"), 1) ==
          Rejection::none);
  auto of_service = closed_from(HallCode{}, "2026-06-12 00:00");
  of_service.service = endorsement;
  driver.pass(std::chrono::seconds{1});
  REQUIRE(close(driver, of_service, 2) == Rejection::none);
  bulletin.publish(driver.state());
  CHECK(bulletin.generation() == 1);
  CHECK(bulletin.is_closed(hill_hall, from, to));
  CHECK_FALSE(bulletin.is_closed(hill_hall, to, to + std::chrono::hours{1}));
  CHECK_FALSE(bulletin.is_closed(main_hall, from, to));
  CHECK(bulletin.is_closed(main_hall, from, to, endorsement));
  const auto news = bulletin.news();
  REQUIRE(news->closures.size() == 2);
  CHECK(news->closures[0].id == closure_named(2));
  REQUIRE(news->notices.size() == 1);
  CHECK(news->notices[0].en == "Many people today");
  REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  bulletin.publish(driver.state());
  CHECK_FALSE(bulletin.is_closed(hill_hall, from, to));
}

}  // namespace
}  // namespace offpeak::scheduler::tests
