// What planners ask the simulator.
#include <spdlog/spdlog.h>

#include "api/app.hpp"
#include "api/render_simulation.hpp"
#include "api/simulation_request.hpp"
#include "base/hex.hpp"
#include "loadtest/simulation/report/report.hpp"

namespace offpeak::api {
namespace {

using loadtest::Removed;
using loadtest::Submission;
using loadtest::Submitted;
using Page = base::Result<Checked<std::string>, base::Thrown>;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view page_type = "text/html; charset=utf-8";
/// The page has its scripts in it, and is given nothing of this server: an origin of its own.
constexpr std::string_view page_headers =
    "Content-Security-Policy: sandbox allow-scripts allow-downloads; default-src 'none'; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'\r\n";
constexpr int retry_when_full_seconds = 30;

Problem unknown_simulation() { return not_found("there is no such simulation"); }

Problem not_done() {
  return {.status = 409,
          .code = "wrong_state",
          .detail = "the simulation is not done: it has no results to show"};
}

Problem refusal_of(Submitted outcome) {
  switch (outcome) {
    case Submitted::mismatch:
      return problem_of(scheduler::Rejection::idempotency_mismatch);
    case Submitted::full:
      return {.status = 429,
              .code = "too_many_simulations",
              .detail = "as many simulations wait as may; cancel one, or come back",
              .retry_after_seconds = retry_when_full_seconds};
    case Submitted::accepted:
    case Submitted::repeated:
    case Submitted::not_kept:
      break;
  }
  return unavailable("the folder of simulations cannot be written: nothing was done");
}

}  // namespace

void App::listen_to_simulations() {
  if (service_.simulations == nullptr) return;
  service_.simulations->add_listener([this] { io_.post([this] { look_at_simulations(); }); });
}

void App::look_at_simulations() { simulations_.publish(*service_.simulations->jobs()); }

App::Pending App::later(const Context& context) {
  return {.reply_to = context.reply_to,
          .route = &context.route,
          .began = context.began,
          .name = name_of(context.request)};
}

void App::reply(const Pending& pending, int status, std::string_view content_type,
                std::string_view body, std::string_view headers) {
  send(pending.reply_to, *pending.route, pending.began, pending.name.text(),
       {.status = status, .content_type = content_type, .body = body, .extra_headers = headers});
}

/// What keeps the simulations; null once the reply says why there is nothing.
loadtest::JobManager* App::find_simulations(const Context& context) {
  auto* const simulations = service_.simulations;
  if (simulations != nullptr && simulations->is_running()) return simulations;
  const bool stands_by = simulations != nullptr && !service_.engine.is_leading();
  reply(context, stands_by ? standing_by() : unavailable("this server keeps no simulations"));
  return nullptr;
}

std::optional<loadtest::Job> App::find_simulation(const Context& context) {
  auto* const simulations = find_simulations(context);
  if (simulations == nullptr) return std::nullopt;
  const auto jobs = simulations->jobs();
  const auto* const job = loadtest::find_job(*jobs, context.parameters[0]);
  if (job != nullptr) return *job;
  reply(context, unknown_simulation());
  return std::nullopt;
}

void App::create_simulation(const Context& context) {
  auto* const simulations = find_simulations(context);
  if (simulations == nullptr) return;
  auto request = read_simulation_request(context.request.body);
  if (!request) return reply(context, request.error());
  scheduler::Idempotency idempotency;
  if (const auto problem = read_idempotency(context, idempotency)) return reply(context, *problem);
  if (!context.request.idempotency_key.empty()) {
    request->repeat_key = base::text_of(base::to_hex(idempotency.key));
    request->repeat_digest = base::text_of(base::to_hex(idempotency.request));
  }
  const bool is_asked = simulations->submit(
      std::move(*request), [this, pending = later(context)](const auto& submission) {
        answer_later(pending, [this, pending, submission] {
          if (!submission) return reply(pending, submission.error());
          show(pending, *submission);
        });
      });
  if (!is_asked) reply(context, overloaded());
}

void App::show(const Pending& pending, const Submission& submission) {
  const auto outcome = submission.outcome;
  if (outcome != Submitted::accepted && outcome != Submitted::repeated) {
    return reply(pending, refusal_of(outcome));
  }
  reply(pending, 202, json_type, render_accepted_simulation(submission.job),
        "Location: /v1/simulations/" + submission.job.id + "\r\n");
}

void App::list_simulations(const Context& context) {
  auto* const simulations = find_simulations(context);
  if (simulations != nullptr) {
    reply(context, 200, json_type, render_simulations(*simulations->jobs()));
  }
}

/// With its results, once they are read.
void App::get_simulation(const Context& context) {
  const auto job = find_simulation(context);
  if (!job) return;
  if (job->status != loadtest::JobStatus::done) {
    return reply(context, 200, json_type, render_simulation(*job));
  }
  const auto with = [this, job = *job, pending = later(context)](const auto& results) {
    answer_later(pending, [this, job, pending, results] {
      if (!results) return reply(pending, results.error());
      if (!*results) return reply(pending, unknown_simulation());  // removed meanwhile
      reply(pending, 200, json_type, render_simulation(job, **results), {});
    });
  };
  if (!service_.simulations->read_results(job->id, with)) reply(context, overloaded());
}

/// Any thread.
Checked<std::string> App::make_page(const std::optional<std::string>& results) const {
  if (!results) return unknown_simulation();
  const auto parts = loadtest::read_report_parts(service_.assets);
  if (parts) return loadtest::html_report(*results, *parts);
  spdlog::error("event=no_simulation_page reason=\"{}\"", parts.error().message);
  return unavailable("this server has no pages: its log says");
}

/// Made on the manager's thread, which reads the results and what the page is made of.
void App::get_simulation_page(const Context& context) {
  const auto job = find_simulation(context);
  if (!job) return;
  if (job->status != loadtest::JobStatus::done) return reply(context, not_done());
  const auto with = [this, pending = later(context)](const auto& results) {
    const Page page = results ? base::catch_all([&] { return make_page(*results); })
                              : Page{boost::system::in_place_error, results.error()};
    answer_later(pending, [this, pending, page] {
      if (!page) return reply(pending, page.error());
      if (!*page) return reply(pending, page->error());
      reply(pending, 200, page_type, **page, page_headers);
    });
  };
  if (!service_.simulations->read_results(job->id, with)) reply(context, overloaded());
}

void App::watch_simulation(const Context& context) {
  const auto job = find_simulation(context);
  if (job) report_stream(context, simulations_.watch(*job, context.reply_to));
}

/// Ends one that is queued or runs; removes one that has ended.
void App::remove_simulation(const Context& context) {
  const auto job = find_simulation(context);
  if (!job) return;
  const auto with = [this, pending = later(context)](const auto& outcome) {
    answer_later(pending, [this, pending, outcome] {
      if (!outcome) return reply(pending, outcome.error());
      if (*outcome == Removed::unknown) return reply(pending, unknown_simulation());
      if (*outcome == Removed::removed) return reply(pending, 204, {}, {}, {});
      reply(pending, 202, json_type, R"({"status":"stopping"})", {});
    });
  };
  if (!service_.simulations->remove(job->id, with)) reply(context, overloaded());
}

}  // namespace offpeak::api
