#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "scheduler/image/image.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/simulation/cities.hpp"
#include "tests/simulation/nemesis.hpp"

namespace offpeak::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int clients = 5;
/// After everything has healed a server must lead, and everybody have an answer, within this time.
constexpr seconds settle_max{60};

std::vector<std::string> all_plain_numbers() {
  std::vector<std::string> numbers;
  for (int i = 0; i <= citizens; ++i) numbers.push_back(plain_number(i));
  return numbers;
}

class Simulation {
 public:
  explicit Simulation(const Options& options)
      : options_{options},
        world_{options.seed},
        oracle_{all_plain_numbers(), coverage_},
        network_{world_},
        server_{world_, coverage_, options.server_defect,
                [this](const StoredEntry& entry) { oracle_.durable(entry); }},
        usurps_{world_.random().one_in(8)} {
    // Commands hide stale answers: a leader that was deposed notices at the first that it writes.
    constexpr std::uint64_t question_percents[] = {10, 30, 85};
    crowd_.questions_percent = question_percents[world_.random().below(3)];
    for (int i = 0; i < nodes; ++i) servers_.push_back(make_node(i));
    for (int i = 0; i < clients; ++i) {
      people_.push_back(std::make_unique<Client>(crowd_, outside_));
    }
  }
  ~Simulation() {
    for (auto& server : servers_) server.reset();
    outside_->kill();
  }

  Outcome run();

 private:
  std::unique_ptr<Node> make_node(int number);
  std::array<Node*, nodes> nodes_of() const { return {servers_[0].get(), servers_[1].get()}; }
  void run_until(Time end);
  template <class Done>
  bool run_while_waiting(Time at_most, const Done& done);
  void settle();
  void check_at_rest();
  const Node* at_rest() const;

  const Options& options_;
  World world_;
  Coverage coverage_;
  Oracle oracle_;
  Network network_;
  RedisServer server_;
  const bool usurps_;
  std::vector<std::unique_ptr<Node>> servers_;
  std::shared_ptr<Process> outside_ = Process::make(world_);
  Crowd crowd_{world_, network_, oracle_, coverage_, {}, !usurps_};
  std::vector<std::unique_ptr<Client>> people_;
};

std::unique_ptr<Node> Simulation::make_node(int number) {
  auto& random = world_.random();
  const Host host{.place = {world_, network_, server_},
                  .oracle = oracle_,
                  .coverage = coverage_,
                  .city = &cities().front(),
                  .defect = options_.node_defect,
                  .node = number,
                  .clock_skew = random.between({}, seconds{4}),
                  .snapshot_events = 15 + random.below(150),
                  .interruption_max = milliseconds{1000 + random.below(29'000)}};
  return std::make_unique<Node>(host, usurps_);
}

void Simulation::run_until(Time end) {
  while (oracle_.violation().empty() && world_.now() < end && world_.step()) {
  }
}

template <class Done>
bool Simulation::run_while_waiting(Time at_most, const Done& done) {
  const Time end = world_.now() + at_most;
  while (oracle_.violation().empty() && !done()) {
    if (world_.now() >= end || !world_.step()) return false;
  }
  return true;
}

/// Somebody who leads, has nothing to do, and knows everything. A leader that was deposed may not
/// have noticed yet.
const Node* Simulation::at_rest() const {
  const auto found = std::ranges::find_if(servers_, [this](const auto& server) {
    const auto* const leader = server->leader();
    return leader != nullptr && !leader->has_failed() && leader->is_idle() &&
           leader->state().sequence() == oracle_.sequence();
  });
  return found == servers_.end() ? nullptr : found->get();
}

/// Nothing goes wrong any more: it must all work again.
void Simulation::settle() {
  for (auto& client : people_) client->close();
  const bool answered = run_while_waiting(settle_max, [this] {
    return std::ranges::all_of(people_, [](const auto& client) { return client->is_done(); });
  });
  oracle_.expect(answered, "liveness: a client has no answer though nothing is wrong any more");
  outside_->spawn([this] { people_.front()->book_at_last(); });
  const bool booked =
      run_while_waiting(settle_max, [this] { return people_.front()->has_booked(); });
  oracle_.expect(booked, "liveness: nothing can be booked though nothing is wrong any more");
}

void Simulation::check_at_rest() {
  const bool rests = run_while_waiting(settle_max, [this] { return at_rest() != nullptr; });
  oracle_.expect(rests, "liveness: no leader comes to rest");
  if (!rests || !oracle_.violation().empty()) return;
  const auto& state = at_rest()->leader()->state();
  oracle_.check_state(at_rest()->name(), state.sequence(), state.hash());
  std::vector<std::byte> bytes;
  const auto head = scheduler::image_head(state);
  for (std::size_t i = 0; i < scheduler::image_sections.size(); ++i) {
    for (std::uint64_t n = 0; n < scheduler::image_chunks(head.records[i]); ++n) {
      scheduler::read_image(state, scheduler::image_sections[i], n, bytes);
      oracle_.check_secrets("a snapshot",
                            {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
  }
}

Outcome Simulation::run() {
  crowd_.servers = nodes_of();
  Nemesis nemesis{world_, network_, server_, nodes_of(), [this](const std::string& what) {
                    if (!options_.log) return;
                    const auto now = std::chrono::duration_cast<milliseconds>(world_.now());
                    options_.log(std::to_string(now.count()) + " ms: " + what);
                  }};
  servers_[0]->start(Role::lead);
  servers_[1]->start(Role::stand_by);
  for (auto& client : people_) client->start();
  const Time end = world_.random().between(seconds{6}, seconds{20});
  nemesis.plan(end);
  run_until(end);
  nemesis.heal();
  settle();
  check_at_rest();
  const bool moved = oracle_.epochs() > 1;
  oracle_.expect(!nemesis.is_calm() || !moved, "somebody took over though nothing was wrong");
  oracle_.finish();
  return {.violation = oracle_.violation(),
          .at = world_.now(),
          .digest = world_.digest(),
          .steps = world_.steps(),
          .faults = nemesis.faults(),
          .answered = crowd_.answered,
          .asked_again = crowd_.asked_again,
          .acknowledged = oracle_.acknowledgements(),
          .records = oracle_.records(),
          .epochs = oracle_.epochs(),
          .coverage = coverage_};
}

}  // namespace

Outcome simulate(const Options& options) { return Simulation{options}.run(); }

}  // namespace offpeak::simulation
