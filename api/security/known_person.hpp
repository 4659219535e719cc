// People whom a token vouches for: its holder, and those whom the holder may speak for.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "api/security/identity.hpp"

namespace offpeak::security {

/// Children and others in one's care that a token may name.
inline constexpr std::size_t dependants_max = 8;

struct KnownPerson {
  scheduler::CitizenKey key{};
  std::optional<IdType> document{};     // whose number the key is made of, where that is known
  std::optional<config::Date> birth{};  // where the number tells it
};

inline KnownPerson known_person(CitizenKeyer& keyer, const IdNumber& number) {
  return {.key = keyer.key(number), .document = number.type(), .birth = number.birth_date()};
}

/// The holder first. Shared, because principals are copied with each request; null: nobody's
/// document is known.
using KnownPeople = std::shared_ptr<const std::vector<KnownPerson>>;

}  // namespace offpeak::security
