// Holds what a server knows against the clients' ledger, by asking it over HTTP.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/crash/ledger.hpp"
#include "tests/crash/load.hpp"

namespace offpeak::crash {

/// What so many bookings ask of the slots that the server offers now. Throws when those have too
/// few places.
Wishes make_wishes(std::uint16_t port, std::uint64_t seed, std::uint64_t bookings);

/// What was acknowledged is there.
Findings check_bookings(const Access& access, const std::vector<Booking>& bookings, Range range);
/// The same request again gets the same reply, and does nothing new.
Findings check_retries(const Access& access, const Wishes& wishes,
                       const std::vector<Booking>& bookings, Range range);
/// Nobody has more than was asked for.
Findings check_people(const Access& access, const std::vector<Booking>& bookings, Range range);
/// Every slot has the places left that the ledger says.
Findings check_slots(const Access& access, const Wishes& wishes,
                     const std::vector<Booking>& bookings);

}  // namespace offpeak::crash
