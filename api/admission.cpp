#include "api/admission.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "base/mutant.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::Role;
using std::chrono::seconds;

/// Compares without regard to case; `prefix` is in lower case.
bool begins_with(std::string_view text, std::string_view prefix) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

std::optional<std::string_view> bearer_of(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (!begins_with(authorization, scheme)) return std::nullopt;
  return authorization.substr(scheme.size());
}

bool is_json(std::string_view content_type) {
  const auto media = content_type.substr(0, content_type.find(';'));
  return begins_with(media, json_type) &&
         media.find_first_not_of(' ', json_type.size()) == std::string_view::npos;
}

/// The value of `ticket` in a query; nothing when it has none.
std::optional<std::string_view> ticket_of(std::string_view query) {
  constexpr std::string_view name = "ticket=";
  while (!query.empty()) {
    const auto field = query.substr(0, query.find('&'));
    if (field.starts_with(name)) return field.substr(name.size());
    query.remove_prefix(std::min(field.size() + 1, query.size()));
  }
  return std::nullopt;
}

Problem refused(security::TokenFault fault) {
  std::string detail{security::describe(fault)};
  if (fault == security::TokenFault::not_checked)
    return rate_limited(seconds{1}, std::move(detail));
  return fault == security::TokenFault::revoked ? token_revoked(std::move(detail))
                                                : unauthorized(std::move(detail));
}

/// Who comes with a ticket is a display of the hall, for as long as the token is good by which it
/// got the ticket.
Checked<void> check_ticket(std::string_view ticket, Exchange& exchange, Resources& resources) {
  const auto hall = scheduler::parse_hall(exchange.parameters[0]);
  const auto names =
      hall ? resources.board_tickets.verify(ticket, *hall, exchange.real_now) : std::nullopt;
  if (!names) return unauthorized("the ticket is not of this hall, or has ended: get a new one");
  const bool is_revoked = resources.shared.engine.revocations().refuses(*names) &&
                          !base::mutated(base::Mutant::ticket_outlives_revocation);
  if (is_revoked) return refused(security::TokenFault::revoked);
  exchange.principal = security::Principal{};
  exchange.principal->caller.role = Role::display;
  exchange.principal->caller.hall = *hall;
  exchange.principal->names = *names;
  return {};
}

/// Of requests, and as many again of bad tokens.
security::Allowance address_allowance(const config::RequestLimits& limits) {
  return {limits.address_rate, limits.address_burst};
}

Checked<void> authenticate(Exchange& exchange, Resources& resources) {
  const auto authorization = exchange.request.authorization;
  if (authorization.empty()) {
    const bool may_have_ticket = exchange.route.access == Access::board;
    const auto ticket = may_have_ticket ? ticket_of(exchange.request.query) : std::nullopt;
    return ticket ? check_ticket(*ticket, exchange, resources) : Checked<void>{};
  }
  const auto token = bearer_of(authorization);
  if (!token) return unauthorized("send the token as: Authorization: Bearer …");
  const auto principal =
      resources.tokens.verify(*token, exchange.real_now,
                              {http::address_key(exchange.request.client),
                               address_allowance(resources.city.limits), exchange.steady_now});
  if (!principal) return refused(principal.error());
  exchange.principal = *principal;
  return {};
}

/// Staff and kiosks are bound to one hall: a token that names none is valid in no hall.
Checked<void> check_bound(const Exchange& exchange) {
  if (exchange.role() == Role::admin) return {};
  if (exchange.principal->caller.hall != config::HallCode{}) return {};
  return forbidden("this token names no hall: make one with offpeak token --hall");
}

/// A hall that does not exist is left to the route.
Checked<void> check_hall(const Exchange& exchange, const Resources& resources) {
  if (const auto bound = check_bound(exchange); !bound) return bound;
  if (exchange.role() == Role::admin) return {};
  const auto bound_to = exchange.principal->caller.hall;
  const auto hall = scheduler::parse_hall(exchange.parameters[0]);
  if (!hall || *hall == bound_to || resources.city.find(*hall) == nullptr) return {};
  return forbidden("this token is of hall " + scheduler::format_hall(bound_to));
}

bool is_allowed(Access access, Role role) {
  const bool is_staff = role == Role::staff || role == Role::admin;
  switch (access) {
    case Access::open:
    case Access::anyone:
    case Access::board:
      return true;
    case Access::board_ticket:
      return role == Role::display || is_staff;
    case Access::booking:
      return role == Role::citizen || role == Role::hotline || role == Role::admin;
    case Access::companion:
      return role == Role::citizen || role == Role::hotline || is_staff;
    case Access::hotline:
      return role == Role::hotline || role == Role::admin;
    case Access::citizen:
      return role == Role::citizen;
    case Access::check_in:
      return role == Role::kiosk || is_staff;
    case Access::counter:
    case Access::staff:
      return is_staff;
    case Access::planning:
      return role == Role::planner || is_staff;
    case Access::planner:
      return role == Role::planner || role == Role::admin;
    case Access::admin:
      return role == Role::admin;
  }
  return false;
}

Checked<void> check_access(const Exchange& exchange, const Resources& resources) {
  const auto access = exchange.route.access;
  const bool only_reads =
      exchange.route.method == http::Method::get || access == Access::board_ticket;
  if (exchange.role() == Role::display && !only_reads) {
    return forbidden("a display's token reads only");
  }
  if (access == Access::anyone || access == Access::board) return {};
  if (!exchange.principal) return unauthorized("this needs a bearer token");
  if (!is_allowed(access, exchange.role())) {
    return forbidden("a token of this role may not do this");
  }
  const bool is_of_hall =
      access == Access::check_in || access == Access::counter || access == Access::board_ticket;
  if (is_of_hall) return check_hall(exchange, resources);
  return access == Access::staff ? check_bound(exchange) : Checked<void>{};
}

/// The hotline and the halls' own devices are outside the limits; a display, which only reads,
/// outside those on reading.
bool is_outside(Limits limits, Role role) {
  if (role == Role::staff || role == Role::admin || role == Role::kiosk || role == Role::hotline) {
    return true;
  }
  return limits == Limits::reading && role == Role::display;
}

Checked<void> checked(const security::Decision& decision, Resources& resources) {
  if (decision.allowed) return {};
  resources.metrics.rate_limited.fetch_add(1, std::memory_order_relaxed);
  return rate_limited(
      static_cast<int>(std::chrono::ceil<std::chrono::seconds>(decision.retry_after).count()));
}

security::Allowance reading_allowance(const config::RequestLimits& limits) {
  return {limits.read_rate, limits.read_burst};
}

Checked<void> check_reading(const Exchange& exchange, Resources& resources) {
  return checked(
      resources.shared.readers.admit(http::address_key(exchange.request.client),
                                     exchange.steady_now, reading_allowance(resources.city.limits)),
      resources);
}

Checked<void> check_requests(const Exchange& exchange, Resources& resources) {
  const auto& limits = resources.city.limits;
  auto& shared = resources.shared;
  auto decision = shared.addresses.admit(http::address_key(exchange.request.client),
                                         exchange.steady_now, address_allowance(limits));
  if (decision.allowed && exchange.role() == Role::citizen) {
    decision =
        shared.citizens.admit(exchange.principal->caller.citizen.words[0], exchange.steady_now,
                              {limits.citizen_rate, limits.citizen_burst});
  }
  return checked(decision, resources);
}

Checked<void> check_limits(const Exchange& exchange, Resources& resources) {
  const auto limits = exchange.route.limits;
  if (limits == Limits::none || is_outside(limits, exchange.role())) return {};
  return limits == Limits::reading ? check_reading(exchange, resources)
                                   : check_requests(exchange, resources);
}

}  // namespace

void spend_reading(const Exchange& exchange, Resources& resources, std::size_t units) {
  if (units == 0 || is_outside(Limits::reading, exchange.role())) return;
  resources.shared.readers.spend(http::address_key(exchange.request.client), exchange.steady_now,
                                 reading_allowance(resources.city.limits), units);
}

Checked<void> admit(Exchange& exchange, Resources& resources) {
  if (exchange.route.access == Access::open) return check_limits(exchange, resources);
  if (auto known = authenticate(exchange, resources); !known) {
    resources.metrics.unauthorized.fetch_add(1, std::memory_order_relaxed);
    // Guessing tokens costs as much on every route.
    if (auto limited = check_requests(exchange, resources); !limited) return limited;
    return known;
  }
  if (auto within = check_limits(exchange, resources); !within) return within;
  if (auto allowed = check_access(exchange, resources); !allowed) return allowed;
  if (exchange.route.method == http::Method::post && !exchange.request.body.empty() &&
      !is_json(exchange.request.content_type)) {
    return Problem{.status = 415,
                   .code = "unsupported_media_type",
                   .detail = "send the body as application/json"};
  }
  return {};
}

}  // namespace offpeak::api
