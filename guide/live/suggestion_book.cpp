#include "guide/live/suggestion_book.hpp"

#include <algorithm>
#include <array>

namespace offpeak::guide {
namespace {

namespace s = scheduler;

std::int64_t seconds_of(config::Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

// The hall lies in the id, so that nothing else has to be kept of a list to count its answer there.

s::SuggestionId id_of(config::HallCode hall, s::RandomBits random) {
  constexpr std::uint64_t upper = ~std::uint64_t{0} << 32;
  return {{random.words[0], (random.words[1] & upper) | static_cast<std::uint64_t>(hall)}};
}

config::HallCode hall_of(const s::SuggestionId& id) {
  return config::HallCode{static_cast<std::uint32_t>(id.words[1])};
}

}  // namespace

s::SuggestionId SuggestionBook::note(const ShownList& list, s::RandomBits random,
                                     config::Instant now) {
  std::array<s::SlotBits, s::suggestions_max> slots{};
  const std::size_t count = std::min(list.slots.size(), slots.size());
  for (std::size_t i = 0; i < count; ++i) slots[i] = list.slots[i].packed();
  const auto id = id_of(list.hall, random);
  const std::scoped_lock lock{mutex_};
  ledger_.note({.id = id,
                .subject = list.subject,
                .slots = std::span{slots}.first(count),
                .habit = list.habit.packed(),
                .party_minutes = static_cast<std::uint32_t>(list.party_minutes)},
               seconds_of(now));
  return id;
}

void SuggestionBook::settle(const s::SuggestionId& id, s::SlotKey booked, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  count(ledger_.settle(id, booked.packed(), seconds_of(now)), id);
}

void SuggestionBook::hold(const s::SuggestionId& id, const s::AppointmentId& hold, s::SlotKey slot,
                          config::Instant end, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  ledger_.hold(id, {.id = hold, .slot = slot.packed(), .end_seconds = seconds_of(end)},
               seconds_of(now));
}

void SuggestionBook::confirm(const s::AppointmentId& hold, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  const auto answer = ledger_.confirm(hold, seconds_of(now));
  count(answer.settled, answer.list);
}

void SuggestionBook::release(const s::AppointmentId& hold, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  ledger_.release(hold, seconds_of(now));
}

void SuggestionBook::count(s::Settled settled, const s::SuggestionId& list) {
  if (settled == s::Settled::followed) ++answers_[hall_of(list)].followed;
  if (settled == s::Settled::ignored) ++answers_[hall_of(list)].ignored;
}

void SuggestionBook::expire(config::Instant now) {
  const std::scoped_lock lock{mutex_};
  ledger_.expire(seconds_of(now));
}

double SuggestionBook::open_minutes(s::SlotKey slot) const {
  const std::scoped_lock lock{mutex_};
  return ledger_.expected_minutes(slot.packed(), 1);
}

std::vector<s::NoteCompliance> SuggestionBook::take_answers() {
  const std::scoped_lock lock{mutex_};
  std::vector<s::NoteCompliance> taken;
  for (const auto& [hall, answers] : answers_) {
    taken.push_back({.hall = hall, .followed = answers.followed, .ignored = answers.ignored});
  }
  answers_.clear();
  return taken;
}

void SuggestionBook::put_back(const s::NoteCompliance& answers) {
  const std::scoped_lock lock{mutex_};
  answers_[answers.hall].followed += answers.followed;
  answers_[answers.hall].ignored += answers.ignored;
}

}  // namespace offpeak::guide
