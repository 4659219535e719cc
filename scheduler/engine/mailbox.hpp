// Where finished commands wait for the I/O thread that sent them.
//
// Progress: `put` is lock-free, `take_all` is wait-free. Its size is bounded by the commands that
// the I/O thread has under way, which its port limits.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "scheduler/answer.hpp"

namespace offpeak::engine {

/// The end of one command.
struct Completion {
  std::uint64_t cookie = 0;  // as submitted
  bool failed = false;       // the journal failed: the outcome is unknown, nothing may be promised
  scheduler::Reply reply;
};

using Completions = std::vector<Completion>;

class Mailbox {
 public:
  Mailbox() = default;
  ~Mailbox() {
    take_all([](Completion&) {});
  }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Any thread. True when the box was empty, so that its owner has to be woken.
  bool put(Completions completions) {
    Node* below = top_.load(std::memory_order_relaxed);
    auto* const added = new Node{std::move(completions), below};
    while (!top_.compare_exchange_weak(below, added, std::memory_order_acq_rel,
                                       std::memory_order_relaxed)) {
      added->below = below;
    }
    // The owner has the node by now and may have freed it.
    return below == nullptr;
  }

  /// The owner: visits everything put so far.
  template <class Visit>
  void take_all(const Visit& visit) {
    std::unique_ptr<Node> node{top_.exchange(nullptr, std::memory_order_acq_rel)};
    while (node) {
      for (auto& completion : node->completions) visit(completion);
      node.reset(node->below);
    }
  }

 private:
  struct Node {
    Completions completions;
    Node* below;
  };
  static_assert(std::atomic<Node*>::is_always_lock_free);
  std::atomic<Node*> top_{nullptr};
};

}  // namespace offpeak::engine
