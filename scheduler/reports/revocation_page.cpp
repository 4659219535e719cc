#include "scheduler/reports/revocation_page.hpp"

#include <algorithm>
#include <functional>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Records lie in any order, so each page looks at all of them.
std::unique_ptr<RevocationPage> collect_revocations(const State& state,
                                                    const ListRevocations& question) {
  const auto& table = state.revocations();
  std::vector<const Revocation*> found;
  found.reserve(table.live());
  for (const Place place : table.places()) {
    const Revocation& record = table[place];
    if (question.before == 0 || record.number < question.before) found.push_back(&record);
  }
  const auto number_of = [](const Revocation* record) { return record->number; };
  const std::size_t listed = std::min<std::size_t>(found.size(), question.limit);
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(listed),
                            std::greater{}, number_of);
  auto page = std::make_unique<RevocationPage>();
  for (std::size_t i = 0; i < listed; ++i) page->revocations.push_back(*found[i]);
  if (listed < found.size() && listed > 0) page->next = page->revocations.back().number;
  return page;
}

Receipt receipt_of(const ListRevocations& question) {
  return {.kind = ReceiptKind::revocations,
          .position = question.limit,
          .subject = {{question.before, 0}}};
}

ListRevocations revocations_question_of(const Receipt& receipt) {
  return {.before = receipt.subject.words[0],
          .limit = static_cast<std::uint16_t>(receipt.position)};
}

}  // namespace offpeak::scheduler
