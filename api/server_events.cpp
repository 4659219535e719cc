#include "api/server_events.hpp"

#include <memory>
#include <string>

#include "api/exchange.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

/// After this time a browser that lost its stream comes back. Sent at once, so that the reply's
/// head leaves.
constexpr std::string_view preamble = "retry: 2000\n\n";
constexpr std::string_view comment = ":\n\n";
/// Proxies must pass on each event as it comes.
constexpr std::string_view headers = "Cache-Control: no-cache\r\nX-Accel-Buffering: no\r\n";

constexpr int retry_streams_seconds = 10;

Problem too_many_streams() {
  return {.status = 503,
          .code = "too_many_streams",
          .detail = "the server has as many streams as it can; ask for the board itself",
          .retry_after_seconds = retry_streams_seconds};
}

Problem too_many_streams_of_address() {
  return {.status = 429,
          .code = "too_many_streams",
          .detail = "this address has too many streams; end one",
          .retry_after_seconds = retry_streams_seconds};
}

}  // namespace

http::SharedMessage event_of(std::string_view name, std::string_view id, std::string_view data) {
  std::string text = "id: ";
  text.reserve(id.size() + name.size() + data.size() + 32);
  text += id;
  text += "\nevent: ";
  text += name;
  text += "\ndata: ";
  text += data;
  text += "\n\n";
  return std::make_shared<const http::StreamMessage>(text);
}

http::SharedMessage unavailable_event(std::string_view reason) {
  std::string text = "event: unavailable\ndata: ";
  base::JsonWriter json{text};
  json.begin_object().key("reason").plain(reason).end_object();
  text += "\n\n";
  return std::make_shared<const http::StreamMessage>(text);
}

http::SharedMessage heartbeat_event() {
  return std::make_shared<const http::StreamMessage>(comment);
}

http::StreamStart start_events(http::IoThread& io, http::ReplyTo to,
                               const http::SharedMessage& heartbeat) {
  return io.start_stream(
      to, {.content_type = "text/event-stream", .body = preamble, .extra_headers = headers},
      heartbeat);
}

void report_stream(Exchange& exchange, http::StreamStart start) {
  switch (start) {
    case http::StreamStart::too_many:
      return exchange.reply(too_many_streams());
    case http::StreamStart::too_many_of_peer:
      return exchange.reply(too_many_streams_of_address());
    case http::StreamStart::started:
      exchange.watch_token();
      return exchange.count_stream();
    case http::StreamStart::head_only:
    case http::StreamStart::gone:
      return exchange.count_stream();
  }
}

}  // namespace offpeak::api
