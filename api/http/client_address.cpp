#include "api/http/client_address.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string>

#include "api/http/forwarded.hpp"
#include "base/mutant.hpp"

namespace offpeak::http {
namespace {

/// Follows the way back from `proxy`; hops that name no address are empty.
Address nearest_stranger(const Address& proxy, const TrustedProxies& proxies,
                         const std::vector<std::optional<Address>>& hops) {
  Address nearest = proxy;
  for (const auto& hop : hops | std::views::reverse) {
    if (!hop) return nearest;
    nearest = *hop;
    if (!proxies.contains(nearest)) return nearest;
  }
  return nearest;
}

}  // namespace

bool TrustedProxies::contains(const Address& address) const {
  return std::ranges::any_of(networks, [&](const Network& one) { return one.contains(address); });
}

Peer peer_at(const Address& address, const TrustedProxies& proxies) {
  return {address, proxies.contains(address) ? Peer::Kind::proxy : Peer::Kind::client};
}

Address client_of(const Peer& peer, const TrustedProxies& proxies, std::string_view forwarded,
                  std::string_view x_forwarded_for) {
  const bool is_trusted = peer.kind == Peer::Kind::proxy && !proxies.use_proxy_protocol;
  if (!is_trusted && !base::mutated(base::Mutant::believe_anybody)) return peer.address;
  const auto named = [&](const std::vector<std::optional<Address>>& hops) {
    return nearest_stranger(peer.address, proxies, hops);
  };
  if (forwarded.empty()) return named(parse_x_forwarded_for(x_forwarded_for));
  const Address client = named(parse_forwarded(forwarded));
  if (x_forwarded_for.empty()) return client;
  return named(parse_x_forwarded_for(x_forwarded_for)) == client ? client : peer.address;
}

}  // namespace offpeak::http
