// The plainest journal that can be durable: records one behind the other in one file, each synced.
// What its start finds good is what counts. Beside it SQLite's is held.
#pragma once

#include <memory>

#include "store/journal.hpp"
#include "store/record.hpp"
#include "tests/crash/every_byte/disk.hpp"

namespace offpeak::crash {

class LogJournal final : public store::Journal {
 public:
  static constexpr auto file = "journal.log";

  /// Takes the longest good beginning of the file for the journal and cuts off the rest. `disk`
  /// must outlive it.
  explicit LogJournal(Disk& disk);

  store::Result<void> append(const store::Batch& batch) override;
  store::Result<store::ReplaySummary> replay(const store::ChainPosition& from,
                                             const store::BatchSink& sink) override;
  store::ChainPosition position() const override { return position_; }
  /// Keeps everything.
  store::Result<bool> trim(std::uint64_t) override { return false; }
  std::string description() const override { return "log in memory"; }

 private:
  Disk& disk_;
  store::RecordEncoder encoder_;
  store::ChainPosition position_;
  std::size_t end_ = 0;  // bytes
};

}  // namespace offpeak::crash
