// Names of those who hold tokens, and which halls go with which roles.
#pragma once

#include <cstdint>
#include <string_view>

#include "api/security/digest.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::security {

/// 1 to 64 letters, digits, '.', '-', '_' or '@': what this server gives a token to.
bool is_subject_name(std::string_view name);
/// 1 to 255 visible ASCII characters: what another issuer calls somebody, or a token.
bool is_issued_name(std::string_view name);

/// Roles, issuers and halls are part of it: the same name in two of them is two people. Hall 0: of
/// a role without one.
SubjectId named_subject(scheduler::Role role, std::string_view name, std::string_view issuer,
                        scheduler::HallCode hall);

bool may_have_hall(scheduler::Role role);
bool is_hall_code(std::int64_t code);

}  // namespace offpeak::security
