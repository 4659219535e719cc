#include "tests/model/changing_city.hpp"

#include <array>
#include <map>
#include <random>
#include <stdexcept>
#include <string>

#include "tests/config/sample.hpp"

namespace offpeak::model {
namespace {

class Draw {
 public:
  explicit Draw(std::uint32_t number) : numbers_{number} {}

  bool one_in(std::uint32_t n) { return numbers_() % n == 0; }
  template <class Choice, std::size_t n>
  const Choice& of(const std::array<Choice, n>& choices) {
    return choices[numbers_() % n];
  }

 private:
  std::mt19937 numbers_;
};

using Words = std::array<const char*, 4>;

/// Which lanes there are: business may be closed to bookings, or gone.
enum class Lanes { all, not_bookable, no_business };

std::string lanes_text(Lanes lanes) {
  std::string text = R"(lanes:
  - {code: 1, key: documents, name: {zh: 证件, en: Documents}}
  - {code: 3, key: advice, name: {zh: 咨询, en: Advice}, bookable: false}
)";
  if (lanes == Lanes::no_business) return text;
  text += "  - {code: 2, key: business, name: {zh: 商务, en: Business}";
  return text + (lanes == Lanes::not_bookable ? ", bookable: false}\n" : "}\n");
}

std::string service_text(int code, const char* lane, const char* minutes) {
  const std::string name = "service_" + std::to_string(code);
  return "  - {code: " + std::to_string(code) + ", key: " + name +
         ", name: {zh: 业务, en: " + name + "}, lane: " + lane + ", mean_minutes: " + minutes +
         "}\n";
}

/// The first two stay in documents, with other means; one comes and goes, one changes its lane.
std::string services_text(Draw& draw, Lanes lanes) {
  constexpr Words means{"6", "8", "4", "15"};
  const char* const business = lanes == Lanes::no_business ? "documents" : "business";
  std::string text = "services:\n" + service_text(1, "documents", draw.of(means)) +
                     service_text(2, "documents", draw.of(means)) +
                     service_text(4, business, draw.of(means));
  if (!draw.one_in(3)) text += service_text(3, "documents", draw.of(means));
  return text + service_text(5, draw.one_in(2) ? "advice" : business, draw.of(means));
}

std::string rules_text(Draw& draw) {
  constexpr Words releases{
      R"([{days_before: horizon, at: "00:00", share_percent: 100}])",
      R"([{days_before: horizon, at: "09:00", share_percent: 60}, {days_before: 1, at: "17:00", share_percent: 40}])",
      R"([{days_before: horizon, at: "08:00", share_percent: 3}, {days_before: 1, at: "12:00", share_percent: 97}])",
      R"([{days_before: 2, at: "09:00", share_percent: 50}, {days_before: 0, at: "08:00", share_percent: 50}])"};
  const auto rule = [](const char* key, const char* value) {
    return ", " + std::string{key} + ": " + value;
  };
  return std::string{"rules: {slot_minutes: "} + draw.of(Words{"30", "20", "25", "60"}) +
         rule("horizon_days", draw.of(Words{"3", "2", "4", "5"})) +
         rule("walk_in_reserve_percent",
              draw.one_in(8) ? "100" : draw.of(Words{"0", "0", "30", "70"})) +
         rule("walk_in_reserve", draw.of(Words{"flat", "forecast", "forecast", "flat"})) +
         rule("release", draw.of(releases)) +
         rule("party_max", draw.of(Words{"4", "4", "2", "1"})) +
         rule("waitlist_max", draw.of(Words{"50", "3", "1", "0"})) +
         rule("holds_max", draw.of(Words{"2", "8", "1", "3"})) +
         rule("hold_minutes", draw.of(Words{"10", "1", "30", "120"})) +
         rule("offer_minutes", draw.of(Words{"30", "5", "120", "1440"})) +
         rule("return_delay_min_minutes", draw.of(Words{"5", "0", "1", "0"})) +
         rule("return_delay_max_minutes", draw.of(Words{"60", "5", "10", "1440"})) +
         rule("cancellations_max", draw.of(Words{"8", "5", "2", "8"})) +
         rule("no_shows_max", draw.of(Words{"8", "3", "8", "1"})) +
         rule("suspension_days", draw.of(Words{"1", "0", "2", "30"})) +
         rule("check_in_late_minutes", draw.of(Words{"15", "0", "5", "20"})) +
         rule("check_in_tail_minutes", draw.of(Words{"30", "20", "60", "240"})) +
         rule("minor_minutes", draw.of(Words{"3", "0", "7", "60"})) +
         rule("walk_seconds", draw.of(Words{"26", "0", "10", "600"})) +
         ", call: {order: " + draw.of(Words{"hall", "arrival", "appointments_first", "hall"}) +
         rule("recalls_max", draw.of(Words{"1", "0", "3", "20"})) +
         rule("returns_max", draw.of(Words{"1", "0", "2", "10"})) +
         rule("return_after_calls", draw.of(Words{"3", "0", "1", "1000"})) +
         rule("ageing_minutes", draw.of(Words{"60", "0", "5", "480"})) + "}}";
}

/// Every counter serves documents at least in part: some number comes and goes in each hall.
std::string counters_text(Draw& draw, Lanes lanes) {
  constexpr Words of_documents{"1-2", "1", "2-3", "1-4"};
  std::string text =
      "      - {counters: " + std::string{draw.of(of_documents)} + ", lanes: {documents: 100}}\n";
  if (lanes != Lanes::no_business && !draw.one_in(3)) {
    text += "      - {counters: 5, lanes: {documents: 40, business: 60}}\n";
  }
  if (draw.one_in(2)) {
    text += "      - {counters: 6, lanes: {advice: 100}";
    text += draw.one_in(2) ? ", hours: [\"09:00-10:00\"]}\n" : "}\n";
  }
  return text;
}

std::string hall_text(Draw& draw, Lanes lanes, int code, const char* share) {
  constexpr Words hours{R"(["08:30-12:00", "13:30-17:00"])", R"(["09:00-11:00"])",
                        R"(["08:40-16:45"])", R"(["10:00-12:00", "12:05-23:55"])"};
  std::string text = "  - code: " + std::to_string(code) +
                     "\n    name: {zh: 厅, en: Hall}\n    district: East\n    lat: 30.2\n"
                     "    lon: 120.1\n    share_percent: " +
                     share + "\n    hours: [{days: 01-01..12-31, periods: " + draw.of(hours) +
                     "}]\n    counters:\n" + counters_text(draw, lanes) + "    " +
                     rules_text(draw) + "\n";
  if (draw.one_in(4)) text += "    open_weekdays: [mon, wed, sat]\n";
  if (draw.one_in(4)) text += "    closed: [2026-06-10..2026-06-11]\n";
  return text;
}

std::string halls_text(Draw& draw, Lanes lanes) {
  constexpr std::array shares{"100", "50", "33.3"};
  const auto& share = draw.of(shares);
  std::string text = "halls:\n";
  if (share == shares[0])
    return text + hall_text(draw, lanes, draw.one_in(3) ? 100002 : 100001, "100");
  text += hall_text(draw, lanes, 100001, share) + hall_text(draw, lanes, 100002, share);
  return share == shares[1] ? text : text + hall_text(draw, lanes, 100003, "33.4");
}

std::string city_text(std::uint32_t number) {
  Draw draw{number};
  const Lanes lanes = draw.of(std::array{Lanes::all, Lanes::not_bookable, Lanes::no_business});
  return R"(city: changing
name: {zh: 变化, en: Changing}
calendar: calendars/sample.yaml
retention: {visit_days: )" +
         std::string{draw.of(Words{"30", "2", "3", "5"})} +
         ", report_days: " + draw.of(Words{"30", "60", "400", "31"}) + "}\nreminders_minutes: " +
         draw.of(Words{"[1440, 120]", "[]", "[60]", "[4000, 300, 60, 1]"}) + "\n" +
         lanes_text(lanes) + services_text(draw, lanes) +
         "hours: [{days: 01-01..12-31, periods: [\"08:30-12:00\"]}]\n" +
         "rules: {release: [{days_before: horizon, at: \"00:00\", share_percent: 100}]}\n" +
         halls_text(draw, lanes);
}

}  // namespace

const config::City& changing_city(std::uint8_t number) {
  static std::map<std::uint8_t, config::City> read;
  if (const auto found = read.find(number); found != read.end()) return found->second;
  const auto text = city_text(number);
  auto result = config::load_texts(text);
  if (!result.city) throw std::logic_error{text + config::listed(result)};
  return read.emplace(number, std::move(*result.city)).first->second;
}

}  // namespace offpeak::model
