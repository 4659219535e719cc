// What a webhook says, and its signature (Standard Webhooks, standardwebhooks.com): ids, places and
// times, never anything about a person.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bits.hpp"
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

using MessageId = base::Bits128<struct MessageTag>;

/// Made of what is announced: the same at each attempt, also after a restart, so that a receiver
/// recognises a repetition, and no other one's in another store or in one that was restored from a
/// backup.
MessageId id_of(const scheduler::Announcement& announcement);
/// "msg_" and 32 hexadecimal digits, the `webhook-id`.
std::string text_of(const MessageId& id);
/// Nothing for any other text.
std::optional<MessageId> parse_message_id(std::string_view text);

/// "v1,<base64>", and the same of each further key after a space: HMAC-SHA256 of
/// "id.timestamp.body", the timestamp in seconds since 1970.
std::string signatures_of(std::span<const SigningKey> keys, std::string_view id,
                          std::string_view timestamp, std::string_view body);

}  // namespace offpeak::outbox
