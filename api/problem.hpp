// Errors as RFC 9457 problems, and the one table from the core's rejections to API codes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/messages.hpp"
#include "base/result.hpp"
#include "base/shown_name.hpp"
#include "config/civil_time.hpp"
#include "scheduler/answer.hpp"

namespace offpeak::api {

using base::shown_name;

/// Where and when the appointment is that a check-in was refused for.
struct ProblemAppointment {
  scheduler::HallCode hall{};
  config::Instant start{};
  std::optional<config::Name> hall_name{};  // nothing when the hall left the configuration
  bool is_missed = false;                   // its time has passed
};

/// A hall to go to instead.
struct OtherHall {
  scheduler::HallCode hall{};
  config::Name name;
  std::string address;  // may be empty
};

struct Problem {
  int status = 0;
  ProblemCode code;                           // stable; what programs look at
  std::string detail;                         // for developers; no personal data
  std::string field{};                        // for 400: what in the request is wrong
  int retry_after_seconds = 0;                // for 429 and 503
  std::optional<config::Instant> again_at{};  // when the same would be allowed, if a rule knows it
  std::optional<config::Instant> opens_at{};  // of hall_closed and numbers_ended: when the
                                              // hall opens next
  std::optional<ProblemAppointment> appointment{};
  std::optional<OtherHall> nearest_hall{};  // of numbers_ended: gives numbers still
};

/// A value read from a request, or what is wrong with the request.
template <class T>
using Checked = base::Result<T, Problem>;

/// One rejection, one code. `rejection` is not `none`.
Problem problem_of(scheduler::Rejection rejection);
/// The same with what the answer says about it at `now`: when to try again, and which appointment
/// it is about.
Problem problem_of(const scheduler::Reply& answer, const config::City& city,
                   scheduler::Instant now);

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

/// What people read about it, in both languages.
config::Name message_of(const Problem& problem);

/// application/problem+json
std::string problem_body(const Problem& problem);

}  // namespace offpeak::api
