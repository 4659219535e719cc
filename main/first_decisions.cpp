#include "main/first_decisions.hpp"

#include "base/hex16.hpp"
#include "main/commands.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak {
namespace {

namespace s = scheduler;
using s::ChangeKind;

std::string_view words_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::other_city:
      return "the store is another city's";
    case ChangeKind::code_reused:
      return "stood for something else before";
    case ChangeKind::hall_renamed:
      return "the hall has another name: accepted only if it is the same hall";
    case ChangeKind::hall_gone:
      return "bookings in a hall that is not there any more: displaced";
    case ChangeKind::lane_gone:
      return "bookings in a lane that the hall does not have any more: displaced";
    case ChangeKind::service_gone:
      return "bookings for a service that is gone, or belongs to another lane: displaced";
    case ChangeKind::closed_day:
      return "bookings on a day on which the hall is closed: displaced";
    case ChangeKind::outside_hours:
      return "bookings outside opening hours: displaced";
    case ChangeKind::other_grid:
      return "bookings of slots of another length: kept";
    case ChangeKind::over_capacity:
      return "slots with more bookings than they have room for: kept, and not refilled";
  }
  return {};
}

/// Of a lane or a service, where the kind has one.
std::string name_of_code(const s::ConfigurationChange& change, const config::City& city) {
  if (change.code == 0) return {};
  const bool is_service = change.kind == ChangeKind::service_gone;
  if (change.kind == ChangeKind::code_reused) return "code " + std::to_string(change.code);
  if (is_service) {
    const auto* service = city.find(config::ServiceCode{change.code});
    return service == nullptr ? "service " + std::to_string(change.code) : service->key;
  }
  const auto* lane = city.find(config::LaneCode{change.code});
  return lane == nullptr ? "lane " + std::to_string(change.code) : lane->key;
}

bool counts_things(ChangeKind kind) {
  return kind != ChangeKind::other_city && kind != ChangeKind::code_reused &&
         kind != ChangeKind::hall_renamed;
}

Refusal refused_changes(const s::ConfigurationChanges& changes, const config::City& city) {
  std::string message = "the configuration is not the one that the store was written with:";
  for (const auto& line : lines_of(changes, city)) message += "\n  " + line;
  message += changes.is_refused()
                 ? "\nThis cannot be accepted: give what is new a new code, and each city a store "
                   "of its own"
                 : "\nIf that is meant, start with --accept-changes " + base::hex16(changes.digest);
  return {exit_usage, message};
}

}  // namespace

s::ConfigurationChanges changes_by(const s::State& state, const config::City& city,
                                   config::Instant now) {
  auto found = s::find_changes(state, city, now);
  const bool is_same = state.meaning(s::MeaningOf::configuration, 0) == s::digest_of(city);
  const bool is_new = state.sequence() == 0;
  // What stays over capacity was accepted when that began. What is carried is counted anew: a
  // booking of another grid may have been cancelled since.
  if (is_same || is_new) {
    found.changes.clear();
    found.displaced.clear();
  }
  return found;
}

std::vector<std::string> lines_of(const s::ConfigurationChanges& changes,
                                  const config::City& city) {
  std::vector<std::string> lines;
  for (const auto& change : changes.changes) {
    std::string line;
    const auto add = [&line](const std::string& part) {
      if (!line.empty() && !part.empty()) line += ", ";
      line += part;
    };
    if (change.hall != s::HallCode{}) add("hall " + s::format_hall(change.hall));
    add(name_of_code(change, city));
    if (change.date != s::Date{}) add(config::format_date(change.date));
    if (!line.empty()) line += ": ";
    if (counts_things(change.kind)) line += std::to_string(change.count) + " ";
    line += words_of(change.kind);
    lines.push_back(std::move(line));
  }
  return lines;
}

void Owner::take(const s::MeaningNoted& fact) {
  if (fact.of == s::MeaningOf::city) city = fact.digest;
  if (fact.of == s::MeaningOf::citizen_key) citizen_key = fact.digest;
  if (fact.of == s::MeaningOf::code_key) code_key = fact.digest;
}

Owner owner_of(const s::State& state) {
  return {.city = state.meaning(s::MeaningOf::city, 0),
          .citizen_key = state.meaning(s::MeaningOf::citizen_key, 0),
          .code_key = state.meaning(s::MeaningOf::code_key, 0)};
}

Step check_owner(const Owner& owner, const config::City& city, const security::Keys& keys) {
  for (const auto& meaning : s::meanings_of(city)) {
    const bool is_other =
        meaning.of == s::MeaningOf::city && owner.city != 0 && owner.city != meaning.digest;
    if (is_other) {
      return Refusal{exit_usage, "the store is another city's than " + city.key +
                                     ": each city has a store of its own"};
    }
  }
  const auto fits = [](std::uint64_t known, const security::Secret& key) {
    return known == 0 || known == security::digest_of_key(key);
  };
  const bool is_known = fits(owner.citizen_key, keys.citizen) ||
                        (keys.old_citizen && fits(owner.citizen_key, *keys.old_citizen));
  if (!is_known) {
    return Refusal{exit_usage,
                   "the keys are not those that the store was written with: nobody would be known "
                   "by what they booked; restore citizen.key from its copy into the --keys folder, "
                   "or, when it has been changed, copy the folder of the server that leads"};
  }
  if (fits(owner.code_key, security::installation_key(keys))) return {};
  return Refusal{exit_usage,
                 "installation.key is not the one that the store was written with: no code that "
                 "was given out would be good; restore it from its copy into the --keys folder"};
}

base::Result<std::vector<s::CommandBody>, Refusal> first_decisions(const s::State& state,
                                                                   const config::City& city,
                                                                   const security::Keys& keys,
                                                                   const OfficeOptions& options) {
  if (const auto owned = check_owner(owner_of(state), city, keys); !owned) return owned.error();
  std::vector<s::CommandBody> first;
  if (state.sequence() > 0 && options.led_until) {
    first.emplace_back(s::NoteOutage{std::max(*options.led_until, state.last_at())});
  }
  const auto changes = changes_by(state, city, options.now);
  if (changes.is_refused() || !changes.is_accepted_by(options.accepted_changes)) {
    return refused_changes(changes, city);
  }
  for (const auto id : changes.displaced) first.emplace_back(s::DisplaceBooking{id});
  for (const auto& carried : changes.carried) first.emplace_back(carried);
  for (const auto& meaning : s::meanings_of(city)) first.emplace_back(meaning);
  const auto note_key = [&](s::MeaningOf of, const security::Secret& key) {
    first.emplace_back(s::NoteMeaning{.of = of, .digest = security::digest_of_key(key)});
  };
  note_key(s::MeaningOf::citizen_key, keys.citizen);
  note_key(s::MeaningOf::code_key, security::installation_key(keys));
  return first;
}

}  // namespace offpeak
