#include "api/planner/simulations.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <string>
#include <utility>

#include "api/exchange.hpp"
#include "api/planner/render_simulation.hpp"
#include "api/planner/simulation_request.hpp"
#include "api/planner/simulation_streams.hpp"
#include "api/resources.hpp"
#include "api/security/tokens.hpp"
#include "api/server_events.hpp"
#include "base/catch_all.hpp"
#include "base/hex.hpp"
#include "base/quoted.hpp"
#include "jobs/job_manager.hpp"
#include "loadtest/simulation/report/report.hpp"

namespace offpeak::api {
namespace {

using jobs::Removed;
using jobs::Submission;
using jobs::Submitted;
using Page = base::Result<Checked<std::string>, base::Thrown>;

constexpr std::string_view page_type = "text/html; charset=utf-8";
/// The page contains its scripts and runs in an origin of its own, so it gets nothing from this
/// server.
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
              .detail = "the queue of simulations is full; cancel one, or try again later",
              .retry_after_seconds = retry_when_full_seconds};
    case Submitted::own_full:
      return {.status = 429,
              .code = "too_many_simulations",
              .detail = "so many of yours wait already that no more may: cancel one, or try later",
              .retry_after_seconds = retry_when_full_seconds};
    case Submitted::accepted:
    case Submitted::repeated:
    case Submitted::not_kept:
      break;
  }
  return unavailable("the folder of simulations cannot be written: nothing was done");
}

/// What keeps the simulations, or why nothing does.
Checked<jobs::JobManager*> find_simulations(const Resources& resources) {
  auto* const simulations = resources.shared.simulations;
  if (simulations != nullptr && simulations->is_running()) return simulations;
  const bool stands_by = simulations != nullptr && !resources.shared.engine.is_leading();
  return stands_by ? standing_by() : unavailable("this server keeps no simulations");
}

/// The one in the path.
Checked<jobs::Job> find_simulation(const Exchange& exchange, const Resources& resources) {
  const auto simulations = find_simulations(resources);
  if (!simulations) return simulations.error();
  const auto jobs = (*simulations)->jobs();
  const auto* const job = jobs::find_job(*jobs, exchange.parameters[0]);
  if (job == nullptr) return unknown_simulation();
  return *job;
}

/// Simulations of before owners were kept are an administrator's to remove.
bool may_remove(const Exchange& exchange, const jobs::Job& job) {
  const auto& caller = exchange.principal->caller;
  return caller.role == scheduler::Role::admin ||
         job.request->owner == security::format_actor(caller.actor);
}

void reply_json(Replier& replier, const Recipient& whom, int status, std::string_view body,
                std::string_view headers = {}) {
  replier.reply(
      whom,
      http::Response{
          .status = status, .content_type = json_type, .body = body, .extra_headers = headers});
}

void show(Replier& replier, const Recipient& whom, const Submission& submission) {
  const auto outcome = submission.outcome;
  if (outcome != Submitted::accepted && outcome != Submitted::repeated) {
    return replier.reply(whom, refusal_of(outcome));
  }
  reply_json(replier, whom, 202, render_accepted_simulation(submission.job),
             "Location: /v1/simulations/" + submission.job.id + "\r\n");
}

/// Any thread.
Checked<std::string> make_page(const SharedResources& shared,
                               const std::optional<std::string>& results) {
  if (!results) return unknown_simulation();
  const auto parts = loadtest::read_report_parts(shared.assets);
  if (parts) return loadtest::html_report(*results, *parts);
  spdlog::error("event=no_simulation_page reason={}", base::quoted(parts.error().message));
  return unavailable("this server has no pages: its log says");
}

}  // namespace

void create_simulation(Exchange& exchange, Resources& resources) {
  const auto simulations = find_simulations(resources);
  if (!simulations) return exchange.reply(simulations.error());
  auto request = read_simulation_request(exchange.request.body);
  if (!request) return exchange.reply(request.error());
  const auto attempt = exchange.idempotency();
  if (!attempt) return exchange.reply(attempt.error());
  request->owner = security::format_actor(exchange.principal->caller.actor);
  if (!exchange.request.idempotency_key.empty()) {
    request->repeat_key = base::text_of(base::to_hex(attempt->key));
    request->repeat_digest = base::text_of(base::to_hex(attempt->request));
  }
  auto& replier = resources.replier;
  const auto answer = [&replier, to = exchange.return_address()](const auto& submission) {
    replier.answer_later(to, [&replier, submission](const Recipient& whom) {
      if (!submission) return replier.reply(whom, submission.error());
      show(replier, whom, *submission);
    });
  };
  if (!(*simulations)->submit(std::move(*request), answer)) exchange.reply(overloaded());
}

void list_simulations(Exchange& exchange, Resources& resources) {
  const auto simulations = find_simulations(resources);
  if (!simulations) return exchange.reply(simulations.error());
  exchange.reply_json(render_simulations(*(*simulations)->jobs()));
}

void get_simulation(Exchange& exchange, Resources& resources) {
  const auto job = find_simulation(exchange, resources);
  if (!job) return exchange.reply(job.error());
  if (job->status != jobs::JobStatus::done) {
    return exchange.reply_json(render_simulation(*job));
  }
  auto& replier = resources.replier;
  const auto answer = [&replier, job = *job, to = exchange.return_address()](const auto& results) {
    replier.answer_later(to, [&replier, job, results](const Recipient& whom) {
      if (!results) return replier.reply(whom, results.error());
      if (!*results) return replier.reply(whom, unknown_simulation());  // removed meanwhile
      reply_json(replier, whom, 200, render_simulation(job, **results));
    });
  };
  if (!resources.shared.simulations->read_results(job->id, answer)) exchange.reply(overloaded());
}

void get_simulation_page(Exchange& exchange, Resources& resources) {
  const auto job = find_simulation(exchange, resources);
  if (!job) return exchange.reply(job.error());
  if (job->status != jobs::JobStatus::done) return exchange.reply(not_done());
  auto& replier = resources.replier;
  const auto answer = [&replier, &shared = std::as_const(resources.shared),
                       to = exchange.return_address()](const auto& results) {
    const Page page = results ? base::catch_all([&] { return make_page(shared, *results); })
                              : Page{boost::system::in_place_error, results.error()};
    replier.answer_later(to, [&replier, page](const Recipient& whom) {
      if (!page) return replier.reply(whom, page.error());
      if (!*page) return replier.reply(whom, page->error());
      replier.reply(
          whom,
          http::Response{.content_type = page_type, .body = **page, .extra_headers = page_headers});
    });
  };
  if (!resources.shared.simulations->read_results(job->id, answer)) exchange.reply(overloaded());
}

void watch_simulation(Exchange& exchange, Resources& resources) {
  const auto job = find_simulation(exchange, resources);
  if (!job) return exchange.reply(job.error());
  report_stream(exchange, resources.simulations.watch(*job, exchange.recipient().to));
}

void remove_simulation(Exchange& exchange, Resources& resources) {
  const auto job = find_simulation(exchange, resources);
  if (!job) return exchange.reply(job.error());
  if (!may_remove(exchange, *job)) {
    return exchange.reply(forbidden("another planner asked for this simulation"));
  }
  auto& replier = resources.replier;
  const auto answer = [&replier, to = exchange.return_address()](const auto& outcome) {
    replier.answer_later(to, [&replier, outcome](const Recipient& whom) {
      if (!outcome) return replier.reply(whom, outcome.error());
      if (*outcome == Removed::unknown) return replier.reply(whom, unknown_simulation());
      if (*outcome == Removed::removed) return replier.reply(whom, http::Response{.status = 204});
      reply_json(replier, whom, 202, R"({"status":"stopping"})");
    });
  };
  if (!resources.shared.simulations->remove(job->id, answer)) exchange.reply(overloaded());
}

}  // namespace offpeak::api
