#include "loadtest/simulation/model/read_distribution.hpp"

#include <string>

#include "config/scalars.hpp"

namespace offpeak::loadtest {
namespace {

using config::Fields;
using config::Node;
using config::NodeKind;
using config::Reader;
using config::View;

constexpr std::size_t values_max = 50'000;
constexpr std::size_t mixture_max = 20;
constexpr double cv_min = 0.01;
constexpr double cv_max = 20;
constexpr double mean_min = 1e-6;

/// In the order of Shape.
const std::vector<std::string> shapes{"constant", "exponential", "lognormal",
                                      "uniform",  "gamma",       "hyperexponential"};
const std::vector<std::string> class_words{"appointment", "walk_in", "priority"};

void set_constant(const std::vector<double>& values, Distribution& into) {
  into.shape = Shape::constant;
  if (values.size() == 1) {
    into.mean = values.front();
  } else {
    into.values = values;
  }
}

void read_mixture(const View& where, Fields& fields, Distribution& into) {
  auto& mixture = into.mixture;
  fields.required("weights", numbers(mixture.weights, 1e-9, 1e9, mixture_max, "weights"));
  fields.required("means",
                  numbers(mixture.means, mean_min, duration_minutes_max, mixture_max, "minutes"));
  if (!fields.sound({"weights", "means"}) || mixture.weights.size() == mixture.means.size()) return;
  where.error(std::to_string(mixture.weights.size()) + " weights for " +
                  std::to_string(mixture.means.size()) + " means",
              "as many weights as means");
}

void read_parameters(const View& where, Fields& fields, Distribution& into) {
  const config::RealRange mean{mean_min, duration_minutes_max};
  const config::RealRange any{0, duration_minutes_max};
  switch (into.shape) {
    case Shape::hyperexponential:
      read_mixture(where, fields, into);
      return;
    case Shape::uniform:
      fields.required("min", config::real(into.min, any, "minutes"));
      fields.required("max", config::real(into.max, any, "minutes"));
      if (fields.sound({"min", "max"}) && into.min > into.max) {
        where.error("min exceeds max", "min up to max");
      }
      return;
    case Shape::constant: {
      std::vector<double> values;
      const auto count = where.errors();
      fields.required("mean", numbers(values, 0, duration_minutes_max, values_max, "minutes"));
      if (where.errors() == count) set_constant(values, into);
      return;
    }
    case Shape::lognormal:
    case Shape::gamma:
      fields.required("cv", config::real(into.cv, {cv_min, cv_max}, "a coefficient of variation"));
      [[fallthrough]];
    case Shape::exponential:
      fields.required("mean", config::real(into.mean, mean, "minutes"));
  }
}

void read_distribution(const View& where, Distribution& into) {
  if (!where.is(NodeKind::mapping)) {
    std::vector<double> values;
    const auto count = where.errors();
    numbers(values, 0, duration_minutes_max, values_max, "minutes").read(where);
    if (where.errors() == count && !values.empty()) set_constant(values, into);
    return;
  }
  Fields fields{where};
  auto shape = static_cast<std::size_t>(Shape::exponential);
  fields.required("distribution", config::choice(shape, shapes));
  if (!fields.sound({"distribution"})) return;
  into.shape = static_cast<Shape>(shape);
  read_parameters(where, fields, into);
  fields.finish();
}

bool is_by_class(const Node& node) {
  for (const auto& word : class_words) {
    if (node.find(word) != nullptr) return true;
  }
  return false;
}

}  // namespace

Reader numbers(std::vector<double>& into, double min, double max, std::size_t count_max,
               const std::string& what) {
  double unused = 0;
  const auto one = config::real(unused, {min, max}, what).expected;
  return {one + ", or a list of such", [=, &into](const View& where) {
            const auto add = [&](const View& item) {
              double value = 0;
              const auto count = item.errors();
              config::real(value, {min, max}, what).read(item);
              if (item.errors() == count) into.push_back(value);
            };
            if (where.is(NodeKind::sequence)) {
              config::list(1, count_max, "numbers", add).read(where);
            } else {
              add(where);
            }
          }};
}

Reader distribution(Distribution& into) {
  return {"minutes, or a mapping with distribution and its parameters",
          [&into](const View& where) { read_distribution(where, into); }};
}

bool says_service_times(const Node& service, std::size_t of) {
  return !is_by_class(service) || service.find(class_words[of]) != nullptr;
}

Reader service_times(std::array<Distribution, classes_count>& into) {
  return {"a distribution for all, or one for each of " + config::joined(class_words),
          [&into](const View& where) {
            if (!is_by_class(where.node())) {
              Distribution all;
              read_distribution(where, all);
              into.fill(all);
              return;
            }
            Fields fields{where};
            for (std::size_t at = 0; at < classes_count; ++at) {
              fields.optional(class_words[at], distribution(into[at]));
            }
            fields.finish();
          }};
}

}  // namespace offpeak::loadtest
