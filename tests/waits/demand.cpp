#include "tests/waits/demand.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <string_view>

namespace offpeak::waits {
namespace {

constexpr std::array weekday_factors{1.09, .98, .92, .92, .94, 1.00, 1.15};  // from Sunday
constexpr std::array main_hall_factors{1.25, .90, .90, .90, .90, .90, 1.25};
constexpr scheduler::HallCode main_hall{330'100};
constexpr std::array month_factors{1.10, .90,  1.00, 1.10, 1.00, 1.20,
                                   1.20, 1.00, 1.00, .80,  .80,  .90};

struct Wish {
  std::string_view service;
  double percent;
};
constexpr std::array mix{Wish{"first_passport", 14},
                         Wish{"passport_renewal", 19},
                         Wish{"passport_replacement", 5},
                         Wish{"hk_macao_permit", 20},
                         Wish{"hk_macao_endorsement_machine", 20},
                         Wish{"hk_macao_endorsement", 5},
                         Wish{"taiwan_permit", 3},
                         Wish{"collection", 8},
                         Wish{"advice", 3},
                         Wish{"business_registration", 1},
                         Wish{"foreigner_visa_residence", 2}};

/// Parts of the opening time of the day, in the order of time, and the share of arrivals in each:
/// the half hour from 8:30, then hours; the half hour from 13:30, then hours.
struct Part {
  double minutes;
  double percent;
};
constexpr std::array morning{Part{30, 8}, Part{60, 14}, Part{60, 17}, Part{60, 12}};
constexpr std::array afternoon{Part{30, 12}, Part{60, 16}, Part{60, 13}, Part{60, 8}};
constexpr double parts_minutes = 210;

constexpr std::array size_percent{78.0, 16.0, 4.0, 2.0};  // 1.3 on average

template <class Shares, class Of>
std::size_t draw(Random& random, const Shares& shares, const Of& of) {
  double sum = 0;
  for (const auto& share : shares) sum += of(share);
  double left = uniform(random) * sum;
  for (std::size_t at = 0; at + 1 < shares.size(); ++at) {
    left -= of(shares[at]);
    if (left < 0) return at;
  }
  return shares.size() - 1;
}

/// Minutes from the start of a half of the day, stretched to its length.
double draw_minutes(Random& random, std::span<const Part> parts, double length) {
  const std::size_t at = draw(random, parts, [](const Part& part) { return part.percent; });
  double begin = 0;
  for (std::size_t before = 0; before < at; ++before) begin += parts[before].minutes;
  return (begin + uniform(random) * parts[at].minutes) * length / parts_minutes;
}

Instant draw_time(Random& random, Date date, std::span<const config::Period> periods) {
  constexpr double morning_percent = 51;
  const bool early = periods.size() < 2 || uniform(random) * 100 < morning_percent;
  const auto& period = early ? periods.front() : periods.back();
  const double length = (period.to - period.from).count();
  const double minutes =
      draw_minutes(random, early ? std::span<const Part>{morning} : afternoon, length);
  return config::instant_at(date, period.from) +
         config::milliseconds{static_cast<std::int64_t>(minutes * 60'000)};
}

double day_visitors(const DemandModel& model, const config::Hall& hall, Date date, Random& random) {
  const auto weekday = std::chrono::weekday{date}.c_encoding();
  const std::chrono::year_month_day day{date};
  const double weekly =
      hall.code == main_hall ? main_hall_factors[weekday] : weekday_factors[weekday];
  return model.city_visitors * hall.share_permille / 1000 * weekly *
         month_factors[static_cast<unsigned>(day.month()) - 1] *
         lognormal(random, model.day_spread);
}

const config::Service& draw_service(Random& random, const config::City& city,
                                    const config::Hall& hall) {
  while (true) {
    const auto at = draw(random, mix, [](const Wish& wish) { return wish.percent; });
    const auto* service = city.find_service(mix[at].service);
    if (hall.lane_percent[static_cast<std::size_t>(service->lane)] > 0) return *service;
  }
}

}  // namespace

double uniform(Random& random) {
  return static_cast<double>(random() >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

/// Box & Muller (1958).
double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - uniform(random)));
  return radius * std::cos(2 * std::numbers::pi * uniform(random));
}

double lognormal(Random& random, double variation) {
  const double variance = std::log(1 + variation * variation);
  return std::exp(std::sqrt(variance) * normal(random) - variance / 2);
}

std::vector<Visit> visits_of(const DemandModel& model, const config::City& city,
                             const config::Hall& hall, Date date,
                             std::span<const config::Period> periods, Random& random) {
  std::vector<Visit> visits;
  if (periods.empty()) return visits;
  double people = day_visitors(model, hall, date, random);
  while (people > 0) {
    Visit visit;
    const auto& service = draw_service(random, city, hall);
    const auto size = draw(random, size_percent, [](double percent) { return percent; }) + 1;
    visit.services.size = static_cast<std::uint8_t>(size);
    std::fill_n(visit.services.codes.begin(), size, service.code);
    people -= static_cast<double>(size);
    visit.wants_appointment =
        city.find(service.lane)->bookable && uniform(random) < model.booked_share;
    visit.shows_up = !visit.wants_appointment || uniform(random) >= model.no_show_share;
    visit.wished_at = draw_time(random, date, periods);
    visit.lateness_minutes =
        model.punctual_mean_minutes + model.punctual_spread_minutes * normal(random);
    if (uniform(random) < model.priority_share) visit.ground = scheduler::PriorityGround::senior;
    visits.push_back(visit);
  }
  return visits;
}

}  // namespace offpeak::waits
