// Conditional requests: whether a client has already what it asks for.
#pragma once

#include <string_view>

namespace offpeak::http {

/// Whether `if_none_match`, a field's value, names `entity_tag`: as `*`, or as a tag of its list
/// (RFC 9110 section 13.1.2). The comparison is weak, since proxies that compress make tags weak.
/// A list is read as far as it is well-formed.
bool names_entity_tag(std::string_view if_none_match, std::string_view entity_tag);

}  // namespace offpeak::http
