// Tokens under demo authentication, which believes whoever asks.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void create_token(Exchange& exchange, Resources& resources);

inline constexpr std::array token_routes{
    Route{http::Method::post, "/v1/tokens", Access::anyone, Audience::everyone, Limits::counted,
          create_token},
};

}  // namespace offpeak::api
