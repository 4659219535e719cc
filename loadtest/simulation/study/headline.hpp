// The figures of a replication that are shown with intervals, and their names.
#pragma once

#include <array>
#include <functional>
#include <string_view>
#include <vector>

#include "loadtest/simulation/study/study.hpp"

namespace offpeak::loadtest {

struct HeadlineField {
  std::string_view key;  // in results.json
  double Headline::*member;
  bool adds_up = true;  // over the days of a replication; otherwise a mean over them or over visits
};

/// In the order of results.json and of part files.
inline constexpr std::array headline_fields{
    HeadlineField{"parties", &Headline::parties},
    HeadlineField{"people", &Headline::people},
    HeadlineField{"wait", &Headline::wait_minutes, false},
    HeadlineField{"p50", &Headline::p50_minutes, false},
    HeadlineField{"p90", &Headline::p90_minutes, false},
    HeadlineField{"over_15", &Headline::over_15_share, false},
    HeadlineField{"over_30", &Headline::over_30_share, false},
    HeadlineField{"overtime", &Headline::overtime_minutes, false},
    HeadlineField{"utilisation", &Headline::utilisation, false},
    HeadlineField{"balked", &Headline::balked},
    HeadlineField{"abandoned", &Headline::abandoned},
    HeadlineField{"no_shows", &Headline::no_shows},
    HeadlineField{"unplaced", &Headline::unplaced},
    HeadlineField{"unserved", &Headline::unserved},
    HeadlineField{"found_none", &Headline::found_none},
    HeadlineField{"meant", &Headline::meant},
    HeadlineField{"received", &Headline::received},
    HeadlineField{"counter_hours", &Headline::counter_hours},
    HeadlineField{"overtime_hours", &Headline::overtime_hours},
    HeadlineField{"p99", &Headline::p99_minutes, false},
    HeadlineField{"over_40", &Headline::over_40_share, false},
    HeadlineField{"shift", &Headline::shift_minutes, false},
    HeadlineField{"followed", &Headline::followed},
    HeadlineField{"travel", &Headline::travel_km, false},
};

inline constexpr double ms_per_minute = 60'000;
inline constexpr double ms_per_hour = 60 * ms_per_minute;

/// One hall's figures in one replication of `days` days. Counts are of all days; overtime is the
/// mean of a day.
Headline headline_of(const HallResult& hall, int days);
/// The whole city's; its overtime is that of the hall that has most.
Headline headline_of(const DayResult& result, int days);

/// An estimate of each figure of a headline, in the order of `headline_fields`.
using HeadlineEstimates = std::array<Estimate, headline_fields.size()>;

/// Which headlines of a scenario to look at: of the city, or of one hall.
using Series = std::vector<Headline>;
Series hall_series(const ScenarioResult& scenario, std::size_t hall);

/// What is estimated of a replication.
using HeadlineValue = std::function<double(const Headline&)>;

/// The mean over replications. `antithetic`: replications 2k and 2k + 1 count as one value, their
/// mean; one whose partner is missing is left out.
Estimate estimate_of(const std::vector<std::uint32_t>& replications, const Series& series,
                     bool antithetic, const HeadlineValue& value);
/// The same of each figure.
HeadlineEstimates estimates(const std::vector<std::uint32_t>& replications, const Series& series,
                            bool antithetic);

/// The mean of `of` minus `with` over the replications that both have: with common random numbers
/// the difference of a pair varies far less than either (Law, "Simulation Modeling and Analysis",
/// paired-t intervals).
Estimate difference_of(const ScenarioResult& of, const ScenarioResult& with, bool antithetic,
                       const HeadlineValue& value);
/// The same of each figure.
HeadlineEstimates differences(const ScenarioResult& of, const ScenarioResult& with,
                              bool antithetic);

}  // namespace offpeak::loadtest
