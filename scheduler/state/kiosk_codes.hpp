// Which kiosk code the n-th appointment of a hall and day gets: unique there, and neighbouring
// appointments get codes that look unrelated. A code is not a secret: it opens nothing but a
// check-in at that hall on that day. Its written form is in scheduler/messages/kiosk_code.hpp.
#pragma once

#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint32_t kiosk_codes_max = 1U << 25;  // per hall and day

/// The n-th code (from 0) of a hall and day, and back. One-to-one.
KioskCode nth_code(HallCode hall, Date date, std::uint32_t n);
std::uint32_t ordinal_of(HallCode hall, Date date, KioskCode code);

}  // namespace offpeak::scheduler
