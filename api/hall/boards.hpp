// What displays and phones watch: boards, and streams of them.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void get_board(Exchange& exchange, Resources& resources);
void watch_board(Exchange& exchange, Resources& resources);
void watch_city(Exchange& exchange, Resources& resources);
void create_board_ticket(Exchange& exchange, Resources& resources);

inline constexpr std::array board_routes{
    Route{http::Method::get, "/v1/halls/{hall}/board", Access::anyone, Audience::everyone,
          Limits::reading, get_board},
    Route{http::Method::get, "/v1/halls/{hall}/board/stream", Access::board, Audience::everyone,
          Limits::reading, watch_board},
    Route{http::Method::get, "/v1/board/stream", Access::anyone, Audience::everyone,
          Limits::reading, watch_city},
    Route{http::Method::post, "/v1/halls/{hall}/board/tickets", Access::board_ticket,
          Audience::everyone, Limits::counted, create_board_ticket},
};

/// Takes the boards that the engine has made since, looks what they are worth, and sends them on.
void refresh_boards(Resources& resources);

}  // namespace offpeak::api
