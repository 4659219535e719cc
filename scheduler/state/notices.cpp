// Notices, the words of notices and closures, and what codes mean.
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

template <class Text>
void append(Text& text, std::uint16_t& bytes, const WordingNoted& part) {
  OFFPEAK_ASSERT(part.bytes <= text.size() - bytes);
  std::string_view{part.text.data(), part.bytes}.copy(text.data() + bytes, part.bytes);
  bytes = static_cast<std::uint16_t>(bytes + part.bytes);
}

}  // namespace

void State::apply(const WordingNoted& fact) {
  auto record = wordings_.edit(wordings_.find_or_add({.id = fact.id}));
  if (fact.language == Language::zh) {
    append(record->words.zh, record->words.zh_bytes, fact);
  } else {
    append(record->words.en, record->words.en_bytes, fact);
  }
}

void State::apply(const NoticePosted& fact) {
  notices_.add({.id = fact.id,
                .from_ms = milliseconds_of(fact.from),
                .to_ms = milliseconds_of(fact.to),
                .posted_ms = milliseconds_of(last_at_),
                .hall = static_cast<std::uint32_t>(fact.hall),
                .audience = fact.audience});
}

void State::apply(const NoticeEnded& fact) {
  const Place place = notices_.find(fact.id);
  OFFPEAK_ASSERT(place != nowhere);
  if (fact.how == NoticeEnd::withdrawn) {
    notices_.edit(place)->ended_ms = milliseconds_of(last_at_);
    return;
  }
  notices_.drop(place);
  if (const Place words = wordings_.find({fact.id.words}); words != nowhere) wordings_.drop(words);
}

void State::apply(const MeaningNoted& fact) {
  meanings_.edit(meanings_.find_or_add({.name = meaning_name(fact.of, fact.code), .digest = 1}))
      ->digest = fact.digest;
}

std::uint64_t State::meaning(MeaningOf of, std::uint32_t code) const {
  const Meaning* kept = meanings_.get(meaning_name(of, code));
  return kept == nullptr ? 0 : kept->digest;
}

void State::apply(const CarriedOver& fact) {
  slots_.edit(slot_at(fact.slot))->carried_minutes = fact.minutes;
}

}  // namespace offpeak::scheduler
