#include "scheduler/reports/revocation_page.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {
namespace {

using std::chrono::hours;

constexpr RevocationKey li{{1, 2}};
constexpr RevocationKey wang{{3, 4}};

const Revocation* revocation(const Driver& driver, RevocationKey key) {
  return driver.state().revocations().get(key);
}

Revoke tokens_until(Instant moment, RevocationKey key = li) {
  return {.key = key,
          .kind = RevocationKind::issued_so_far,
          .reason = RevocationReason::lost,
          .issued_until = moment,
          .kept = hours{24}};
}

Revoke block(RevocationKey key = li) { return {.key = key, .kind = RevocationKind::blocked}; }

TEST_CASE("an administrator revokes and lifts, nobody else, and the audit says so") {
  Driver driver;
  const Revoke revoke = tokens_until(instant("2026-06-08 10:00"));
  for (const Caller& caller : {staff, citizen_caller(citizen(1))}) {
    driver.as(caller);
    CHECK(driver.run(revoke) == Rejection::forbidden);
    CHECK(driver.run(LiftRevocation{li}) == Rejection::forbidden);
    CHECK(driver.run(ListRevocations{.limit = 1}) == Rejection::forbidden);
  }
  driver.as(admin);
  REQUIRE(driver.run(revoke) == Rejection::none);
  CHECK((driver.last<Acted>().action == AuditAction::revoke_tokens));
  CHECK((driver.last<Acted>().subject.words == li.words));
  REQUIRE(driver.run(LiftRevocation{li}) == Rejection::none);
  CHECK((driver.last<Acted>().action == AuditAction::lift_revocation));
  CHECK(revocation(driver, li) == nullptr);
  CHECK(driver.run(LiftRevocation{li}) == Rejection::not_found);
}

TEST_CASE("a revocation is forgotten when no token that it names can be valid any more") {
  Driver driver{"2026-06-08 10:00"};
  driver.as(admin);
  REQUIRE(driver.run(tokens_until(instant("2026-06-08 10:00"))) == Rejection::none);
  REQUIRE(driver.run(block(wang)) == Rejection::none);
  driver.to("2026-06-09 09:59:59.999");
  CHECK(revocation(driver, li) != nullptr);
  driver.to("2026-06-09 10:00");
  CHECK(revocation(driver, li) == nullptr);
  CHECK((driver.last<RevocationEnded>().how == RevocationEnd::expired));
  driver.to("2028-06-09 10:00");
  CHECK(revocation(driver, wang) != nullptr);  // until it is lifted
}

TEST_CASE("who is revoked again is revoked for longer, and one who is blocked stays it") {
  Driver driver{"2026-06-08 10:00"};
  driver.as(admin);
  const Instant first = instant("2026-06-08 10:00");
  REQUIRE(driver.run(tokens_until(first)) == Rejection::none);
  driver.to("2026-06-08 20:00");
  // By a clock of tokens that was set back.
  REQUIRE(driver.run(tokens_until(first - hours{1})) == Rejection::none);
  CHECK(revocation(driver, li)->issued_until_ms == first.time_since_epoch().count());
  driver.to("2026-06-09 10:00");  // the end of the first one
  CHECK(revocation(driver, li) != nullptr);

  REQUIRE(driver.run(block()) == Rejection::none);
  REQUIRE(driver.run(tokens_until(instant("2026-06-09 10:00"))) == Rejection::none);
  CHECK((revocation(driver, li)->kind == RevocationKind::blocked));
  driver.to("2026-07-09 10:00");
  CHECK(revocation(driver, li) != nullptr);
  CHECK(driver.state().revocations().live() == 1);
}

TEST_CASE("there is a bound; who is revoked already can still be blocked") {
  // Without a driver, which looks at the whole state after each step.
  State state;
  const Instant now = instant("2026-06-08 10:00");
  const auto run = [&](const CommandBody& body) {
    Events events;
    return execute(state, city(), {.caller = admin, .body = body}, now, events).rejection;
  };
  for (std::uint64_t i = 1; i <= revocations_max; ++i) {
    REQUIRE(run(tokens_until(now, {{i, i}})) == Rejection::none);
  }
  CHECK(run(block()) == Rejection::revocations_full);
  CHECK(run(block({{1, 1}})) == Rejection::none);
  REQUIRE(run(LiftRevocation{{{1, 1}}}) == Rejection::none);
  CHECK(run(block()) == Rejection::none);
}

TEST_CASE("they are listed newest first, page by page") {
  Driver driver;
  driver.as(admin);
  for (std::uint64_t i = 1; i <= 5; ++i) REQUIRE(driver.run(block({{i, i}})) == Rejection::none);
  REQUIRE(driver.run(LiftRevocation{{{2, 2}}}) == Rejection::none);
  REQUIRE(driver.run(block({{6, 6}})) == Rejection::none);  // where the second one was
  std::vector<std::uint64_t> listed;
  ListRevocations question{.limit = 2};
  int pages = 0;
  do {
    const auto page = collect_revocations(driver.state(), question);
    for (const auto& one : page->revocations) listed.push_back(one.key.words[0]);
    question.before = page->next;
    ++pages;
  } while (question.before != 0);
  CHECK(listed == std::vector<std::uint64_t>{6, 5, 4, 3, 1});
  CHECK(pages == 3);
}

TEST_CASE("an image has the revocations, and what is loaded forgets them in time") {
  Driver driver{"2026-06-08 10:00"};
  driver.as(admin);
  REQUIRE(driver.run(tokens_until(instant("2026-06-08 10:00"))) == Rejection::none);
  REQUIRE(driver.run(block(wang)) == Rejection::none);
  const auto loaded = through_image(driver.state());
  CHECK(loaded->hash() == driver.state().hash());
  CHECK(loaded->revocations().get(wang) != nullptr);
  Timers timers{city()};
  timers.rebuild(*loaded);
  Events events;
  const Instant end = instant("2026-06-09 10:00");
  REQUIRE(timers.next() == end);
  execute(*loaded, city(), *timers.pop_due(end), end, events);
  CHECK(loaded->revocations().get(li) == nullptr);
  CHECK(loaded->revocations().get(wang) != nullptr);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
