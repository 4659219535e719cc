// Whether a journal goes on from a place, without reading further.
#pragma once

#include <optional>

#include "store/journal.hpp"

namespace offpeak::store {

/// Nothing when a record continues the place `from`, or the journal ends there; otherwise why not:
/// from the start, `Cause::begins_later` says that the beginning was trimmed away. A journal that
/// has found a fault may return it ever after.
std::optional<Error> look_from(Journal& journal, const ChainPosition& from);

}  // namespace offpeak::store
