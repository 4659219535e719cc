// People at their telephones: they ask, wait, ask again with the same key, and remember what they
// were told.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/node.hpp"

namespace offpeak::simulation {

inline constexpr int citizens = 24;
/// The plain number that a citizen's key stands for; it must never reach the store.
std::string plain_number(int citizen);

/// What the clients of a simulation share.
struct Crowd {
  World& world;
  Network& network;
  Oracle& oracle;
  Coverage& coverage;
  std::array<Node*, nodes> servers;
  bool reads_are_current = true;  // false where a server may lead without a lease
  std::uint64_t questions_percent = 30;
  std::uint64_t names = 0;
  std::uint64_t answered = 0;
  std::uint64_t asked_again = 0;
};

class Client {
 public:
  Client(Crowd& crowd, std::shared_ptr<Process> process);

  /// Asks this and that, until `close`.
  void start();
  /// Nothing new; what was begun is asked until it is answered.
  void close() { closing_ = true; }
  bool is_done() const { return done_; }

  /// Books what must be free by now; from a fiber.
  void book_at_last();
  bool has_booked() const { return has_booked_; }

 private:
  struct Ask {
    scheduler::Command command;
    std::uint64_t asked_at = 0;  // where the store was
    std::optional<Answer> answer;
    Signal signal;
  };

  void run();
  void ask(const scheduler::CommandBody& body);
  void send(const std::shared_ptr<Ask>& ask, int node);
  void receive(Ask& ask, const std::optional<Answer>& answer);
  void learn(const scheduler::Command& command, const scheduler::Reply& reply);
  scheduler::CommandBody draw();
  scheduler::CommandBody draw_booking();
  scheduler::CommandBody draw_watch();
  scheduler::Party draw_party();
  scheduler::SlotKey draw_slot();
  scheduler::AppointmentId one_of(const std::vector<scheduler::AppointmentId>& ids);
  template <class Id>
  Id fresh();

  Crowd& crowd_;
  std::shared_ptr<Process> process_;
  int target_ = 0;  // believed to lead
  bool closing_ = false;
  bool done_ = false;
  bool has_booked_ = false;
  std::vector<scheduler::AppointmentId> holds_;
  std::vector<scheduler::AppointmentId> bookings_;
  std::vector<scheduler::AppointmentId> offers_;  // of earlier places, as told with a booking
};

}  // namespace offpeak::simulation
