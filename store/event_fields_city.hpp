// The fields of facts about what befalls the city: closures, notices, outages, what codes mean, and
// who is taken out of the books.
#pragma once

#include "store/event_layouts.hpp"

namespace offpeak::store {

template <class Archive, class Closed>
void closed_times(Archive& archive, Closed& value) {
  archive.number(value.hall);
  archive.up_to(config::services_max, value.service);
  instant(archive, value.from);
  instant(archive, value.to);
}

/// As many bytes as there are.
template <class Archive, class Fact>
void words(Archive& archive, Fact& fact) {
  archive.choice(fact.language);
  archive.from_one_up_to(scheduler::wording_part_bytes_max, fact.bytes);
  for (std::uint8_t i = 0; i < fact.bytes; ++i) archive.number(fact.text[i]);
}

/// Whose no-show is taken back, and until when each of them is suspended now.
template <class Archive, class Fact>
void unmarked(Archive& archive, Fact& fact) {
  archive.up_to(scheduler::all_members, fact.unmarked);
  for (std::size_t i = 0; i < config::party_max; ++i) {
    if ((fact.unmarked >> i & 1) != 0) day(archive, fact.suspended_until[i]);
  }
}

/// The fields of facts about what befalls the city, and about what is written down of it.
template <class Archive, class Fact>
void fields_of_the_city(Archive& archive, Fact& fact) {
  using Kind = std::remove_const_t<Fact>;
  if constexpr (std::is_same_v<Kind, scheduler::WordingNoted>) {
    archive.number(fact.id);
    words(archive, fact);
  } else if constexpr (std::is_same_v<Kind, scheduler::ClosureMade>) {
    archive.number(fact.id);
    closed_times(archive, fact.closed);
    archive.choice(fact.reason);
  } else if constexpr (std::is_same_v<Kind, scheduler::ClosureEnded> ||
                       std::is_same_v<Kind, scheduler::NoticeEnded>) {
    archive.number(fact.id);
    archive.choice(fact.how);
  } else if constexpr (std::is_same_v<Kind, scheduler::Displaced>) {
    archive.number(fact.id);
    archive.number(fact.by);
  } else if constexpr (std::is_same_v<Kind, scheduler::Excused>) {
    archive.number(fact.id);
    archive.choice(fact.reason);
    unmarked(archive, fact);
  } else if constexpr (std::is_same_v<Kind, scheduler::SuspensionLifted>) {
    archive.number(fact.citizen);
  } else if constexpr (std::is_same_v<Kind, scheduler::NoticePosted>) {
    archive.number(fact.id);
    archive.number(fact.hall);
    instant(archive, fact.from);
    instant(archive, fact.to);
    archive.from_one_up_to(scheduler::to_everybody, fact.audience);
  } else if constexpr (std::is_same_v<Kind, scheduler::OutageNoted>) {
    instant(archive, fact.from);
  } else if constexpr (std::is_same_v<Kind, scheduler::MeaningNoted>) {
    archive.choice(fact.of);
    archive.number(fact.code);
    archive.number(fact.digest);
  } else if constexpr (std::is_same_v<Kind, scheduler::CarriedOver>) {
    slot(archive, fact.slot);
    archive.number(fact.minutes);
  } else if constexpr (std::is_same_v<Kind, scheduler::CitizenRenamed>) {
    archive.number(fact.from);
    archive.number(fact.to);
  } else {
    static_assert(std::is_same_v<Kind, scheduler::CitizenForgotten>);
    archive.number(fact.citizen);
    archive.number(fact.as);
  }
}

}  // namespace offpeak::store
