// A start that breaks off anywhere lets go of everything in order: the process lives, and the next
// start on the same store serves.
#include <doctest/doctest.h>
#include <pthread.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <optional>

#include "api/security/keys.hpp"
#include "base/catch_all.hpp"
#include "main/city_files.hpp"
#include "main/leader.hpp"
#include "main/signals.hpp"
#include "store/memory/snapshots.hpp"
#include "store/store.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/source_path.hpp"

namespace {

/// Allocations that this thread may still make, when they are counted.
thread_local std::optional<std::uint64_t> allocations_left;
thread_local std::uint64_t allocations_made = 0;

bool may_allocate() {
  ++allocations_made;
  if (!allocations_left) return true;
  if (*allocations_left > 0) {
    --*allocations_left;
    return true;
  }
  allocations_left.reset();  // once: what cleans up may allocate again
  return false;
}

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = may_allocate() ? std::malloc(size > 0 ? size : 1) : nullptr;
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size > 0 ? size : 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace offpeak {
namespace {

/// The engine's threads that run at this moment.
std::vector<std::string> engine_threads() {
  std::vector<std::string> found;
  for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
    std::string name;
    std::getline(std::ifstream{task.path() / "comm"}, name);
    if (name == "writer" || name == "journal" || name == "shadow") found.push_back(name);
  }
  return found;
}

/// A journal that looks around when it goes: whoever uses it must be gone before.
class WatchedJournal final : public store::Journal {
 public:
  WatchedJournal(std::unique_ptr<store::Journal> journal, std::vector<std::string>& outlived_by)
      : journal_{std::move(journal)}, outlived_by_{outlived_by} {}
  ~WatchedJournal() override {
    for (auto& thread : engine_threads()) outlived_by_.push_back(std::move(thread));
  }
  store::Result<void> append(const store::Batch& batch) override { return journal_->append(batch); }
  store::Result<store::ReplaySummary> replay(const store::ChainPosition& from,
                                             const store::BatchSink& sink) override {
    return journal_->replay(from, sink);
  }
  store::ChainPosition position() const override { return journal_->position(); }
  store::Result<bool> trim(std::uint64_t before) override { return journal_->trim(before); }
  std::string description() const override { return journal_->description(); }

 private:
  std::unique_ptr<store::Journal> journal_;
  std::vector<std::string>& outlived_by_;
};

class WatchedStore final : public store::Store {
 public:
  explicit WatchedStore(std::unique_ptr<store::Store> store) : store_{std::move(store)} {}
  store::Result<std::unique_ptr<store::Journal>> open_journal() override {
    auto journal = store_->open_journal();
    if (!journal) return journal.error();
    return std::unique_ptr<store::Journal>{
        std::make_unique<WatchedJournal>(std::move(*journal), journal_outlived_by)};
  }
  store::Result<std::unique_ptr<store::Follower>> follow(
      const store::ChainPosition& from) override {
    return store_->follow(from);
  }
  store::Result<std::unique_ptr<store::Snapshots>> open_snapshots() override {
    return store_->open_snapshots();
  }
  std::string description() const override { return store_->description(); }

  std::vector<std::string> journal_outlived_by;

 private:
  std::unique_ptr<store::Store> store_;
};

/// A city, a store and keys of its own, and a free port.
class Place {
 public:
  Place()
      : files_{read_city_files(testing::source_path("config/hangzhou.yaml")).files},
        keys_{security::load_or_make_keys((directory_.path() / "keys").string())} {
    REQUIRE(files_ != nullptr);
    REQUIRE(keys_.has_value());
    options_.config = testing::source_path("config/hangzhou.yaml");
    options_.assets = testing::source_path();
    options_.keys = (directory_.path() / "keys").string();
    options_.audit = directory_.path() / "audit";
    options_.store = "sqlite:" + (directory_.path() / "offpeak.db").string();
    options_.listen.port = 0;
    options_.demo = true;
    // As serve does: whoever asks for the end finds somebody who waits for it.
    const auto signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  }

  /// Leads, and is asked to stop at once. Nothing: an exception cut it short.
  std::optional<int> lead_once(std::optional<std::uint64_t> allocations = {}) {
    auto opened = store::open_store(options_.store, {.city = files_->city.key});
    REQUIRE(opened.has_value());
    WatchedStore store{std::move(*opened)};
    const auto code = lead_once(store, allocations);
    CHECK(store.journal_outlived_by == std::vector<std::string>{});
    return code;
  }

  std::uint64_t allocations_of_start() const { return allocations_of_start_; }

 private:
  std::optional<int> lead_once(WatchedStore& store, std::optional<std::uint64_t> allocations) {
    Lasting lasting{options_, *keys_, store, snapshots_, files_};
    ServerParts parts{lasting};
    ask_to_stop();
    const auto before = allocations_made;
    allocations_left = allocations;
    const auto led = base::catch_all([&] {
      auto step = parts.prepare();
      if (step) step = lead(parts);
      return step;
    });
    allocations_left.reset();
    allocations_of_start_ = allocations_made - before;
    while (await_signal(std::chrono::milliseconds{0}) != Wake::timeout) {
    }
    if (!led) return std::nullopt;
    if (!*led) return led->error().code;
    return parts.stop();
  }

  store::tests::TemporaryDirectory directory_;
  std::shared_ptr<const CityFiles> files_;
  base::Result<security::Keys> keys_;
  ServeOptions options_;
  // In memory, and no simulations: where it finds no memory, the standard library's walk through a
  // folder ends the process by itself.
  store::MemorySnapshots snapshots_;
  std::uint64_t allocations_of_start_ = 0;
};

TEST_CASE("a start cut short at any step ends in order, and the next one serves") {
  Place place;
  REQUIRE(place.lead_once() == 0);
  const auto all = place.allocations_of_start();
  REQUIRE(all > 100);
  int broken = 0;
  // Further and further apart, and then each of the last ones, where everything runs.
  constexpr std::uint64_t last = 60;
  for (std::uint64_t n = 0; n < all; n = std::max(n + 1, std::min(n + n / 6, all - last))) {
    CAPTURE(n);
    const auto code = place.lead_once(n);
    // What is done without is done without: most allocations are a must.
    CHECK((!code || *code == 0 || *code == 1 || *code == 3));
    if (!code) ++broken;
  }
  CHECK(broken > 10);
  CHECK(place.lead_once() == 0);
}

}  // namespace
}  // namespace offpeak
