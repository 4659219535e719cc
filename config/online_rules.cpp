#include "config/online_rules.hpp"

#include <algorithm>

namespace offpeak::config {
namespace {

/// What the Chinese name of a place may end in and may be said without.
constexpr std::array<std::string_view, 6> place_endings{"省",         "市",         "自治区",
                                                        "壮族自治区", "回族自治区", "维吾尔自治区"};

}  // namespace

bool names_place(std::string_view text, std::string_view key, const Name& name) {
  if (text == key || text == name.en) return true;
  if (!text.starts_with(name.zh)) return false;
  const auto ending = text.substr(name.zh.size());
  return ending.empty() || std::ranges::find(place_endings, ending) != place_endings.end();
}

bool BringItem::is_for(std::optional<ApplyReason> reason, std::optional<int> age) const {
  if (reason && !reasons[static_cast<std::size_t>(*reason)]) return false;
  return !age_below || !age || *age < *age_below;
}

const OnlineDocument* OnlineRules::find_document(std::string_view key) const {
  const auto found = std::ranges::find(documents, key, &OnlineDocument::key);
  return found == documents.end() ? nullptr : &*found;
}

const Province* OnlineRules::find_province(std::string_view text) const {
  const auto found = std::ranges::find_if(
      provinces, [&](const Province& each) { return names_place(text, each.key, each.name); });
  return found == provinces.end() ? nullptr : &*found;
}

const PilotCity* OnlineRules::find_pilot_city(std::string_view province_key,
                                              std::string_view text) const {
  const auto found = std::ranges::find_if(pilot_cities, [&](const PilotCity& each) {
    return each.province == province_key && names_place(text, each.key, each.name);
  });
  return found == pilot_cities.end() ? nullptr : &*found;
}

}  // namespace offpeak::config
