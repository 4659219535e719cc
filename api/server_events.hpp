// How server-sent events look here, whatever they tell (HTML, section 9.2.6).
#pragma once

#include <cstdint>
#include <string_view>

#include "api/http/io_thread.hpp"

namespace offpeak::api {

/// One event; `data` has no line break.
SharedMessage event_of(std::string_view name, std::uint64_t id, std::string_view data);
/// {"reason"}, the last event of a stream that ends before its subject does.
SharedMessage unavailable_event(std::string_view reason);
/// A comment.
SharedMessage heartbeat_event();

/// Answers the request by a stream of events; from within Handler::handle.
StreamStart start_events(IoThread& io, ReplyTo to, const SharedMessage& heartbeat);

}  // namespace offpeak::api
