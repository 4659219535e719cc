// One request that is being answered.
#pragma once

#include <optional>
#include <string_view>

#include "api/http/message.hpp"
#include "api/in_flight.hpp"
#include "api/problem.hpp"
#include "api/replier.hpp"
#include "api/route.hpp"
#include "api/security/tokens.hpp"
#include "config/civil_time.hpp"
#include "scheduler/engine/port.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

/// A body that has a name of its own.
struct Representation {
  std::string_view entity_tag;  // quotes included
  std::string_view body;
  std::string_view content_type = json_type;
  std::string_view content_coding = {};  // none when empty
};

/// Lives while the route's handler runs; what answers later keeps `return_address`. A handler calls
/// one of the replies once, or `submit`, or starts a stream and counts it.
class Exchange {
 public:
  Exchange(Resources& resources, const http::Request& asked, http::ReplyTo reply_to,
           const Match& match);

  const http::Request& request;
  const Route& route;
  const PathParameters parameters;
  const config::Instant
      now;  // of the halls; a demonstration clock may show another time than the system's
  const config::Instant real_now;    // of tokens
  const config::Instant steady_now;  // of request limits: nobody can set it
  std::optional<security::Principal> principal{};

  scheduler::Role role() const {
    return principal ? principal->caller.role : scheduler::Role::anyone;
  }

  void reply(int status, std::string_view content_type, std::string_view body,
             std::string_view headers = {});
  void reply(const Problem& problem);
  /// 200 and a body of JSON.
  void reply_json(std::string_view body) { reply(200, json_type, body); }

  /// 200 with an ETag; or 304 without the body, when the client has it. `headers` says whether and
  /// for how long it may be kept. Returns how many bytes of the body are sent.
  std::size_t reply_tagged(const Representation& what, std::string headers);

  /// The reply is a stream, whose head has been sent.
  void count_stream();
  /// The stream goes on, until its token is revoked.
  void watch_token();

  /// Asks the core. The reply leaves when the answer is durable: `status` with what `render` makes
  /// of it, or a problem.
  void submit(const scheduler::CommandBody& body, int status, Render render) {
    submit(body, status, render, settle_nothing);
  }
  /// The same, with somebody who learns what came of it. False when the core was not asked: then
  /// the reply, a problem, has left already, and nothing will be settled.
  bool submit(const scheduler::CommandBody& body, int status, Render render, Settle settle,
              Asked asked = {});

  /// Whether this server takes what changes something, now; for what never reaches the core.
  Checked<void> check_leading() const;

  /// What tells a repeated request from a new one; empty where the client does not care.
  Checked<scheduler::Idempotency> idempotency() const;

  const Recipient& recipient() const { return recipient_; }
  ReturnAddress return_address() const { return ReturnAddress{recipient_}; }

 private:
  bool submit_former_names();

  Resources& resources_;
  const Recipient recipient_;
};

/// Answers the request whose command is completed.
void finish(const engine::Completion& completion, Resources& resources);

}  // namespace offpeak::api
