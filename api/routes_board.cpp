// What displays and phones watch: boards, and streams of them.
#include <charconv>

#include "api/app.hpp"
#include "api/slot_id.hpp"

namespace offpeak::api {
namespace {

constexpr std::string_view json_type = "application/json";

/// A standby that had everything so long ago or longer shows how things were.
constexpr std::chrono::seconds standby_lag_max{5};
constexpr int retry_streams_seconds = 10;

/// What is no sequence counts as none.
std::optional<std::uint64_t> parse_sequence(std::string_view text) {
  std::uint64_t sequence = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return sequence;
}

Trust trust_in(const engine::Engine& engine) {
  if (engine.has_failed()) return Trust::failed;
  if (engine.is_interrupted()) return Trust::stale;
  if (engine.is_leading()) return Trust::good;
  const auto lag = lag_of(engine.metrics());
  return lag && *lag < standby_lag_max ? Trust::good : Trust::stale;
}

Problem store_failed() {
  return unavailable("the journal has failed: nobody knows who waits until the server is back");
}

Problem too_many_streams() {
  return {.status = 503,
          .code = "too_many_streams",
          .detail = "the server has as many streams as it can; ask for the board itself",
          .retry_after_seconds = retry_streams_seconds};
}

Problem too_many_streams_of_address() {
  return {.status = 429,
          .code = "too_many_streams",
          .detail = "this address has as many streams as one may have; end one",
          .retry_after_seconds = retry_streams_seconds};
}

}  // namespace

void App::look_at_boards() {
  port_.drain_boards([this](std::uint32_t hall, engine::SharedBoard board) {
    boards_.take(hall, std::move(board));
  });
  boards_.set_trust(trust_in(service_.engine));
  boards_.publish();
}

void App::tick() {
  look_at_boards();
  boards_.publish_city();
}

void App::stopping() {
  look_at_boards();
  if (boards_.trust() != Trust::failed) boards_.end_all("stopping");
  simulations_.end_all("stopping");
}

void App::stream_over(http::ReplyTo to) {
  boards_.forget(to);
  simulations_.forget(to);
}

std::optional<std::uint32_t> App::find_board(const Context& context) {
  look_at_boards();
  const auto code = parse_hall(context.parameters[0]);
  const auto hall = code ? boards_.find(*code) : std::nullopt;
  if (!hall) {
    reply(context, not_found("there is no such hall: see GET /v1/halls"));
    return std::nullopt;
  }
  if (boards_.trust() == Trust::failed) {
    reply(context, store_failed());
    return std::nullopt;
  }
  return hall;
}

void App::get_board(const Context& context) {
  const auto hall = find_board(context);
  if (!hall) return;
  if (boards_.board(*hall) == nullptr) {
    return reply(context, unavailable("the server is starting: nothing is known of this hall yet"));
  }
  const std::string tag = boards_.entity_tag(*hall);
  const std::string headers = "Cache-Control: no-cache\r\nETag: " + tag + "\r\n";
  if (context.request.if_none_match == tag) return reply(context, 304, {}, {}, headers);
  reply(context, 200, json_type, boards_.body(*hall), headers);
}

void App::watch_board(const Context& context) {
  const auto hall = find_board(context);
  if (!hall) return;
  const auto seen = parse_sequence(context.request.last_event_id);
  report_stream(context, boards_.watch(*hall, context.reply_to, seen));
}

void App::watch_city(const Context& context) {
  look_at_boards();
  if (boards_.trust() == Trust::failed) return reply(context, store_failed());
  const auto seen = parse_sequence(context.request.last_event_id);
  report_stream(context, boards_.watch_city(context.reply_to, seen));
}

void App::report_stream(const Context& context, http::StreamStart start) {
  switch (start) {
    case http::StreamStart::too_many:
      return reply(context, too_many_streams());
    case http::StreamStart::too_many_of_peer:
      return reply(context, too_many_streams_of_address());
    case http::StreamStart::started:
    case http::StreamStart::head_only:
    case http::StreamStart::gone:
      return count_reply(context.route, context.began, context.request.request_id, 200);
  }
}

}  // namespace offpeak::api
