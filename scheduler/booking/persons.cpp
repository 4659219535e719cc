#include "scheduler/booking/persons.hpp"

#include <variant>

namespace offpeak::scheduler {

void name_persons(const State& state, Command& command) {
  const auto name = [&state](CitizenKey& key) { key = state.person_of(key); };
  name(command.caller.citizen);
  std::visit(
      [&name](auto& body) {
        if constexpr (requires { body.citizen; }) name(body.citizen);
        if constexpr (requires { body.party; }) {
          for (auto& applicant : body.party.applicants) name(applicant.citizen);
        }
      },
      command.body);
}

}  // namespace offpeak::scheduler
