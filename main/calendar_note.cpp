#include "main/calendar_note.hpp"

#include <algorithm>
#include <iostream>
#include <string>

#include "scheduler/booking/opening.hpp"

namespace offpeak {
namespace {

bool is_provisional_anywhere(const config::City& city, config::Date date) {
  return std::ranges::any_of(city.halls, [&](const config::Hall& hall) {
    return scheduler::is_provisional(city, hall, date);
  });
}

}  // namespace

void note_provisional_days(std::string_view command, const config::City& city, config::Date first,
                           int days) {
  int provisional = 0;
  config::Date earliest{};
  for (int day = 0; day < days; ++day) {
    const config::Date date = first + std::chrono::days{day};
    if (!is_provisional_anywhere(city, date)) continue;
    if (provisional++ == 0) earliest = date;
  }
  if (provisional == 0) return;
  std::cerr << "offpeak " << command << ": the notice on holidays for the year of "
            << config::format_date(earliest) << " is not known; "
            << (provisional == 1 ? "this day is" : std::to_string(provisional) + " days are")
            << " played as if no holiday but those on fixed dates fell on "
            << (provisional == 1 ? "it" : "them") << '\n';
}

}  // namespace offpeak
