#include "demand/read_shares.hpp"

#include <cmath>
#include <numeric>
#include <sstream>
#include <string>

#include "config/scalars.hpp"
#include "config/weekdays.hpp"

namespace offpeak::demand {

using config::Fields;
using config::NodeKind;
using config::Reader;
using config::View;

namespace {

constexpr double whole_error_max = 1e-6;

std::vector<std::string> service_keys(const config::City& city) {
  std::vector<std::string> keys;
  for (const auto& each : city.services) keys.push_back(each.key);
  return keys;
}

/// The service that a key or a text names. Reports an unknown one and returns nullptr.
const config::Service* find_service(const View& where, const std::string& key,
                                    const config::City& city) {
  const auto* found = city.find_service(key);
  if (found != nullptr) return found;
  const auto keys = service_keys(city);
  const auto meant = config::nearest(key, keys);
  const std::string expected =
      meant.empty() ? "one of " + config::joined(keys) : config::in_quotes(meant);
  where.key_error("the city has no service " + config::in_quotes(key), expected);
  return nullptr;
}

}  // namespace

void check_whole(const View& where, double sum) {
  if (std::abs(sum - 1) <= whole_error_max) return;
  std::ostringstream text;
  text << "adds up to " << sum * 100 << " percent";
  where.error(text.str(), "percents that add up to 100");
}

Reader percent(double& into) {
  const std::string expected = "percent from 0 to 100";
  return {expected, [&into](const View& where) {
            double value = into * 100;
            config::real(value, {0, 100}, "percent").read(where);
            into = value / 100;
          }};
}

Reader factor(double& into) { return config::real(into, {0, factor_max}, "a multiplier"); }

Reader percents(std::span<double> into) {
  const std::size_t count = into.size();
  const std::string expected = std::to_string(count) + " percents that add up to 100";
  return {expected, [=](const View& where) {
            const std::size_t errors = where.errors();
            std::size_t at = 0;
            config::list(count, count, "percents that add up to 100", [&](const View& item) {
              percent(into[at++]).read(item);
            }).read(where);
            if (where.errors() != errors) return;
            check_whole(where, std::accumulate(into.begin(), into.end(), 0.0));
          }};
}

Reader percents(std::vector<double>& into, std::size_t count_max) {
  const std::string expected = "percents that add up to 100";
  return {expected, [=, &into](const View& where) {
            const std::size_t errors = where.errors();
            config::list(1, count_max, expected, [&](const View& item) {
              percent(into.emplace_back()).read(item);
            }).read(where);
            if (where.errors() != errors) return;
            check_whole(where, std::accumulate(into.begin(), into.end(), 0.0));
          }};
}

Reader weekday_factors(std::array<double, 7>& into) {
  return {"multipliers {mon, tue, …, sun}", [&into](const View& where) {
            Fields fields{where};
            for (std::size_t at = 0; at < into.size(); ++at) {
              fields.required(config::weekday_words[at], factor(into[at]));
            }
            fields.finish();
          }};
}

Reader month_factors(std::array<double, 12>& into) {
  return {"12 multipliers, January to December", [&into](const View& where) {
            std::size_t at = 0;
            config::list(into.size(), into.size(), "multipliers, January to December",
                         [&](const View& item) { factor(into[at++]).read(item); })
                .read(where);
          }};
}

Reader service(config::ServiceCode& into, const config::City& city) {
  return {"the key of a service", [&into, &city](const View& where) {
            std::string key;
            config::key_name(key).read(where);
            if (key.empty()) return;
            const auto* found = find_service(where, key, city);
            if (found != nullptr) into = found->code;
          }};
}

Reader by_service(std::string what, const config::City& city,
                  std::function<void(const View& member, config::ServiceCode code)> read) {
  return {std::move(what), [&city, read = std::move(read)](const View& where) {
            if (!where.is(NodeKind::mapping)) {
              return where.wrong_type("is not a mapping", "a mapping");
            }
            for (const View& member : where.children()) {
              const auto* found = find_service(member, member.node().key, city);
              if (found != nullptr) read(member, found->code);
            }
          }};
}

Reader service_shares(std::map<config::ServiceCode, double>& into, const config::City& city) {
  return by_service(
      "percents by service", city,
      [&into](const View& member, config::ServiceCode code) { percent(into[code]).read(member); });
}

}  // namespace offpeak::demand
