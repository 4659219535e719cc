// What clerks do at their counters.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void call_next(Exchange& exchange, Resources& resources);
void recall(Exchange& exchange, Resources& resources);
void undo_call(Exchange& exchange, Resources& resources);
void serve_visitor(Exchange& exchange, Resources& resources);
void finish_visit(Exchange& exchange, Resources& resources);
void miss_visitor(Exchange& exchange, Resources& resources);
void park_visitor(Exchange& exchange, Resources& resources);
void transfer_visitor(Exchange& exchange, Resources& resources);
void open_counter(Exchange& exchange, Resources& resources);
void pause_counter(Exchange& exchange, Resources& resources);
void close_counter(Exchange& exchange, Resources& resources);

inline constexpr std::array counter_routes{
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/call-next", Access::counter,
          Audience::staff, Limits::counted, call_next},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/recall", Access::counter,
          Audience::staff, Limits::counted, recall},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/undo", Access::counter,
          Audience::staff, Limits::counted, undo_call},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/serve", Access::counter,
          Audience::staff, Limits::counted, serve_visitor},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/finish", Access::counter,
          Audience::staff, Limits::counted, finish_visit},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/miss", Access::counter,
          Audience::staff, Limits::counted, miss_visitor},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/park", Access::counter,
          Audience::staff, Limits::counted, park_visitor},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/transfer", Access::counter,
          Audience::staff, Limits::counted, transfer_visitor},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/open", Access::counter,
          Audience::staff, Limits::counted, open_counter},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/pause", Access::counter,
          Audience::staff, Limits::counted, pause_counter},
    Route{http::Method::post, "/v1/halls/{hall}/counters/{counter}/close", Access::counter,
          Audience::staff, Limits::counted, close_counter},
};

}  // namespace offpeak::api
