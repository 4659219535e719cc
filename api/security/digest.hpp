// Digests of requests: how a repeated request is recognised.
//
// They are in the journal for a day, and a request's body may hold an identity number. There are
// few enough of those to try them all, so the digests are keyed like the citizen keys:
// HMAC-SHA-256, cut to 128 bits, under a key derived from the citizen key.
#pragma once

#include <string_view>

#include "api/security/hmac.hpp"
#include "api/security/keys.hpp"
#include "scheduler/messages/ids.hpp"

namespace offpeak::security {

/// Who is asking, as 128 bits: the citizen key of a citizen, a digest of role and name for others.
using SubjectId = scheduler::Bits128<struct SubjectTag>;

/// The same inputs give the same digests in every process that has the same keys. For one thread.
class Digester {
 public:
  explicit Digester(const Keys& keys);

  /// Names one attempt: (caller, route, text of the Idempotency-Key header).
  scheduler::IdempotencyKey idempotency_key(const SubjectId& caller, std::string_view route,
                                            std::string_view key_text);
  /// Names what was asked: (method, path, body).
  scheduler::RequestDigest request_digest(std::string_view method, std::string_view path,
                                          std::string_view body);

 private:
  Hmac hmac_;
};

}  // namespace offpeak::security
