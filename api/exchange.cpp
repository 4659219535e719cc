#include "api/exchange.hpp"

#include <algorithm>
#include <vector>

#include "api/http/conditional.hpp"
#include "api/resources.hpp"

namespace offpeak::api {
namespace {

constexpr std::size_t idempotency_key_chars_max = 64;

/// Whether the engine may be asked at all: else the command would be lost, or would wait for long.
/// A standby answers who only asks.
Checked<void> check_ready(const SharedResources& shared, bool only_asks) {
  const auto& engine = shared.engine;
  if (engine.has_failed()) return unavailable("the journal has failed: nothing was done");
  if (!only_asks && shared.clock.has_jumped()) {
    return unavailable("the server's clock was set far off: nothing was done, try again later");
  }
  if (engine.is_interrupted()) {
    return unavailable("the store does not answer for the moment: nothing was done, try again");
  }
  if (!engine.is_leading() && !only_asks) return standing_by();
  return {};
}

}  // namespace

Exchange::Exchange(Resources& resources, const http::Request& asked, http::ReplyTo reply_to,
                   const Match& match)
    : request{asked},
      route{*match.route},
      parameters{match.parameters},
      now{resources.shared.clock.now()},
      real_now{engine::Clock::real_now()},
      steady_now{engine::Clock::steady_now()},
      resources_{resources},
      recipient_{.to = reply_to,
                 .route = match.route,
                 .began = std::chrono::steady_clock::now(),
                 .request_id = asked.request_id,
                 .client = asked.client} {
  resources_.keyer.forget_met();
}

void Exchange::reply(int status, std::string_view content_type, std::string_view body,
                     std::string_view headers) {
  resources_.replier.reply(
      recipient_,
      http::Response{
          .status = status, .content_type = content_type, .body = body, .extra_headers = headers});
}

std::size_t Exchange::reply_tagged(const Representation& what, std::string headers) {
  headers.append("ETag: ").append(what.entity_tag).append("\r\n");
  if (http::names_entity_tag(request.if_none_match, what.entity_tag)) {
    reply(304, {}, {}, headers);
    return 0;
  }
  if (!what.content_coding.empty()) {
    headers.append("Content-Encoding: ").append(what.content_coding).append("\r\n");
  }
  reply(200, what.content_type, what.body, headers);
  return what.body.size();
}

void Exchange::reply(const Problem& problem) { resources_.replier.reply(recipient_, problem); }

void Exchange::count_stream() { resources_.replier.count(recipient_, 200); }

void Exchange::watch_token() {
  if (principal) resources_.watched_tokens.watch(recipient_.to, principal->names);
}

Checked<scheduler::Idempotency> Exchange::idempotency() const {
  scheduler::Idempotency attempt{};
  const auto text = request.idempotency_key;
  if (text.empty() || request.method != http::Method::post) return attempt;
  bool visible = text.size() <= idempotency_key_chars_max;
  for (const char c : text) visible = visible && c > ' ' && c < 127;
  if (!visible) {
    return invalid_field("Idempotency-Key", "must be 1 to 64 visible ASCII characters");
  }
  auto& digester = resources_.digester;
  const auto subject = principal ? principal->subject : security::SubjectId{};
  attempt.owner = static_cast<std::uint32_t>(subject.words[0]);
  attempt.key = digester.idempotency_key(subject, route.pattern.text, text);
  attempt.request =
      digester.request_digest(http::method_name(request.method), request.path, request.body);
  return attempt;
}

Checked<void> Exchange::check_leading() const { return check_ready(resources_.shared, false); }

/// While citizens may come who are known under the key of before: the core hears that first, once,
/// and from this thread in this order. Nobody waits for the answer. False: the core takes no more.
bool Exchange::submit_former_names() {
  auto& told = resources_.told_names;
  const auto tell = [&](const std::vector<scheduler::RenameCitizen>& met) {
    return std::ranges::all_of(met, [&](const scheduler::RenameCitizen& name) {
      if (told.has(name)) return true;
      const scheduler::Command command{.caller = {}, .idempotency = {}, .body = name};
      auto& engine = resources_.shared.engine;
      const auto push = engine.submit(resources_.port, command, InFlight::none);
      if (push == engine::Push::claimed) told.add(name);
      return push == engine::Push::claimed;
    });
  };
  const auto& met = resources_.keyer.met();
  const bool has_former = principal && principal->former != nullptr;
  if (met.empty() && !has_former) return true;
  if (!check_leading()) return true;
  return (!has_former || tell(*principal->former)) && tell(met);
}

bool Exchange::submit(const scheduler::CommandBody& body, int status, Render render, Settle settle,
                      Asked asked) {
  auto& engine = resources_.shared.engine;
  const auto refuse = [this](const Problem& problem) {
    reply(problem);
    return false;
  };
  if (const auto ready = check_ready(resources_.shared, scheduler::is_question(body)); !ready) {
    return refuse(ready.error());
  }
  const auto attempt = idempotency();
  if (!attempt) return refuse(attempt.error());
  scheduler::Command command{.caller = {}, .idempotency = *attempt, .body = body};
  if (principal) command.caller = principal->caller;
  asked.actor = command.caller.actor;
  const auto place = resources_.in_flight.next();
  const bool has_room = place != InFlight::none && submit_former_names();
  const auto push = has_room ? engine.submit(resources_.port, command, place) : engine::Push::full;
  if (push == engine::Push::claimed) {
    resources_.in_flight.keep({.address = return_address(),
                               .status = status,
                               .render = render,
                               .settle = settle,
                               .asked = std::move(asked)});
    engine.kick();
    return true;
  }
  resources_.metrics.overloaded.fetch_add(1, std::memory_order_relaxed);
  if (push == engine::Push::full) return refuse(overloaded());
  return refuse(unavailable("the server is stopping: nothing was done"));
}

void finish(const engine::Completion& completion, Resources& resources) {
  if (completion.cookie == InFlight::none) return;  // nobody waits for it
  const auto pending = resources.in_flight.take(static_cast<std::uint32_t>(completion.cookie));
  const auto whom = pending.address.recipient();
  auto& replier = resources.replier;
  replier.answer(whom, [&] {
    if (completion.failed) {
      return replier.reply(whom,
                           unavailable("the journal has failed: whether this was done is unknown "
                                       "until the server is back; ask again with the same key"));
    }
    const auto& receipt = completion.reply.receipt;
    pending.settle(receipt, pending.asked, resources);
    if (receipt.rejection != scheduler::Rejection::none) {
      return replier.reply(
          whom, problem_of(completion.reply, resources.city, resources.shared.clock.now()));
    }
    const auto rendered = pending.render(completion.reply, resources);
    if (!rendered) return replier.reply(whom, rendered.error());
    if (rendered->body.empty()) return replier.reply(whom, http::Response{.status = 204});
    replier.reply(whom, http::Response{.status = pending.status,
                                       .content_type = rendered->content_type,
                                       .body = rendered->body});
  });
}

}  // namespace offpeak::api
