#include "scheduler/reports/audit_page.hpp"

#include <algorithm>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// The first entry at this time or later.
std::uint64_t first_from(const Trail<AuditTrail>& audit, Instant at) {
  const std::int64_t at_ms = at.time_since_epoch().count();
  std::uint64_t low = audit.first();
  std::uint64_t high = audit.end();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (audit[middle].at_ms < at_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/// In the receipt of a question.
constexpr std::uint8_t any_action = 0;
constexpr std::uint8_t number_of(AuditAction action) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(action) + 1);
}

bool is_asked_for(const ListAudit& question, const AuditEntry& entry) {
  const auto hall = static_cast<std::uint32_t>(question.hall);
  const auto actor = static_cast<std::uint64_t>(question.actor);
  return (hall == 0 || entry.hall == hall) && (actor == 0 || entry.actor == actor) &&
         (!question.action || entry.action == *question.action);
}

}  // namespace

std::unique_ptr<AuditPage> collect_audit(const State& state, const ListAudit& question) {
  const auto& audit = state.audit();
  const std::uint64_t first = first_from(audit, question.from);
  std::uint64_t at = first_from(audit, question.to);
  if (question.before != 0) at = std::min(at, question.before);
  auto page = std::make_unique<AuditPage>();
  for (std::uint64_t left = audit_scanned_max; at > first; --left) {
    if (left == 0 || page->entries.size() == question.limit) {
      page->next = at;
      break;
    }
    --at;
    if (is_asked_for(question, audit[at])) page->entries.push_back({at, audit[at]});
  }
  return page;
}

Receipt receipt_of(const ListAudit& question) {
  return {.kind = ReceiptKind::audit,
          .status = question.action ? number_of(*question.action) : any_action,
          .position = static_cast<std::uint32_t>(question.hall),
          .subject = {{question.before, static_cast<std::uint64_t>(question.actor)}},
          .expires_at = question.to,
          .counter = CounterNumber{question.limit},
          .called_at = question.from};
}

ListAudit audit_question_of(const Receipt& receipt) {
  std::optional<AuditAction> action;
  if (receipt.status != any_action)
    action = AuditAction{static_cast<std::uint8_t>(receipt.status - 1)};
  return {.from = receipt.called_at,
          .to = receipt.expires_at,
          .hall = HallCode{receipt.position},
          .actor = ActorId{receipt.subject.words[1]},
          .action = action,
          .before = receipt.subject.words[0],
          .limit = static_cast<std::uint16_t>(receipt.counter)};
}

}  // namespace offpeak::scheduler
