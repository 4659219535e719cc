// What the tests' clients sent and got, for tests/openapi/validate_exchanges.mjs.
#pragma once

#include "tests/support/http_client.hpp"

namespace offpeak::testing {

/// Appends one JSON line to the file that the environment names in OFFPEAK_EXCHANGES, which is
/// emptied at the process's first exchange; does nothing when it names none. Any thread.
void record_exchange(const HttpRequest& request, const HttpReply& reply);

}  // namespace offpeak::testing
