// A page of the revocations, copied out of the state for whoever asked.
#pragma once

#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/revocation_records.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint16_t revocations_page_max = 500;

struct RevocationPage {
  std::vector<Revocation> revocations;  // newest first
  std::uint64_t next = 0;  // ListRevocations::before of the next page; 0: this is the last one
};

class State;

std::unique_ptr<RevocationPage> collect_revocations(const State& state,
                                                    const ListRevocations& question);

/// A question as a receipt, and back: `answer` has nothing but the receipt.
Receipt receipt_of(const ListRevocations& question);
ListRevocations revocations_question_of(const Receipt& receipt);

}  // namespace offpeak::scheduler
