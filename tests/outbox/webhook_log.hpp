// Webhooks of the tests, for tests/openapi/validate_webhooks.mjs.
#pragma once

#include "tests/outbox/receiver.hpp"

namespace offpeak::outbox::tests {

/// Appends one JSON line to the file that the environment names in OFFPEAK_WEBHOOKS, which is
/// emptied at the process's first webhook; does nothing when it names none. Any thread.
void record_webhook(const Received& received);

}  // namespace offpeak::outbox::tests
