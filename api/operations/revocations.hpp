// Tokens that are refused before they end.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void revoke_tokens(Exchange& exchange, Resources& resources);
void list_revocations(Exchange& exchange, Resources& resources);
void lift_revocation(Exchange& exchange, Resources& resources);

inline constexpr std::array revocation_routes{
    Route{http::Method::post, "/v1/operations/revocations", Access::admin, Audience::staff,
          Limits::counted, revoke_tokens},
    Route{http::Method::get, "/v1/operations/revocations", Access::admin, Audience::staff,
          Limits::counted, list_revocations},
    Route{http::Method::del, "/v1/operations/revocations/{id}", Access::admin, Audience::staff,
          Limits::counted, lift_revocation},
};

}  // namespace offpeak::api
