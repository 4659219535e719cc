// A journal that raises this server's high-water mark with every append, and a follower that does
// so with what it reads.
#pragma once

#include <functional>
#include <memory>

#include "store/high_water.hpp"
#include "store/store.hpp"

namespace offpeak::store {

/// What is told on the thread that appends or follows.
struct MarkListener {
  /// Once: the mark cannot be written. Nothing of the store is wrong, so the server goes on.
  std::function<void(const Error&)> on_mark_failed;
  /// The store lacks records that it had acknowledged.
  std::function<void()> on_records_lost;
};

/// The mark is raised before `append` returns, thus before any reply leaves that rests on it.
class MarkedJournal final : public Journal {
 public:
  /// `mark` must outlive it.
  MarkedJournal(std::unique_ptr<Journal> journal, HighWaterMark& mark, MarkListener listener);

  Result<void> append(const Batch& batch) override;
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override {
    return journal_->replay(from, sink);
  }
  ChainPosition position() const override { return journal_->position(); }
  Result<void> confirm() override;
  bool is_interrupted() const override { return journal_->is_interrupted(); }
  Result<bool> trim(std::uint64_t before) override { return journal_->trim(before); }
  std::uint64_t epoch() const override { return journal_->epoch(); }
  std::string description() const override { return journal_->description(); }

 private:
  Result<void> noticed(Result<void> done) const;

  const std::unique_ptr<Journal> journal_;
  HighWaterMark& mark_;
  const MarkListener listener_;
  bool mark_failed_ = false;
};

class MarkedFollower final : public Follower {
 public:
  /// `mark` must outlive it.
  MarkedFollower(std::unique_ptr<Follower> follower, HighWaterMark& mark, MarkListener listener);

  Result<Progress> poll(const BatchSink& sink) override;
  bool has_failed() const override { return follower_->has_failed(); }

 private:
  const std::unique_ptr<Follower> follower_;
  HighWaterMark& mark_;
  const MarkListener listener_;
  bool mark_failed_ = false;
};

}  // namespace offpeak::store
