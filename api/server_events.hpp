// How server-sent events look here, whatever they tell (HTML, section 9.2.6).
#pragma once

#include <string_view>

#include "api/http/io_thread.hpp"

namespace offpeak::api {

class Exchange;

/// One event; neither text has a line break.
http::SharedMessage event_of(std::string_view name, std::string_view id, std::string_view data);
/// {"reason"}, the last event of a stream that ends before its subject does.
http::SharedMessage unavailable_event(std::string_view reason);
/// A comment.
http::SharedMessage heartbeat_event();

/// Answers the request by a stream of events; from within Handler::handle.
http::StreamStart start_events(http::IoThread& io, http::ReplyTo to,
                               const http::SharedMessage& heartbeat);

/// Tells whoever asked for a stream that there can be none, or counts the one that has begun.
void report_stream(Exchange& exchange, http::StreamStart start);

}  // namespace offpeak::api
