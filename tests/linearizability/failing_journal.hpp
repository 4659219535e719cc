// A journal that fails at a chosen append, in each of the ways in which a store may: the batch is
// there or not, and nobody can tell. A test of the tests also lets it lie.
#pragma once

#include <cstdint>
#include <limits>

#include "store/journal.hpp"

namespace offpeak::linearizability {

struct FailurePlan {
  std::uint64_t append = std::numeric_limits<std::uint64_t>::max();  // the n-th from 1
  bool stores = false;          // the batch that fails is in the journal all the same
  std::uint64_t forgotten = 0;  // so many batches before it are acknowledged and not there
};

class FailingJournal final : public store::Journal {
 public:
  FailingJournal(store::Journal& inner, const FailurePlan& plan) : inner_{inner}, plan_{plan} {}

  store::Result<void> append(const store::Batch& batch) override {
    if (++appends_ > plan_.append) return failure();
    if (appends_ == plan_.append) {
      if (plan_.stores && plan_.forgotten == 0) (void)inner_.append(batch);
      return failure();
    }
    if (appends_ + plan_.forgotten >= plan_.append) return {};
    return inner_.append(batch);
  }
  store::Result<store::ReplaySummary> replay(const store::ChainPosition& from,
                                             const store::BatchSink& sink) override {
    return inner_.replay(from, sink);
  }
  store::ChainPosition position() const override { return inner_.position(); }
  /// As in a store that cannot be reached: after the failure nothing vouches for a reply.
  store::Result<void> confirm() override {
    if (appends_ >= plan_.append) return failure();
    return inner_.confirm();
  }
  store::Result<bool> trim(std::uint64_t before) override { return inner_.trim(before); }
  std::string description() const override { return inner_.description(); }

 private:
  static store::Error failure() { return {"the append was made to fail"}; }

  store::Journal& inner_;
  const FailurePlan plan_;
  std::uint64_t appends_ = 0;
};

}  // namespace offpeak::linearizability
