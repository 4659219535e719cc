// What a standby follows in a test: nothing comes to it.
#pragma once

#include "store/store.hpp"

namespace offpeak::testing {

class EmptyFollower final : public store::Follower {
 public:
  store::Result<Progress> poll(const store::BatchSink&) override { return Progress{}; }
  bool has_failed() const override { return false; }
};

}  // namespace offpeak::testing
