#include "demand/write_demand.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <span>
#include <string_view>

#include "config/weekdays.hpp"

namespace offpeak::demand {
namespace {

/// Without an exponent, and as short as gives the same number again.
std::string number(double value) {
  std::array<char, 400> digits;
  const auto written =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), written.ptr};
}

/// 0.07 as 7, though 0.07 × 100 is a little more.
std::string percent(double share) {
  constexpr double decimals = 1e9;
  return number(std::round(share * 100 * decimals) / decimals);
}

std::string clock(config::MinuteOfDay minute) { return config::format_minute(minute); }

std::string day_span(const DemandEvent& event) {
  const auto first = config::format_date(event.first);
  return event.first == event.last ? first : first + ".." + config::format_date(event.last);
}

template <class Values, class Word>
std::string list(const Values& values, const Word& word) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + word(value);
  return '[' + text + ']';
}

std::string weekday_map(const std::array<double, 7>& factors) {
  std::string text;
  for (std::size_t at = 0; at < factors.size(); ++at) {
    text += (text.empty() ? "" : ", ") + std::string{config::weekday_words[at]} + ": " +
            number(factors[at]);
  }
  return '{' + text + '}';
}

/// Spans of one factor that a reader of one list would keep apart, and in this order.
std::size_t spans_in_one_list(std::span<const DemandEvent> events) {
  std::size_t count = 1;
  while (count < events.size() && events[count].factor == events[0].factor &&
         events[count].first > events[count - 1].last + std::chrono::days{1}) {
    ++count;
  }
  return count;
}

class Writer {
 public:
  Writer(const config::City& city, const DemandNotes& notes) : city_{city}, notes_{notes} {}

  std::string write(const DemandModel& model) {
    for (const auto& line : notes_.head) text_ += line.empty() ? "#\n" : "# " + line + '\n';
    if (!text_.empty()) text_ += '\n';
    if (!notes_.synthetic.empty()) {
      text_ += "synthetic:\n";
      for (const auto& path : notes_.synthetic) text_ += "  - \"" + path + "\"\n";
      text_ += '\n';
    }
    people(model);
    times(model);
    wishes(model);
    booking(model);
    in_the_hall(model);
    by_service("online_percent", model.online_shares);
    return std::move(text_);
  }

 private:
  /// "key: value  # comment", indented as deep as the path.
  void line(const std::string& path, const std::string& value) {
    indent(path);
    text_ += path.substr(path.rfind('.') + 1) + ": " + value;
    end(path);
  }
  void indent(const std::string& path) {
    text_.append(2 * static_cast<std::size_t>(std::ranges::count(path, '.')), ' ');
  }
  void end(const std::string& path) {
    const auto comment = notes_.comments.find(path);
    if (comment != notes_.comments.end()) text_ += "  # " + comment->second;
    text_ += '\n';
  }
  void begin(std::string_view key) { text_ += '\n' + std::string{key} + ":\n"; }

  void people(const DemandModel& model) {
    line("city_people", number(model.city_people));
    begin("weekday_factors");
    for (std::size_t at = 0; at < model.weekday_factors.size(); ++at) {
      line("weekday_factors." + std::string{config::weekday_words[at]},
           number(model.weekday_factors[at]));
    }
    if (!model.hall_weekday_factors.empty()) begin("halls");
    for (const auto& [code, factors] : model.hall_weekday_factors) {
      text_ += "  - code: " + std::to_string(static_cast<int>(code)) +
               "\n    weekday_factors: " + weekday_map(factors) + '\n';
    }
    text_ += '\n';
    line("month_factors", list(model.month_factors, number));
  }

  void times(const DemandModel& model) {
    if (!model.events.empty()) begin("events");
    std::span<const DemandEvent> left{model.events};
    while (!left.empty()) {
      const auto together = left.first(spans_in_one_list(left));
      text_ += "  - {days: " + list(together, day_span) +
               ", factor: " + number(together.front().factor) + "}\n";
      left = left.subspan(together.size());
    }
    text_ += '\n';
    line("day_factor_max", number(model.day_factor_max));
    begin("between_days");
    line("between_days.city_variation_percent", percent(model.city_variation));
    line("between_days.hall_variation_percent", percent(model.hall_variation));
    begin("day_parts");
    for (const DayPart& part : model.day_parts) {
      text_ += "  - {period: " + clock(part.period.from) + '-' + clock(part.period.to) +
               ", share_percent: " + percent(part.share) + '}';
      end("day_parts." + clock(part.period.from));
    }
  }

  void wishes(const DemandModel& model) {
    by_service("mix_percent", model.mix);
    begin("parties");
    sizes("parties", model.party_sizes);
    if (!model.service_party_sizes.empty()) text_ += "  by_service:\n";
    for (const auto& [code, own] : model.service_party_sizes) {
      const auto path = "parties.by_service." + city_.find(code)->key;
      indent(path);
      text_ += city_.find(code)->key + ":\n";
      sizes(path, own);
    }
  }
  void sizes(const std::string& path, const PartySizes& both) {
    line(path + ".workday_size_percent", list(both.workday, percent));
    line(path + ".day_off_size_percent", list(both.day_off, percent));
  }

  void by_service(const std::string& key, const std::map<config::ServiceCode, double>& shares) {
    if (shares.empty()) return;
    begin(key);
    for (const auto& [code, share] : shares) {
      line(key + '.' + city_.find(code)->key, percent(share));
    }
  }

  void booking(const DemandModel& model) {
    begin("booking");
    line("booking.share_percent", percent(model.booked_share));
    line("booking.walk_in_first_share_percent", percent(model.walk_in_first_booked_share));
    line("booking.lead_days_percent", list(model.lead_day_shares, percent));
    line("booking.cancellation_percent", percent(model.cancellation_share));
    line("booking.no_show_percent", percent(model.no_show_share));
    line("booking.come_anyway_percent", percent(model.come_anyway_share));
    line("booking.early_minutes_mean", number(model.early_minutes_mean));
    line("booking.early_minutes_deviation", number(model.early_minutes_deviation));
  }

  void in_the_hall(const DemandModel& model) {
    begin("in_the_hall");
    line("in_the_hall.priority_percent", percent(model.priority_share));
    line("in_the_hall.balking_percent", percent(model.balking_share));
    line("in_the_hall.patience_minutes_mean", number(model.patience_minutes_mean));
  }

  const config::City& city_;
  const DemandNotes& notes_;
  std::string text_;
};

}  // namespace

std::string write_demand(const DemandModel& model, const config::City& city,
                         const DemandNotes& notes) {
  return Writer{city, notes}.write(model);
}

}  // namespace offpeak::demand
