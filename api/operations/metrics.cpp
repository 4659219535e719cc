#include "api/operations/metrics.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <span>

#include "api/exchange.hpp"
#include "api/http/server.hpp"
#include "api/operations/hall_metrics.hpp"
#include "api/operations/metrics_page.hpp"
#include "api/operations/process_metrics.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/standby_lag.hpp"
#include "api/version.hpp"
#include "base/enumerators.hpp"
#include "guide/live/guide.hpp"
#include "outbox/sender.hpp"

namespace offpeak::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricType;
using Page = MetricsPage;

constexpr double microseconds_per_second = 1e6;

/// Counts of one or several histograms with the same bounds, cumulated as Prometheus wants them.
template <std::size_t Bounds>
class HistogramSum {
 public:
  void add(const engine::Histogram<Bounds>& histogram) {
    for (std::size_t i = 0; i <= Bounds; ++i) counts_[i] += histogram.count(i);
    sum_ += histogram.sum();
    bounds_ = histogram.bounds();
  }
  ClientMetric metric(std::vector<ClientMetric::Label> labels, double unit) const {
    ClientMetric metric;
    metric.label = std::move(labels);
    std::uint64_t cumulated = 0;
    for (std::size_t i = 0; i <= Bounds; ++i) {
      cumulated += counts_[i];
      const double bound = i < Bounds ? static_cast<double>(bounds_[i]) / unit
                                      : std::numeric_limits<double>::infinity();
      metric.histogram.bucket.push_back({cumulated, bound});
    }
    metric.histogram.sample_count = cumulated;
    metric.histogram.sample_sum = static_cast<double>(sum_) / unit;
    return metric;
  }

 private:
  std::array<std::uint64_t, Bounds + 1> counts_{};
  std::array<std::uint64_t, Bounds> bounds_{};
  std::uint64_t sum_ = 0;
};

double value_of(const std::atomic<std::uint64_t>& counter) {
  return static_cast<double>(counter.load(std::memory_order_relaxed));
}

void add_engine(Page& page, const SharedResources& shared) {
  const auto& metrics = shared.engine.metrics();
  page.counter("offpeak_commands_total", "Commands decided, timers left out",
               value_of(metrics.commands));
  page.counter("offpeak_timers_total", "Timers run", value_of(metrics.timers));
  page.counter("offpeak_events_total", "Events made durable", value_of(metrics.events));
  page.counter("offpeak_commits_total", "Commits of the journal", value_of(metrics.commits));
  page.counter("offpeak_holds_total", "Holds made", value_of(metrics.holds));
  page.counter("offpeak_bookings_total", "Appointments booked", value_of(metrics.bookings));
  page.counter("offpeak_ring_full_total", "Commands refused because too many wait",
               value_of(metrics.ring_full));
  page.gauge("offpeak_ring_depth", "Commands waiting for the writer",
             static_cast<double>(shared.engine.ring_depth()));
  page.gauge("offpeak_ring_capacity", "Commands that may wait for the writer",
             static_cast<double>(shared.engine.ring_capacity()));
  page.gauge("offpeak_sequence", "Last durable event", value_of(metrics.sequence));
  page.gauge("offpeak_appointments", "Holds and appointments in the state",
             value_of(metrics.appointments));
  page.gauge("offpeak_state_bytes", "Memory of the state's records and indexes",
             value_of(metrics.state_bytes));
  page.gauge("offpeak_journal_failed", "1 after a journal error, which is final",
             shared.engine.has_failed() ? 1 : 0);

  page.gauge("offpeak_leading", "1 while this server takes commands, 0 for a standby",
             shared.engine.is_leading() ? 1 : 0);
  page.gauge("offpeak_store_interrupted", "1 while the store does not answer",
             shared.engine.is_interrupted() ? 1 : 0);
  page.gauge("offpeak_durability_relaxed",
             "1 when a crash of the store may lose what was acknowledged (see /readyz)",
             shared.may_lose.empty() ? 0 : 1);
  const auto standby = shared.replication.standby_sequence.load(std::memory_order_relaxed);
  page.gauge("offpeak_standby_connected", "1 while a standby follows this server",
             standby < 0 ? 0 : 1);
  if (!shared.engine.is_leading() && shared.phase.load() != Phase::starting) {
    const auto lag = lag_of(metrics);
    page.gauge(
        "offpeak_standby_lag_seconds", "Since a standby last had everything there was",
        lag ? static_cast<double>(lag->count()) / 1000 : std::numeric_limits<double>::infinity());
  }

  auto& rejections =
      page.family("offpeak_rejections_total", "Commands rejected, by code", MetricType::Counter);
  for (std::size_t i = 1; i <= static_cast<std::size_t>(base::last_of<scheduler::Rejection>); ++i) {
    const auto code = problem_of(static_cast<scheduler::Rejection>(i)).code;
    Page::add(rejections, {{"code", std::string{std::string_view{code}}}},
              value_of(metrics.rejections[i]));
  }

  HistogramSum<engine::batch_commands_bounds.size()> batch;
  batch.add(metrics.batch_commands);
  page.family("offpeak_batch_commands", "Commands in one batch", MetricType::Histogram)
      .metric.push_back(batch.metric({}, 1));
  HistogramSum<engine::commit_microseconds_bounds.size()> commit;
  commit.add(metrics.commit_microseconds);
  page.family("offpeak_commit_seconds", "Time of one durable commit", MetricType::Histogram)
      .metric.push_back(commit.metric({}, microseconds_per_second));
}

/// Since a moment of the steady clock that is kept as its nanoseconds.
double seconds_since(std::int64_t nanoseconds) {
  const std::chrono::steady_clock::time_point moment{std::chrono::nanoseconds{nanoseconds}};
  return std::chrono::duration<double>{std::chrono::steady_clock::now() - moment}.count();
}

void add_clock(Page& page, const SharedResources& shared) {
  page.gauge("offpeak_clock_steps_seconds",
             "How far the system's clock has been set since the start; negative: back",
             std::chrono::duration<double>{engine::Clock::system_steps()}.count());
  page.gauge("offpeak_clock_jumped",
             "Whether the system's clock was set so far off that nothing is decided by it",
             shared.clock.has_jumped() ? 1 : 0);
  const auto last_event_ms = shared.engine.metrics().last_event_ms.load(std::memory_order_relaxed);
  const auto now_ms = shared.clock.now().time_since_epoch().count();
  page.gauge(
      "offpeak_clock_behind_seconds",
      "How long the clock takes to reach the last event; until then every event has its time",
      static_cast<double>(std::max<std::int64_t>(0, last_event_ms - now_ms)) / 1000);
}

void add_snapshots(Page& page, const SharedResources& shared) {
  const auto& metrics = shared.engine.metrics();
  if (const auto at_ns = metrics.snapshot_at_ns.load(std::memory_order_relaxed); at_ns != 0) {
    page.gauge("offpeak_snapshot_age_seconds",
               "Since the newest snapshot was written, or since the start if that was later",
               seconds_since(at_ns));
  }
  page.counter("offpeak_snapshots_total", "Snapshots written", value_of(metrics.snapshots));
  page.counter("offpeak_snapshots_failed_total", "Snapshots that could not be written",
               value_of(metrics.snapshots_failed));
  page.gauge("offpeak_snapshot_sequence", "Sequence of the newest snapshot, 0 for none",
             value_of(metrics.snapshot_sequence));
  page.gauge("offpeak_snapshot_bytes", "Size of the last snapshot written",
             value_of(metrics.snapshot_bytes));
  page.gauge("offpeak_snapshot_seconds", "Time it took to write it",
             value_of(metrics.snapshot_milliseconds) / 1000);
  page.gauge("offpeak_shadow_sequence", "Last event that the shadow has applied and checked",
             value_of(metrics.shadow_sequence));
}

void add_routes(Page& page, const SharedResources& shared, std::span<const Route> routes) {
  auto& latency =
      page.family("offpeak_http_request_seconds",
                  "Time from the parsed request to its reply, by route", MetricType::Histogram);
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const auto& route = routes[i];
    HistogramSum<latency_microseconds_bounds.size()> sum;
    for (const auto& thread : shared.metrics) {
      sum.add(thread->routes[i].latency);
    }
    latency.metric.push_back(sum.metric({{"method", std::string{http::method_name(route.method)}},
                                         {"route", std::string{route.pattern.text}}},
                                        microseconds_per_second));
  }
  auto& replies =
      page.family("offpeak_http_replies_total", "Replies by route and class", MetricType::Counter);
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const auto& route = routes[i];
    for (std::size_t status = 2; status < status_classes; ++status) {
      double count = 0;
      for (const auto& thread : shared.metrics) {
        count += value_of(thread->routes[i].replies[status]);
      }
      Page::add(replies,
                {{"method", std::string{http::method_name(route.method)}},
                 {"route", std::string{route.pattern.text}},
                 {"class", std::to_string(status) + "xx"}},
                count);
    }
  }
}

/// Nothing for a store that lies with another program, or when the system does not tell.
void add_disk(Page& page, const SharedResources& shared) {
  if (!shared.store_folder) return;
  std::error_code error;
  const auto space = std::filesystem::space(*shared.store_folder, error);
  if (error) return;
  page.gauge("offpeak_store_disk_free_bytes", "Left for the store on its file system",
             static_cast<double>(space.available));
  page.gauge("offpeak_store_disk_bytes", "Size of the store's file system",
             static_cast<double>(space.capacity));
}

/// All listeners together.
void add_connections(Page& page, const SharedResources& shared) {
  const auto counted = [&](std::uint64_t http::ServerCounters::*counter) {
    double sum = 0;
    for (const auto* listener : shared.listeners) {
      sum += static_cast<double>(listener->counters().*counter);
    }
    return sum;
  };
  const auto allowed = [&](std::uint32_t http::Limits::*limit) {
    double sum = 0;
    for (const auto* listener : shared.listeners) sum += listener->limits().*limit;
    return sum;
  };
  using Counters = http::ServerCounters;
  page.gauge("offpeak_http_connections", "Connections open", counted(&Counters::connections_open));
  page.gauge("offpeak_http_connections_max", "Connections that may be open; more are told 503",
             allowed(&http::Limits::connections_max));
  page.counter("offpeak_http_connections_accepted_total", "Connections accepted",
               counted(&Counters::connections_accepted));
  page.counter("offpeak_http_connections_refused_total", "Connections beyond a limit",
               counted(&Counters::connections_refused));
  page.counter("offpeak_http_connections_timed_out_total",
               "Connections ended because the client took too long",
               counted(&Counters::connections_timed_out));
  page.counter("offpeak_http_accept_pauses_total",
               "Pauses in accepting because the process was out of files",
               counted(&Counters::accept_pauses));
  page.counter("offpeak_http_malformed_total", "Requests that could not be read",
               counted(&Counters::requests_failed));
  page.gauge("offpeak_http_streams", "Streams of boards and simulations open",
             counted(&Counters::streams_open));
  page.gauge("offpeak_http_streams_max", "Streams that may be open; more are told 503",
             allowed(&http::Limits::streams_max));
  page.counter("offpeak_http_streams_refused_total", "Streams beyond a limit",
               counted(&Counters::streams_refused));
}

void add_edge(Page& page, const SharedResources& shared) {
  const auto total = [&](std::atomic<std::uint64_t> ThreadMetrics::*counter) {
    double sum = 0;
    for (const auto& thread : shared.metrics) sum += value_of((*thread).*counter);
    return sum;
  };
  page.counter("offpeak_http_unrouted_total", "Requests for unknown paths or methods",
               total(&ThreadMetrics::unrouted));
  page.counter("offpeak_http_rate_limited_total", "Requests refused by the request limits",
               total(&ThreadMetrics::rate_limited));
  page.counter("offpeak_http_overloaded_total", "Requests refused because the ring was full",
               total(&ThreadMetrics::overloaded));
  page.counter("offpeak_http_unauthorized_total", "Requests refused for their token",
               total(&ThreadMetrics::unauthorized));
  page.counter("offpeak_ticket_reprints_total",
               "Check-ins of people who were checked in, which gave the same ticket again",
               total(&ThreadMetrics::reprints));
}

void add_guide(Page& page, const SharedResources& shared) {
  if (shared.guide == nullptr) return;
  page.gauge("offpeak_forecasts_made", "Looks ahead since the start",
             static_cast<double>(shared.guide->looks()));
  const auto ahead = shared.guide->ahead();
  if (ahead == nullptr) return;
  const auto age = shared.clock.now() - ahead->outlook.made_at();
  page.gauge("offpeak_forecast_age_seconds", "Age of the last look ahead, by the halls' clock",
             static_cast<double>(age.count()) / 1000);
  page.gauge("offpeak_compliance", "Share of those shown a list who are taken to follow it",
             ahead->compliance.mean);
}

void add_outbox(Page& page, const SharedResources& shared) {
  if (shared.outbox == nullptr) return;
  const auto statuses = shared.outbox->statuses();
  const auto add = [&](const char* name, const char* help, MetricType type, auto&& value_of_one) {
    auto& family = page.family(name, help, type);
    for (const auto& one : statuses) {
      Page::add(family, {{"endpoint", one.name}}, static_cast<double>(value_of_one(one)));
    }
  };
  using Status = outbox::Status;
  add("offpeak_outbox_pending", "Webhooks that have not arrived yet", MetricType::Gauge,
      [](const Status& one) { return one.pending; });
  add("offpeak_outbox_oldest_seconds", "Age of the oldest webhook that has not arrived, 0 for none",
      MetricType::Gauge, [now = shared.clock.now()](const Status& one) {
        return static_cast<double>(outbox::oldest_age(one, now).count()) / 1000;
      });
  add("offpeak_outbox_delivered_total", "Webhooks that have arrived", MetricType::Counter,
      [](const Status& one) { return one.delivered; });
  add("offpeak_outbox_failed_total", "Attempts at a webhook that failed", MetricType::Counter,
      [](const Status& one) { return one.failed_attempts; });
  add("offpeak_outbox_disabled",
      "1: the endpoint answered 410 or is too far behind, and gets no webhooks", MetricType::Gauge,
      [](const Status& one) { return one.is_disabled() ? 1 : 0; });
  add("offpeak_outbox_dead_total", "Webhooks that were given up", MetricType::Counter,
      [](const Status& one) { return one.dead; });
  add("offpeak_outbox_missed_total",
      "Webhooks that waited when the endpoint was disabled for being too far behind",
      MetricType::Counter, [](const Status& one) { return one.missed; });
}

std::string metrics_page(Resources& resources) {
  const auto& shared = resources.shared;
  Page page;
  Page::add(page.family("offpeak_build_info", "1, with what was built", MetricType::Gauge),
            {{"version", std::string{version}}, {"compiler", std::string{compiler}}}, 1);
  add_process(page);
  add_engine(page, shared);
  add_clock(page, shared);
  add_snapshots(page, shared);
  add_disk(page, shared);
  add_halls(page, resources);
  add_routes(page, shared, resources.routes);
  add_connections(page, shared);
  add_edge(page, shared);
  add_guide(page, shared);
  add_outbox(page, shared);
  return page.text();
}

}  // namespace

void get_metrics(Exchange& exchange, Resources& resources) {
  exchange.reply(200, "text/plain; version=0.0.4; charset=utf-8", metrics_page(resources));
}

}  // namespace offpeak::api
