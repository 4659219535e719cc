// A page of the dead letters, copied out of the state for whoever asked.
#pragma once

#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/trail_records.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint16_t dead_letters_page_max = 500;

struct DeadLetterView {
  std::uint64_t number = 0;
  Announcement announcement{};
};

struct DeadLetterPage {
  std::vector<DeadLetterView> letters;  // newest first, without those that are announced again
  std::uint64_t next = 0;  // ListDeadLetters::before of the next page; 0: this is the last one
};

class State;

std::unique_ptr<DeadLetterPage> collect_dead_letters(const State& state,
                                                     const ListDeadLetters& question);

/// A question as a receipt, and back: `answer` has nothing but the receipt.
Receipt receipt_of(const ListDeadLetters& question);
ListDeadLetters dead_letters_question_of(const Receipt& receipt);

}  // namespace offpeak::scheduler
