// Input: what a client sends. However it is portioned, the same requests come out of it, and what
// a request says lies within what was sent and within the limits.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "api/http/request_framer.hpp"
#include "api/route.hpp"
#include "tests/fuzz/input.hpp"

namespace offpeak::fuzz {
namespace {

const http::Limits limits;

/// One of each form of path; nobody answers.
constexpr std::array routes{
    api::Route{http::Method::get, "/v1/halls", {}, {}, {}, nullptr},
    api::Route{http::Method::get, "/v1/appointments/{id}.ics", {}, {}, {}, nullptr},
    api::Route{http::Method::get, "/v1/appointments/{id}", {}, {}, {}, nullptr},
    api::Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/open", {}, {}, {}, nullptr},
};

/// What came of a connection, with everything that an application sees.
using Transcript = std::vector<std::string>;

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_within(std::string_view whole, std::string_view part) {
  if (part.empty()) return;
  OFFPEAK_ASSERT(part.data() >= whole.data());
  OFFPEAK_ASSERT(part.data() + part.size() <= whole.data() + whole.size());
}

/// One line lies within the request; several were copied into a list of what they say.
void check_list_within(std::string_view whole, std::string_view list) {
  if (list.data() >= whole.data() && list.data() <= whole.data() + whole.size()) {
    return check_within(whole, list);
  }
  constexpr std::string_view between = ", ";
  while (!list.empty()) {
    const auto end = std::min(list.find(between), list.size());
    OFFPEAK_ASSERT(whole.find(list.substr(0, end)) != std::string_view::npos);
    list.remove_prefix(std::min(end + between.size(), list.size()));
  }
}

void check_request(const http::Frame& frame, std::string_view input) {
  const http::Request& request = frame.head.request;
  OFFPEAK_ASSERT(frame.size > 0);
  OFFPEAK_ASSERT(frame.size <= input.size());
  OFFPEAK_ASSERT(request.body.size() == frame.head.content_length);
  OFFPEAK_ASSERT(request.body.size() <= limits.body_bytes_max);
  OFFPEAK_ASSERT(frame.size - request.body.size() <= limits.header_bytes_max);
  OFFPEAK_ASSERT(request.target.size() <= limits.target_bytes_max);
  OFFPEAK_ASSERT(request.target == "*" || request.target.starts_with('/'));
  OFFPEAK_ASSERT(is_visible(request.target));
  const std::string_view mark = request.path.size() < request.target.size() ? "?" : "";
  OFFPEAK_ASSERT(request.target ==
                 std::string{request.path} + std::string{mark} + std::string{request.query});
  OFFPEAK_ASSERT(request.request_id.size() <= http::request_id_chars_max);
  OFFPEAK_ASSERT(is_visible(request.request_id));
  const std::string_view whole = input.substr(0, frame.size);
  // The path of an absolute target without one is the parser's own text.
  if (request.target != "/") check_within(whole, request.target);
  for (const auto part : {request.body, request.authorization, request.idempotency_key,
                          request.content_type, request.request_id}) {
    check_within(whole, part);
  }
  for (const auto list : {request.accept, request.accept_encoding, request.if_none_match}) {
    check_list_within(whole, list);
  }
  const api::Match match = api::match_route(routes, request.method, request.path);
  check_within(request.path, match.parameters[0]);
}

std::string written(const http::Frame& frame) {
  const http::Request& request = frame.head.request;
  std::string line{http::method_name(request.method)};
  for (const auto part : {request.target, request.body, request.authorization, request.accept,
                          request.idempotency_key, request.content_type, request.request_id}) {
    line += ' ' + std::to_string(part.size()) + ':';
    line += part;
  }
  line += frame.head.keep_alive ? " keep" : " close";
  line += frame.head.announce_keep_alive ? " announce" : "";
  return line;
}

/// Takes up the requests that are complete, as a connection does; false when no more may come.
bool take_up(http::RequestFramer& framer, std::string_view& input, Transcript& transcript) {
  for (;;) {
    input.remove_prefix(framer.leading_bytes(input));
    const http::Frame frame = framer.next(input);
    switch (frame.kind) {
      case http::Frame::Kind::incomplete:
        OFFPEAK_ASSERT(input.size() < limits.header_bytes_max + limits.body_bytes_max);
        return true;
      case http::Frame::Kind::fault:
        transcript.push_back(std::to_string(frame.status));
        return false;
      case http::Frame::Kind::request:
        check_request(frame, input);
        transcript.push_back(written(frame));
        input.remove_prefix(frame.size);
        if (!frame.head.keep_alive) return false;
    }
  }
}

Transcript transcript_of(std::string_view sent, std::size_t portion) {
  Transcript transcript;
  http::RequestFramer framer{limits};
  std::size_t begin = 0;
  for (std::size_t end = 0; end < sent.size();) {
    end = std::min(sent.size(), end + portion);
    std::string_view input = sent.substr(begin, end - begin);
    const bool more = take_up(framer, input, transcript);
    begin = end - input.size();
    if (!more) break;
  }
  return transcript;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return rejected;
  const std::string_view sent = text_of(data, size);
  const Transcript at_once = transcript_of(sent, size);
  OFFPEAK_ASSERT(at_once == transcript_of(sent, 1));
  const std::size_t portion = 2 + data[size - 1] % 64U;
  OFFPEAK_ASSERT(at_once == transcript_of(sent, portion));
  return 0;
}

}  // namespace offpeak::fuzz
