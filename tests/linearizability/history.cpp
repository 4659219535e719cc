#include "tests/linearizability/history.hpp"

#include <memory>
#include <thread>

#include "store/memory/journal.hpp"
#include "store/sqlite/journal.hpp"
#include "tests/linearizability/failing_journal.hpp"
#include "tests/linearizability/player.hpp"

namespace offpeak::linearizability {
namespace {

namespace s = scheduler;

constexpr int operations_per_thread = 40;

struct Plan {
  int threads = 2;
  int slots = 1;
  bool capacity_returns = false;
  bool has_movers = false;
  bool fails = false;
  FailurePlan failure;
};

Plan make_plan(const HistoryOptions& options) {
  std::seed_seq numbers{static_cast<std::uint32_t>(options.seed),
                        static_cast<std::uint32_t>(options.seed >> 32)};
  std::mt19937 random{numbers};
  Plan plan;
  plan.threads = 2 + static_cast<int>(random() % 4);
  plan.slots = 1 + static_cast<int>(random() % slots_max);
  plan.capacity_returns = random() % 2 == 0;
  plan.has_movers = random() % 2 == 0 || options.defect == Defect::keeps_both;
  if (plan.has_movers) plan.slots = 1;  // where they all meet
  plan.fails = random() % 2 == 0;
  const bool must_fail =
      options.defect == Defect::forgets_acknowledged || options.defect == Defect::forgets_keys;
  if (must_fail) plan.fails = true;
  if (options.defect == Defect::oversells) plan.fails = false;
  if (!plan.fails) return plan;
  plan.failure.append = 4 + random() % 20;
  plan.failure.stores = random() % 2 == 0 || options.defect == Defect::forgets_keys;
  if (options.defect == Defect::forgets_acknowledged) plan.failure.forgotten = 3;
  return plan;
}

/// The journal that outlives the engines.
std::unique_ptr<store::Journal> open(const HistoryOptions& options) {
  if (options.sqlite.empty()) return std::make_unique<store::MemoryJournal>();
  auto journal = store::SqliteJournal::open(options.sqlite);
  if (!journal) throw std::runtime_error{journal.error().message};
  return std::move(*journal);
}

class Stage {
 public:
  Stage(const config::City& town, store::Journal& journal, int threads)
      : journal_{journal}, engine_{town, clock_, {.reserved_records = 64}, {[](const std::string&) {
                                   }}} {
    for (int i = 0; i < threads; ++i) {
      callers_.push_back(std::make_unique<engine::tests::Caller>(engine_));
    }
  }

  /// One thread per player, until all have finished or the engine has failed.
  void play(std::vector<std::unique_ptr<Player>>& players) {
    const auto recovered = engine_.recover(journal_);
    if (!recovered) throw std::runtime_error{recovered.error().message};
    engine_.lead(journal_);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < players.size(); ++i) {
      threads.emplace_back([&, i] { players[i]->play(engine_, *callers_[i]); });
    }
    for (auto& thread : threads) thread.join();
    engine_.stop();
  }

  bool has_failed() const { return engine_.has_failed(); }

 private:
  const engine::Clock clock_{s::tests::instant("2026-06-08 10:00"), 0};
  store::Journal& journal_;
  engine::Engine engine_;
  std::vector<std::unique_ptr<engine::tests::Caller>> callers_;
};

}  // namespace

History make_history(const HistoryOptions& options) {
  const Plan plan = make_plan(options);
  Table table;
  table.seed = options.seed;
  table.defect = options.defect;
  table.slots = plan.slots;
  table.capacity_returns = plan.capacity_returns;
  table.has_movers = plan.has_movers;
  table.reads_taken = !plan.fails;
  const auto town = make_town(
      {.capacity_returns_at_once = plan.capacity_returns,
       .capacity_minutes = capacity_minutes + (options.defect == Defect::oversells ? 6 : 0)});

  std::vector<std::unique_ptr<Player>> players;
  for (int i = 0; i < plan.threads; ++i) {
    players.push_back(std::make_unique<Player>(table, i, operations_per_thread));
  }
  History history;
  history.slots.resize(static_cast<std::size_t>(plan.slots));
  auto journal = open(options);
  {
    FailingJournal failing{*journal, plan.failure};
    Stage stage{town, failing, plan.threads};
    stage.play(players);
    history.failed_over = stage.has_failed();
  }
  if (history.failed_over) {
    if (!options.sqlite.empty()) {
      journal.reset();  // lets go of the file
      journal = open(options);
    }
    Stage{town, *journal, plan.threads}.play(players);
  }
  for (auto& player : players) player->hand_in(history);
  return history;
}

std::string check_history(const HistoryOptions& options, const History& history) {
  if (!history.faults.empty()) return history.faults.front();
  for (std::size_t slot = 0; slot < history.slots.size(); ++slot) {
    const auto model = make_model(options.seed, static_cast<int>(slot));
    Checker checker{model, history.slots[slot]};
    const auto verdict = checker.check();
    if (verdict == Verdict::linearizable) continue;
    std::string text = verdict == Verdict::undecided ? "undecided" : "not linearizable";
    text += ", slot " + std::to_string(slot) + "\nthe calls:\n";
    for (const auto& call : checker.calls()) text += "  " + to_string(call) + "\n";
    text += "the longest order that explains a part of them:\n";
    for (const auto i : checker.longest()) text += "  " + to_string(checker.calls()[i]) + "\n";
    return text;
  }
  return {};
}

}  // namespace offpeak::linearizability
