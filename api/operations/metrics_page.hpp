// What Prometheus reads, as it is put together.
#pragma once

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <string>
#include <utility>
#include <vector>

namespace offpeak::api {

/// One page, family by family.
class MetricsPage {
 public:
  /// A family without metrics yet.
  prometheus::MetricFamily& family(std::string name, std::string help,
                                   prometheus::MetricType type) {
    return families_.emplace_back(
        prometheus::MetricFamily{std::move(name), std::move(help), type, {}});
  }
  void counter(std::string name, std::string help, double value) {
    add(family(std::move(name), std::move(help), prometheus::MetricType::Counter), {}, value);
  }
  void gauge(std::string name, std::string help, double value) {
    add(family(std::move(name), std::move(help), prometheus::MetricType::Gauge), {}, value);
  }
  static void add(prometheus::MetricFamily& family,
                  std::vector<prometheus::ClientMetric::Label> labels, double value) {
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    metric.gauge.value = value;
    family.metric.push_back(std::move(metric));
  }
  std::string text() const { return prometheus::TextSerializer{}.Serialize(families_); }

 private:
  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace offpeak::api
