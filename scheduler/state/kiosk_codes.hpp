// Which kiosk code the n-th appointment of a hall and day gets: unique there, and the same in every
// installation. So that nobody can work out the codes of others, people see them through a key that
// the core does not have (api/security/check_in_codes.hpp).
#pragma once

#include <cstdint>

#include "scheduler/messages/kiosk_code.hpp"

namespace offpeak::scheduler {

/// The n-th code (from 0) of a hall and day, without a mark, and back. One-to-one.
KioskCode nth_code(HallCode hall, Date date, std::uint32_t n);
std::uint32_t ordinal_of(HallCode hall, Date date, KioskCode code);

}  // namespace offpeak::scheduler
