// From what an operator writes after --store to a journal.
#pragma once

#include <memory>
#include <string_view>

#include "store/journal.hpp"

namespace offpeak::store {

/// Opens the journal that `uri` names: "sqlite:PATH", the path relative or absolute. Errors: the
/// scheme is unknown (the message lists the known ones), the path is missing, or what opening the
/// store says.
Result<std::unique_ptr<Journal>> open_journal(std::string_view uri);

}  // namespace offpeak::store
