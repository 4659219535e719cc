// The header fields by which proxies say whom they speak for. Pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/http/address.hpp"

namespace offpeak::http {

/// One entry for each proxy on the way, the nearest last; empty where it names no address.
using Hops = std::vector<std::optional<Address>>;

/// `client, proxy, proxy`: addresses, each with a port or without.
Hops parse_x_forwarded_for(std::string_view value);

/// RFC 7239: `for=192.0.2.60;proto=http, for="[2001:db8::1]:4711"`. A value that breaks its grammar
/// anywhere names nobody: a quote that somebody left open could hide what a proxy added.
Hops parse_forwarded(std::string_view value);

}  // namespace offpeak::http
