// What is kept of a day's forecast, so that the day's report can be held against it.
#pragma once

#include <optional>
#include <vector>

#include "guide/outlook.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::guide {

/// In the terms of a report. Booked people are those who keep their appointment, walk-ins those who
/// come and stay. Waits are means over the half-hours, weighed by the parties that come in them;
/// half-hours whose visitors are not called that day are left out, as reports count who was called.
/// Nothing when no queue was worked out, or nobody is expected.
std::optional<scheduler::DayForecast> day_forecast(const LaneOutlook& lane);

/// Of today's lanes, in the halls that have not opened yet.
std::vector<scheduler::NoteForecast> forecasts_to_note(const Known& known, const Outlook& outlook);

}  // namespace offpeak::guide
