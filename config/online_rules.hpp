// Who need not come to a hall: the checked form of a city's table on applications online, at
// machines and at halls (config/online.yaml).
//
// `load_city` (config/load.hpp) makes it and guarantees every relation stated here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/city.hpp"

namespace offpeak::config {

inline constexpr std::size_t provinces_max = 64;
inline constexpr std::size_t pilot_cities_max = 400;
inline constexpr std::size_t online_documents_max = 64;
inline constexpr std::size_t online_texts_max = 16;  // in one list
inline constexpr int online_days_max = 365;

/// Why somebody applies.
enum class ApplyReason : std::uint8_t {
  first,
  damaged,
  lost,  // or stolen
  pages_full,
  expiring,
  expired,
  other,
};
/// By the value of an ApplyReason.
inline constexpr std::array<std::string_view, 7> apply_reason_words{
    "first", "damaged", "lost", "pages_full", "expiring", "expired", "other"};

/// What a condition looks at. Its word is the field of a request that answers it.
enum class OnlineAnswer : std::uint8_t {
  reason,
  holds_same_document,
  document_expires_on,
  registered_in,
  age,
  state_personnel,
  active_military,
};
/// By the value of an OnlineAnswer.
inline constexpr std::array<std::string_view, 7> online_answer_words{
    "reason", "holds_same_document", "document_expires_on", "registered_in",
    "age",    "state_personnel",     "active_military"};

/// One row of the table: what must hold for an application online.
struct OnlineCondition {
  OnlineAnswer answer{};
  Name ask;        // the question to the citizen
  Name otherwise;  // what the citizen reads when it does not hold
};

struct Province {
  std::string key;  // "zhejiang"
  Name name;
};

/// A city whose residents may apply online.
struct PilotCity {
  std::string key;       // "hangzhou"
  std::string province;  // key of one of the provinces; the city's own: the city is all of it
  Name name;
};

/// Where a document is applied for.
enum class OnlineChannel : std::uint8_t {
  conditions,  // online when all conditions hold, else at a hall
  online,
  machine,
  hall,
};

/// A way to apply online, and where it is found. Both may be missing: then the name says it all.
struct OnlineWay {
  Name name;
  std::string url;           // a public web address; empty: none
  std::optional<Name> find;  // how it is found where there is no address
};

/// Something to bring to a hall.
struct BringItem {
  Name text;
  std::array<bool, 7> reasons{};  // by ApplyReason: who brings it
  std::optional<int> age_below;   // only who is younger, in full years; none: everybody

  /// False only when what is known says that it is not needed: the text names its own condition.
  bool is_for(std::optional<ApplyReason> reason, std::optional<int> age) const;
};

/// Something that can be applied for.
struct OnlineDocument {
  std::string key;  // "passport"
  Name name;
  OnlineChannel channel{};
  std::optional<Name> why;                   // there unless the conditions decide
  std::array<ServiceCode, 7> services{};     // at a hall, by ApplyReason
  ServiceCode usual_service{};               // for a reason that is not known
  std::optional<int> fee_yuan;               // none: that of the service
  std::optional<int> stay_days;              // each stay that it permits
  bool anywhere = false;                     // at any hall in the country
  int processing_days = 0;                   // working days at a hall; 0: on the spot
  std::optional<int> outside_province_days;  // for who is registered elsewhere; none: the same
  std::vector<BringItem> bring;
  std::vector<OnlineWay> ways;  // to apply online without conditions
};

/// Applying online under the conditions. Days are working days.
struct OnlineApplication {
  std::vector<OnlineWay> ways;
  std::vector<Name> checklist;
  std::vector<Name> delivery;
  Name refused;
  int processing_days = 7;
  int correct_days = 7;
  int pay_days = 7;
  int delivery_days = 0;
};

/// Which days are so full that one should apply earlier: those from so many to so many days before
/// the first day of a holiday, both included.
struct PeakRule {
  int holiday_days_min = 5;
  int days_before_first = 18;
  int days_before_last = 7;  // at most days_before_first
};

struct OnlineTexts {
  Name online;
  Name outside_province;
  Name too_late;
};

struct OnlineRules {
  std::string province;  // of the city's halls; key of one of the provinces
  std::vector<Province> provinces;
  Name ask_document;
  std::vector<OnlineCondition> conditions;  // in the order in which they are asked
  std::array<bool, 7> accepted_reasons{};   // by ApplyReason
  int expiring_months = 6;                  // less is left when a document is about to expire
  std::vector<PilotCity> pilot_cities;
  int age_years_min = 16;
  OnlineApplication online;
  OnlineTexts texts;
  PeakRule peak;
  std::vector<OnlineDocument> documents;

  /// Each returns nullptr when there is none.
  const OnlineDocument* find_document(std::string_view key) const;
  const Province* find_province(std::string_view text) const;
  /// The pilot city of this name in this province.
  const PilotCity* find_pilot_city(std::string_view province_key, std::string_view text) const;
};

/// Whether people mean this place: its key, or its name in either language; in Chinese with or
/// without 省, 市 and the like at its end.
bool names_place(std::string_view text, std::string_view key, const Name& name);

}  // namespace offpeak::config
