#include "store/redis/session.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace offpeak::store {
namespace {

/// Error replies that say that nothing was done and that may pass: a server that starts, is full,
/// cannot write, runs a script, is being made the master, or hands its slot to another node.
constexpr std::array<std::string_view, 10> passing_errors{
    "LOADING ",  "OOM ",        "MISCONF ",     "BUSY ",       "READONLY ",
    "TRYAGAIN ", "MASTERDOWN ", "CLUSTERDOWN ", "NOREPLICAS ", "ASK "};

bool may_pass(const RedisReply& reply) {
  return std::ranges::any_of(passing_errors,
                             [&](std::string_view prefix) { return reply.is_error(prefix); });
}

}  // namespace

RedisSession::RedisSession(std::unique_ptr<RedisLink> link,
                           std::chrono::milliseconds interruption_max)
    : link_{std::move(link)}, interruption_max_{interruption_max} {}

Attempt<RedisReply> RedisSession::call(std::initializer_list<std::string_view> words,
                                       std::string_view expected_error) {
  auto reply = link_->call({words.begin(), words.size()});
  if (!reply) {
    is_connected_ = is_checked_ = false;
    return Trouble{reply.error().message, false};
  }
  if (reply->kind != RedisReply::Kind::error) return std::move(*reply);
  if (!expected_error.empty() && reply->is_error(expected_error)) return std::move(*reply);
  const bool is_moved = reply->is_error("MOVED ");
  if (is_moved) is_connected_ = is_checked_ = false;
  Trouble trouble{description() + " refuses " + std::string{*words.begin()} + ": " + reply->text,
                  !is_moved && !may_pass(*reply)};
  trouble.is_moved = is_moved;
  return trouble;
}

Attempt<void> RedisSession::make_sound() {
  if (!is_connected_) {
    if (auto connected = link_->connect(); !connected) {
      return Trouble{connected.error().message, false};
    }
    is_connected_ = true;
    is_checked_ = false;
  }
  if (is_checked_) return {};
  if (check_) {
    if (auto checked = check_(); !checked) return checked;
  }
  is_checked_ = true;
  return {};
}

Attempt<RedisReply> RedisSession::ask(std::initializer_list<std::string_view> words,
                                      std::string_view expected_error) {
  if (auto sound = make_sound(); !sound) return sound.error();
  return call(words, expected_error);
}

Attempt<bool> RedisSession::is_cluster() {
  if (auto sound = make_sound(); !sound) return sound.error();
  return link_->is_cluster();
}

Result<void> RedisSession::connect() {
  if (auto connected = link_->connect(); !connected) return connected;
  is_connected_ = true;
  is_checked_ = false;
  return {};
}

RedisSession::Patience::~Patience() {
  session_.is_interrupted_.store(false, std::memory_order_relaxed);
  if (!told_.empty() && !is_over_) session_.told_({});
}

bool RedisSession::Patience::wait(const Trouble& trouble) {
  const auto now = session_.link_->now();
  if (pause_.count() == 0) since_ = now;
  if (now - since_ >= session_.interruption_max_) {
    is_over_ = true;
    return false;
  }
  session_.is_interrupted_.store(true, std::memory_order_relaxed);
  if (session_.told_ && told_ != trouble.message) {
    told_ = trouble.message;
    session_.told_(told_);
  }
  pause_ = pause_.count() == 0 ? first_pause_ms : std::min(pause_ * 2, pause_ms_max);
  session_.link_->pause(pause_);
  return true;
}

Error RedisSession::Patience::error(const Trouble& trouble) const {
  if (!is_over_) return Error{.message = trouble.message, .cause = trouble.cause};
  std::array<char, 32> seconds;
  std::snprintf(seconds.data(), seconds.size(), "%g",
                std::chrono::duration<double>(session_.interruption_max_).count());
  return Error{std::string{"given up after "} + seconds.data() + " s: " + trouble.message, true};
}

}  // namespace offpeak::store
