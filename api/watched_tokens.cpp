#include "api/watched_tokens.hpp"

#include "api/server_events.hpp"

namespace offpeak::api {

void WatchedTokens::watch(http::ReplyTo to, const scheduler::TokenNames& token) {
  watchers_.push_back({to, token});
}

void WatchedTokens::forget(http::ReplyTo to) {
  std::erase_if(watchers_, [to](const Watcher& watcher) { return watcher.to == to; });
}

void WatchedTokens::end_revoked() {
  const std::uint64_t generation = revocations_.generation();
  if (generation == generation_) return;
  generation_ = generation;
  const auto message = unavailable_event("token_revoked");
  for (const Watcher& watcher : watchers_) {
    if (!revocations_.refuses(watcher.token)) continue;
    io_.push(watcher.to, message);
    io_.end_stream(watcher.to);
  }
}

}  // namespace offpeak::api
