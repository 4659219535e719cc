// What a webhook says, and its signature (Standard Webhooks, standardwebhooks.com): ids, places and
// times, never anything about a person.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/city.hpp"
#include "outbox/subject.hpp"
#include "scheduler/state/trail_records.hpp"

namespace offpeak::outbox {

/// The key of the signatures; the receiver gets it as "whsec_" and base64.
using SigningKey = std::array<std::uint8_t, 32>;

/// "appointment.booked".
std::string_view type_of(scheduler::AnnouncementKind kind);

/// {"type":…,"timestamp":…,"data":{…}}.
std::string body_of(const config::City& city, const scheduler::Announcement& announcement,
                    const Subject& subject);

/// "msg_" and 32 hexadecimal digits, made of what is announced: the same at each attempt, also
/// after a restart, so that a receiver recognises a repetition, and no other one's in another store
/// or in one that was restored from a backup.
std::string message_id(const scheduler::Announcement& announcement);

/// "v1,<base64>", and the same of each further key after a space: HMAC-SHA256 of
/// "id.timestamp.body", the timestamp in seconds since 1970.
std::string signatures_of(std::span<const SigningKey> keys, std::string_view id,
                          std::string_view timestamp, std::string_view body);

}  // namespace offpeak::outbox
