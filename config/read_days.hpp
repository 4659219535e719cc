// Days and seasons of the year as a configuration writes them: `06-01..09-30`, `2026-06-13`.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <set>
#include <string>

#include "config/city.hpp"
#include "config/fields.hpp"
#include "config/scalars.hpp"

namespace offpeak::config {

inline constexpr std::size_t seasons_max = 24;
inline constexpr std::size_t date_ranges_max = 200;
inline constexpr int date_range_days_max = 366;
inline constexpr IntRange calendar_years{2000, 2100};

/// Both ends included; in a season `last` may come before `first`: it then runs over New Year's
/// Eve.
struct DayRange {
  std::chrono::month_day first;
  std::chrono::month_day last;
};

/// `06-01..09-30`, or one day `05-01`.
Reader day_range(DayRange& into);

/// Dates (`2026-10-01`) and ranges of them (`2026-10-01..2026-10-03`), none twice.
Reader date_set(std::set<Date>& into);

/// Days (`05-01`) and ranges (`10-01..10-07`) of one year, none twice and each real in that year.
Reader date_set_of_year(std::set<Date>& into, int year);

/// For each day of a leap year the season that covers it, by its position in the file.
class YearCover {
 public:
  /// Marks the days of a season. An error at `where` when a season has the day already.
  void add(const DayRange& days, const View& where);
  /// An error at `where` when a day has no season.
  void require_every_day(const View& where) const;

 private:
  static constexpr int days_max = 366;
  std::array<bool, days_max> covered_{};
};

/// As `day_range`, and its days are marked in `cover`, which must outlive the reader.
Reader day_range(DayRange& into, YearCover& cover);

/// "06-13".
std::string format_month_day(std::chrono::month_day day);

}  // namespace offpeak::config
