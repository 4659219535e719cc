// The written name of a slot: hall.lane.date.start, "330100.documents.2026-06-13.0830".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/city.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

std::string format_slot(const config::City& city, SlotKey slot);

/// Nothing when the text does not have this form or names a lane that the city does not have. The
/// core says whether the slot exists.
std::optional<SlotKey> parse_slot(const config::City& city, std::string_view text);

/// Whether slots of this day have a name: from 1970 to 4840, the days that a SlotKey can hold.
bool has_slot_names(config::Date date);

std::string format_hall(config::HallCode hall);
std::optional<config::HallCode> parse_hall(std::string_view text);

}  // namespace offpeak::scheduler
