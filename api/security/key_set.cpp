#include "api/security/key_set.hpp"

#include <boost/json.hpp>
#include <utility>

#include "base/json_reader.hpp"

namespace offpeak::security {

namespace {

namespace json = boost::json;
using base::Fault;

constexpr std::size_t json_depth_max = 8;

bool is_for_signatures(const json::object& jwk) {
  const auto use = base::text_of(jwk, "use");
  const auto algorithm = base::text_of(jwk, "alg");
  return (use.empty() || use == "sig") && (algorithm.empty() || algorithm == "ES256");
}

bool is_private(const json::object& jwk) {
  return jwk.contains("d") || jwk.contains("k") || jwk.contains("p");
}

base::Result<void> add_key(const json::value& value, KeySet& keys) {
  if (!value.is_object()) return Fault{"each of its keys must be an object"};
  const auto& jwk = value.get_object();
  if (is_private(jwk)) {
    return Fault{"has a secret or private key: it must have the issuer's public keys only"};
  }
  auto key = is_for_signatures(jwk) ? SigningKey::of_public_jwk(jwk) : std::nullopt;
  if (!key) return {};
  const auto id = base::text_of(jwk, "kid");
  if (id.empty() || id.size() > key_id_chars_max) {
    return Fault{"a key for ES256 has no kid of 1 to 128 bytes"};
  }
  if (!keys.emplace(id, std::move(*key)).second) return Fault{"two keys have the same kid"};
  return {};
}

}  // namespace

base::Result<KeySet> read_key_set(std::string_view text) {
  const auto value = base::read_json(text, json_depth_max);
  if (!value) return Fault{value.error().detail};
  const auto* list = value->is_object() ? value->get_object().if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array()) return Fault{"is not a JSON Web Key Set"};
  if (list->get_array().size() > key_set_keys_max) return Fault{"has more than 16 keys"};
  KeySet keys;
  for (const auto& jwk : list->get_array()) {
    if (const auto added = add_key(jwk, keys); !added) return added.error();
  }
  if (keys.empty()) return Fault{"has no key for ES256: one with kty EC, crv P-256 and a kid"};
  return keys;
}

}  // namespace offpeak::security
