// Pages of the audit, by what is asked for.
#include "scheduler/reports/audit_page.hpp"

#include <doctest/doctest.h>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

const auto begin = config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{540});

void act(State& state, AuditAction action, int second) {
  state.apply(
      {.at = begin + std::chrono::seconds{second},
       .fact = Acted{
           .actor = ActorId{7}, .role = Role::staff, .hall = HallCode{330100}, .action = action}});
}

ListAudit all_day() {
  return {.from = begin, .to = begin + std::chrono::hours{1}, .limit = audit_page_entries_max};
}

TEST_CASE("an action is found behind more others than a page has entries") {
  const auto state = std::make_unique<State>();
  act(*state, AuditAction::pause_counter, 0);
  for (int i = 1; i <= 2 * audit_page_entries_max; ++i) act(*state, AuditAction::open_counter, i);
  ListAudit question = all_day();
  question.action = AuditAction::pause_counter;
  const auto page = collect_audit(*state, question);
  REQUIRE(page->entries.size() == 1);
  CHECK(page->entries[0].entry.action == AuditAction::pause_counter);
  CHECK(page->next == 0);
  question.action = AuditAction::other;
  CHECK(collect_audit(*state, question)->entries.empty());
  question.action.reset();
  CHECK(collect_audit(*state, question)->entries.size() == audit_page_entries_max);
}

TEST_CASE("a receipt holds the whole question") {
  for (const auto action : {std::optional<AuditAction>{}, std::optional{AuditAction::other},
                            std::optional{AuditAction::undo_call}}) {
    ListAudit question = all_day();
    question.action = action;
    question.hall = HallCode{330100};
    question.actor = ActorId{7};
    question.before = 12;
    const ListAudit back = audit_question_of(receipt_of(question));
    CHECK(back.action == question.action);
    CHECK(back.hall == question.hall);
    CHECK(back.actor == question.actor);
    CHECK(back.before == question.before);
    CHECK(back.limit == question.limit);
    CHECK(back.from == question.from);
    CHECK(back.to == question.to);
  }
}

}  // namespace
}  // namespace offpeak::scheduler
