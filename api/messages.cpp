#include "api/messages.hpp"

#include <array>
#include <chrono>

#include "base/assert.hpp"
#include "config/civil_time.hpp"

namespace offpeak::api {
namespace {

constexpr bool every_case_has_one_row() {
  for (const auto& one : messages) {
    int rows = 0;
    for (const auto& other : messages) rows += one.code == other.code && one.about == other.about;
    if (rows != 1 || one.zh.empty() || one.en.empty()) return false;
  }
  return true;
}
static_assert(every_case_has_one_row(), "each code, and each case of one, has one message");

enum class Language { zh, en };

constexpr std::array zh_days{"日", "一", "二", "三", "四", "五", "六"};
constexpr std::array en_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                             "Thursday", "Friday", "Saturday"};
constexpr std::array en_months{"January",   "February", "March",    "April",
                               "May",       "June",     "July",     "August",
                               "September", "October",  "November", "December"};

/// "6月13日（星期六）09:00", "Saturday 13 June, 09:00".
std::string time_text(config::Instant at, Language language) {
  const auto date = config::date_of(at);
  const std::chrono::year_month_day day{date};
  const auto weekday = std::chrono::weekday{date}.c_encoding();
  const auto month = static_cast<unsigned>(day.month());
  const std::string of_month = std::to_string(static_cast<unsigned>(day.day()));
  const std::string clock = config::format_minute(config::minute_of(at));
  if (language == Language::en) {
    return std::string{en_days.at(weekday)} + ' ' + of_month + ' ' + en_months.at(month - 1) +
           ", " + clock;
  }
  return std::to_string(month) + "月" + of_month + "日（星期" + zh_days.at(weekday) + "）" + clock;
}

/// Empty: not known.
std::string value_of(std::string_view name, const MessageFacts& facts, Language language) {
  const auto time = [language](const std::optional<config::Instant>& at) {
    return at ? time_text(*at, language) : std::string{};
  };
  if (name == "again") return time(facts.again);
  if (name == "opens") return time(facts.opens);
  if (name == "start") return time(facts.start);
  OFFPEAK_ASSERT(name == "hall");
  if (facts.hall == nullptr) return {};
  return language == Language::zh ? facts.hall->zh : facts.hall->en;
}

/// A part of a text; nothing when it names what is not known.
std::optional<std::string> fill_part(std::string_view part, const MessageFacts& facts,
                                     Language language) {
  std::string filled;
  for (auto open = part.find('{'); open != std::string_view::npos; open = part.find('{')) {
    const auto close = part.find('}', open);
    OFFPEAK_ASSERT(close != std::string_view::npos);
    const auto value = value_of(part.substr(open + 1, close - open - 1), facts, language);
    if (value.empty()) return std::nullopt;
    filled.append(part.substr(0, open)).append(value);
    part.remove_prefix(close + 1);
  }
  return filled.append(part);
}

std::string fill_text(std::string_view text, const MessageFacts& facts, Language language) {
  std::string filled;
  while (!text.empty()) {
    const auto open = text.find('[');
    filled.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto close = text.find(']', open);
    OFFPEAK_ASSERT(close != std::string_view::npos);
    filled += fill_part(text.substr(open + 1, close - open - 1), facts, language).value_or("");
    text.remove_prefix(close + 1);
  }
  return filled;
}

}  // namespace

config::Name fill(const Message& message, const MessageFacts& facts) {
  return {.zh = fill_text(message.zh, facts, Language::zh),
          .en = fill_text(message.en, facts, Language::en)};
}

}  // namespace offpeak::api
