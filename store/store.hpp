// A city's history and who may write it: what an operator names with --store.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/journal.hpp"
#include "store/snapshots.hpp"

namespace offpeak::store {

/// strict: what is acknowledged survives a power loss. relaxed: the operator accepts a store that
/// may lose the last moments, and is told what (Store::what_may_be_lost).
enum class Durability { strict, relaxed };

struct StoreOptions {
  std::string city;  // its code: names the keys where several cities share a store
  Durability durability = Durability::strict;
  /// Replicas that must have each record before it counts as appended; 0: the master alone.
  std::uint32_t replicas = 0;
  /// Told by the thread that appends when the store cannot take anything, once for each reason, and
  /// with an empty reason when it can again.
  std::function<void(const std::string& reason)> on_interruption{};
};

/// Who writes, when several processes can reach the store. A lease tells a standby when to take
/// over, and protects nothing: the journal itself refuses a second writer. Any thread.
class Lease {
 public:
  virtual ~Lease() = default;

  /// Takes the lease if nobody holds it, and keeps it renewed from then on. False when somebody
  /// holds it.
  virtual Result<bool> try_acquire() = 0;
  /// Lets go of it at once, so that a standby need not wait for it to lapse.
  virtual void release() = 0;
  /// A silent holder keeps it for this long.
  virtual std::chrono::milliseconds time_to_live() const = 0;

  /// Says that a standby is here and has applied everything up to `sequence`; good for a few
  /// seconds.
  virtual Result<void> announce_standby(std::uint64_t sequence) = 0;
  /// Sequence up to which the last standby that announced itself has come; nothing when there is
  /// none.
  virtual Result<std::optional<std::uint64_t>> standby() = 0;
  /// What the clock of the store's machine shows, since 1970.
  virtual Result<std::chrono::microseconds> time() = 0;
};

/// Reads the journal that another process writes. One thread.
class Follower {
 public:
  virtual ~Follower() = default;

  /// Hands what was appended since the last call to `sink`, a bounded number of batches a call,
  /// without waiting for more. `behind` in the result: whether there is more. An error of the store
  /// may pass (the connection is made anew at the next call); one found in the records does not.
  struct Progress {
    ReplaySummary replay;
    bool behind = false;
  };
  virtual Result<Progress> poll(const BatchSink& sink) = 0;
  /// Whether the last error was about the records, so that asking again will not help.
  virtual bool has_failed() const = 0;
};

/// Fills an empty store with another one's journal.
class Filler {
 public:
  virtual ~Filler() = default;

  /// The next batch; it need not be durable yet.
  virtual Result<void> append(const Batch& batch) = 0;
  /// Makes all durable and, at once and whole, the store's journal. An error also when the store
  /// has got one meanwhile, which stays. Until then nothing that was appended is anybody's journal.
  virtual Result<void> commit() = 0;
};

/// Where a filled journal begins, and the last epoch of the one that it is a copy of.
struct FillStart {
  ChainPosition from;
  std::uint64_t epoch = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  /// Becomes the one writer; the one before is refused from now on. To be called once.
  virtual Result<std::unique_ptr<Journal>> open_journal() = 0;
  /// To read from `from` on while another process writes. An error where the store has no readers
  /// beside its writer.
  virtual Result<std::unique_ptr<Follower>> follow(const ChainPosition& from) = 0;
  /// Has a connection of its own, so that another thread may use it beside the journal.
  virtual Result<std::unique_ptr<Snapshots>> open_snapshots() = 0;
  /// The file or key by which the store is not empty; nothing when it is.
  virtual Result<std::optional<std::string>> contents() { return not_filled(); }
  /// To fill it while it is empty. What an earlier one left unfinished is dropped.
  virtual Result<std::unique_ptr<Filler>> fill(const FillStart&) { return not_filled(); }

  /// Null where the store itself admits only one process.
  virtual Lease* lease() { return nullptr; }

  /// What a crash may lose of what was acknowledged, in words; empty: nothing. Any thread.
  virtual std::string what_may_be_lost() const { return {}; }
  /// The folder that it fills; nothing when it lies with another program.
  virtual std::optional<std::filesystem::path> folder() const { return std::nullopt; }
  /// As Journal::description.
  virtual std::string description() const = 0;

 private:
  Error not_filled() const { return Error{description() + " is not one to be filled"}; }
};

/// Opens the store that `uri` names (the message of an unknown one lists the known): "sqlite:PATH",
/// "redis://[user:password@]host[:port][/db]", "redis+unix:PATH[?db=N]" with a password as
/// "redis+unix://[user:password@]/path". Errors also: it cannot be reached, or is unsafe under
/// `options.durability`; the message names the setting and what it must be.
Result<std::unique_ptr<Store>> open_store(std::string_view uri, const StoreOptions& options);

/// The same to look at a store that is there, beside whatever server writes it, and never to write:
/// `open_journal` does not become the writer, and appends are errors. It may be called again once
/// the last one's journal is gone; each finds the end anew.
Result<std::unique_ptr<Store>> open_store_to_read(std::string_view uri,
                                                  const StoreOptions& options);

}  // namespace offpeak::store
