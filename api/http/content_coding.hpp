// Which form of a body a client takes: as it is, or compressed.
#pragma once

#include <string_view>

namespace offpeak::http {

/// Whether a client with this Accept-Encoding field wants gzip rather than the body as it is
/// (RFC 9110 section 12.5.3). On a tie it does: that is what it named gzip for. A coding whose
/// weight is malformed counts as not named.
bool prefers_gzip(std::string_view accept_encoding);

}  // namespace offpeak::http
