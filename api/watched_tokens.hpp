// With which tokens the streams of one I/O thread were opened: a stream ends when its token is
// revoked.
//
// Belongs to that thread.
#pragma once

#include <cstdint>
#include <vector>

#include "api/http/io_thread.hpp"
#include "scheduler/engine/revocation_list.hpp"

namespace offpeak::api {

class WatchedTokens {
 public:
  /// `revocations` must outlive it.
  WatchedTokens(const engine::RevocationList& revocations, http::IoThread& io)
      : revocations_{revocations}, io_{io} {}

  void watch(http::ReplyTo to, const scheduler::TokenNames& token);
  void forget(http::ReplyTo to);
  /// Tells the reason to who watches with a token that was revoked, and ends the stream.
  void end_revoked();

 private:
  struct Watcher {
    http::ReplyTo to;
    scheduler::TokenNames token;
  };

  const engine::RevocationList& revocations_;
  http::IoThread& io_;
  std::vector<Watcher> watchers_;
  std::uint64_t generation_ = 0;  // when they were last looked for among the revocations
};

}  // namespace offpeak::api
