#include "store/look_from.hpp"

namespace offpeak::store {

std::optional<Error> look_from(Journal& journal, const ChainPosition& from) {
  const auto found = journal.replay(from, [](const Batch&) -> Result<void> {
    return Error{.message = "a record is there", .cause = Cause::stopped};
  });
  if (found || found.error().cause == Cause::stopped) return std::nullopt;
  return found.error();
}

}  // namespace offpeak::store
