// Names of the things the core keeps. Strong types: none converts to another by accident.
#pragma once

#include <cstdint>

#include "base/bits.hpp"
#include "config/city.hpp"

namespace offpeak::scheduler {

using config::Date;
using config::HallCode;
using config::Instant;
using config::LaneCode;
using config::MinuteOfDay;
using config::ServiceCode;

/// 128 bits whose meaning is given by the tag.
using base::Bits128;
using base::Bits128Hash;

/// HMAC-SHA-256 of an identity number, cut to 128 bits. Made at the edge; the number is forgotten.
using CitizenKey = Bits128<struct CitizenTag>;
/// An unguessable capability: whoever knows it may read the appointment or hold.
using AppointmentId = Bits128<struct AppointmentTag>;
/// The same for a place on a waitlist.
using WaitlistId = Bits128<struct WaitlistTag>;
/// The same for a ticket.
using TicketId = Bits128<struct TicketTag>;
/// Digest of (caller, route, Idempotency-Key).
using IdempotencyKey = Bits128<struct IdempotencyTag>;
/// Digest of the request that came with it.
using RequestDigest = Bits128<struct RequestTag>;
/// Keyed digest of what a revocation names: one token, or a holder of tokens. Made at the edge.
using RevocationKey = Bits128<struct RevocationTag>;
/// A closure of a hall or of the city.
using ClosureId = Bits128<struct ClosureTag>;
/// A notice to those who wait or have booked.
using NoticeId = Bits128<struct NoticeTag>;
/// Fresh random bits, drawn outside the core and carried in a command.
using RandomBits = Bits128<struct RandomTag>;

/// Who acts in a hall, as a digest of the token's subject: tells clerks apart and names none.
enum class ActorId : std::uint64_t {};
/// A counter of a hall; 0 is none.
enum class CounterNumber : std::uint16_t {};

/// Short code typed at a kiosk, unique per hall and day; written as six letters and digits
/// (scheduler/messages/kiosk_code.hpp).
enum class KioskCode : std::uint32_t {};

}  // namespace offpeak::scheduler
