#include "scheduler/reports/dead_letter_page.hpp"

#include <algorithm>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

std::unique_ptr<DeadLetterPage> collect_dead_letters(const State& state,
                                                     const ListDeadLetters& question) {
  const auto& letters = state.dead_letters();
  std::uint64_t at = letters.end();
  if (question.before != 0) at = std::min(at, question.before);
  auto page = std::make_unique<DeadLetterPage>();
  while (at > letters.first()) {
    if (page->letters.size() == question.limit) {
      page->next = at;
      break;
    }
    --at;
    if (letters[at].status != AnnouncementStatus::pending) {
      page->letters.push_back({at, letters[at]});
    }
  }
  return page;
}

Receipt receipt_of(const ListDeadLetters& question) {
  return {.kind = ReceiptKind::dead_letters,
          .position = question.limit,
          .subject = {{question.before, 0}}};
}

ListDeadLetters dead_letters_question_of(const Receipt& receipt) {
  return {.before = receipt.subject.words[0],
          .limit = static_cast<std::uint16_t>(receipt.position)};
}

}  // namespace offpeak::scheduler
