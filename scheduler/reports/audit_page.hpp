// A page of the audit, copied out of the state for whoever asked.
#pragma once

#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/trail_records.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint16_t audit_page_entries_max = 500;
/// Bound on the entries examined for one page, so that a question about a rare actor does not hold
/// up the writer. A page may therefore be short or empty and still have a next one.
inline constexpr std::uint64_t audit_scanned_max = std::uint64_t{1} << 14;

struct AuditView {
  std::uint64_t number = 0;
  AuditEntry entry{};
};

struct AuditPage {
  std::vector<AuditView> entries;  // newest first
  std::uint64_t next = 0;          // ListAudit::before of the next page; 0: this is the last one
};

class State;

std::unique_ptr<AuditPage> collect_audit(const State& state, const ListAudit& question);

/// A question as a receipt, and back: `answer` has nothing but the receipt.
Receipt receipt_of(const ListAudit& question);
ListAudit audit_question_of(const Receipt& receipt);

}  // namespace offpeak::scheduler
