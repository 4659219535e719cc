#include "scheduler/messages/slot_id.hpp"

#include "base/number.hpp"

namespace offpeak::scheduler {
namespace {

/// Takes the text up to the next point off the front.
std::string_view take_part(std::string_view& text) {
  const auto point = text.find('.');
  const auto part = text.substr(0, point);
  text.remove_prefix(point == std::string_view::npos ? text.size() : point + 1);
  return part;
}

}  // namespace

bool has_slot_names(config::Date date) { return has_keys(date); }

std::string format_hall(config::HallCode hall) {
  return std::to_string(static_cast<std::uint32_t>(hall));
}

std::optional<config::HallCode> parse_hall(std::string_view text) {
  const auto code = base::parse_number<std::uint32_t>(text);
  if (text.size() != 6 || !code || *code < 100'000) return std::nullopt;
  return config::HallCode{*code};
}

std::string format_slot(const config::City& city, SlotKey slot) {
  const auto* lane = city.find(slot.lane());
  std::string text = format_hall(slot.hall());
  text += '.';
  // A lane that left the configuration is named by its code, so that history stays readable.
  text += lane == nullptr ? "lane" + std::to_string(static_cast<int>(slot.lane())) : lane->key;
  text += '.';
  text += config::format_date(slot.date());
  text += '.';
  const std::string start = config::format_minute(slot.start_minute());
  text.append(start, 0, 2).append(start, 3, 2);
  return text;
}

std::optional<SlotKey> parse_slot(const config::City& city, std::string_view text) {
  const auto hall = parse_hall(take_part(text));
  const auto* lane = city.find_lane(take_part(text));
  const auto date = config::parse_date(take_part(text));
  if (!hall || lane == nullptr || !date || text.size() != 4) return std::nullopt;
  if (!has_slot_names(*date)) return std::nullopt;
  const std::string clock{text[0], text[1], ':', text[2], text[3]};
  const auto start = config::parse_minute(clock);
  if (!start || *start >= config::MinuteOfDay{24 * 60}) return std::nullopt;
  return SlotKey{*hall, lane->code, *date, *start};
}

}  // namespace offpeak::scheduler
