// A machine that runs a server, and starts it again whenever it ends, now and then with another
// configuration.
#pragma once

#include <memory>
#include <string>

#include "tests/simulation/server_run.hpp"

namespace offpeak::simulation {

class Node {
 public:
  explicit Node(const Host& host, bool usurps) : host_{host}, usurps_{usurps} {}
  ~Node() { end(); }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  void start(Role role);
  void submit(const scheduler::Command& command, const Respond& respond);

  // Faults.
  void kill(Time down);
  void pause(Time duration);
  void step_down();

  /// Null unless it runs and leads.
  const Leader* leader() const;
  const std::string& name() const { return name_; }

 private:
  void end();
  void restart_after(Time down);
  Role next_role();
  void reconfigure();

  Host host_;
  const bool usurps_;
  int lives_ = 0;
  std::string name_;
  std::shared_ptr<Process> process_;
  std::unique_ptr<ServerRun> run_;
};

}  // namespace offpeak::simulation
