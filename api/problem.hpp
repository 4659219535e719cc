// Errors as RFC 9457 problems, and the one table from the core's rejections to API codes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/shown_name.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/receipt.hpp"

namespace offpeak::api {

using base::shown_name;

struct Problem {
  int status = 0;
  std::string_view code;        // stable; what programs look at
  std::string detail;           // for people; no personal data
  std::string field{};          // for 400: what in the request is wrong
  int retry_after_seconds = 0;  // for 429 and 503
  std::string again_at{};       // when the same would be allowed, if the rules know it
};

/// A value read from a request, or what is wrong with the request.
template <class T>
using Checked = base::Result<T, Problem>;

/// One rejection, one code. `rejection` is not `none`.
Problem problem_of(scheduler::Rejection rejection);
/// The same with what the receipt says about it at `now`: when to try again.
Problem problem_of(const scheduler::Receipt& receipt, scheduler::Instant now);

Problem invalid_field(std::string field, std::string detail);
Problem not_found(std::string detail);
Problem unauthorized(std::string detail);
Problem token_revoked(std::string detail);
Problem forbidden(std::string detail);
Problem rate_limited(int retry_after_seconds);
/// The same for a kiosk or a clerk, with what there was too much of.
Problem rate_limited(config::milliseconds retry_after, std::string detail);
/// The server itself is at fault; the request may have been carried out or not.
Problem internal_error();
/// The ring is full: nothing was done.
Problem overloaded();
/// The server is starting, stopping or has failed. `detail` says what became of the request.
Problem unavailable(std::string detail);

/// The server stands by: it answers questions, another one takes commands.
Problem standing_by();

/// application/problem+json
std::string problem_body(const Problem& problem);

}  // namespace offpeak::api
