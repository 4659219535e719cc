// Errors as RFC 9457 problems, and the one table from the core's rejections to API codes.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "scheduler/messages/rejection.hpp"

namespace offpeak::api {

struct Problem {
  int status = 0;
  std::string_view code;        // stable; what programs look at
  std::string detail;           // for people; no personal data
  std::string field{};          // for 400: what in the request is wrong
  int retry_after_seconds = 0;  // for 429 and 503
};

/// What was read from a request, or what is wrong with it.
template <class T>
using Checked = boost::system::result<T, Problem>;

/// One rejection, one code. `rejection` is not `none`.
Problem problem_of(scheduler::Rejection rejection);

Problem invalid_field(std::string field, std::string detail);
/// A name that a client made up, fit to be repeated to it: cut to 40 characters, with '?' for
/// whatever is not visible ASCII, and for every digit of a name that may be a document's number.
std::string shown_name(std::string_view name);
Problem not_found(std::string detail);
Problem unauthorized(std::string detail);
Problem forbidden(std::string detail);
Problem rate_limited(int retry_after_seconds);
/// The ring is full: nothing was done.
Problem overloaded();
/// The server is starting, stopping or has failed. `detail` says what became of the request.
Problem unavailable(std::string detail);

/// The server stands by: it answers questions, another one takes commands.
Problem standing_by();

/// application/problem+json
std::string problem_body(const Problem& problem);

}  // namespace offpeak::api
