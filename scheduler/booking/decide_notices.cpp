// What is told to all (公告), and what is remembered of the configuration.
#include <algorithm>

#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {
namespace {

bool is_over(const Notice& notice, Instant now) {
  return notice.ended_ms != 0 || config::instant_of(notice.to_ms) <= now;
}

}  // namespace

/// Staff tell those of their own hall, administrators everybody.
Receipt Decider::operator()(const PostNotice& command) {
  if (!works_in(command.hall)) return rejected(Rejection::forbidden);
  if (command.hall != HallCode{} && city_.find(command.hall) == nullptr) {
    return rejected(Rejection::not_found);
  }
  const Instant from = std::max(command.from, now_);
  const bool is_possible = from < command.to && command.to <= now_ + notice_days_max &&
                           command.audience != 0 && command.audience <= to_everybody &&
                           command.words != nullptr;
  if (!is_possible) return rejected(Rejection::wrong_state);
  if (state_.notices().live() >= notices_max) return rejected(Rejection::storage_full);
  emit_words({command.id.words}, command.words);
  emit(NoticePosted{.id = command.id,
                    .hall = command.hall,
                    .from = from,
                    .to = command.to,
                    .audience = command.audience});
  return {.subject = {command.id.words}};
}

Receipt Decider::operator()(const WithdrawNotice& command) {
  const Notice* notice = state_.notices().get(command.id);
  if (notice == nullptr) return rejected(Rejection::not_found);
  if (!works_in(HallCode{notice->hall})) return rejected(Rejection::forbidden);
  if (is_over(*notice, now_)) return rejected(Rejection::wrong_state);
  emit(NoticeEnded{.id = command.id, .how = NoticeEnd::withdrawn});
  return {.subject = {command.id.words}};
}

Receipt Decider::operator()(const ForgetNotice& command) {
  const Notice* notice = state_.notices().get(command.id);
  if (notice == nullptr || !is_over(*notice, now_)) return {};
  if (now_ < notice_forgotten_at(*notice)) return {};
  emit(NoticeEnded{.id = command.id, .how = NoticeEnd::forgotten});
  return {};
}

Receipt Decider::operator()(const NoteMeaning& command) {
  const std::uint64_t known = state_.meaning(command.of, command.code);
  if (known == command.digest || command.digest == 0) return {};
  if (known == 0 && state_.meanings().live() >= meanings_max) {
    return rejected(Rejection::storage_full);
  }
  emit(MeaningNoted{.of = command.of, .code = command.code, .digest = command.digest});
  return {};
}

}  // namespace offpeak::scheduler
