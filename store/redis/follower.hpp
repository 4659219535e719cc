// Reads a city's journal out of Redis while another process writes it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/record.hpp"
#include "store/redis/session.hpp"
#include "store/redis/stream.hpp"
#include "store/store.hpp"

namespace offpeak::store {

class RedisFollower final : public Follower {
 public:
  /// Connects at the first poll. `reads_old_names`: follows a journal under the name of an older
  /// program until it has been renamed (old_names.hpp).
  RedisFollower(std::unique_ptr<RedisLink> link, const std::string& city, ChainPosition from,
                bool reads_old_names = false);

  /// Up to a page of entries. An error of the sink counts as one of the records.
  Result<Progress> poll(const BatchSink& sink) override;
  bool has_failed() const override { return failure_.has_value(); }

 private:
  /// Where to read on: behind what was read, or where the first record begins.
  Attempt<std::string> next_id();
  Attempt<void> choose_name();
  Attempt<void> check_connection();
  Error fail(const std::string& what, Cause cause = Cause::other);

  const std::string city_;
  bool may_be_old_;  // not known yet to have its name of today
  bool is_old_ = false;
  RedisSession session_;
  RedisStream stream_;
  ChainPosition position_;
  std::optional<StreamId> seen_;  // the last entry read
  std::optional<Error> failure_;
};

}  // namespace offpeak::store
