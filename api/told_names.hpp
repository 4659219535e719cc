// Which former names of citizens the core has been told: one that is told again takes a place in
// the ring for nothing.
//
// Belongs to one I/O thread.
#pragma once

#include <cstddef>
#include <vector>

#include "scheduler/messages/command.hpp"

namespace offpeak::api {

/// Direct-mapped: who falls on another's place takes it, and the other is told once more.
class ToldNames {
 public:
  static constexpr std::size_t names_max = 4096;

  ToldNames() : names_(names_max) {}

  bool has(const scheduler::RenameCitizen& name) const {
    const auto& told = names_[place_of(name)];
    return told.to == name.to && told.from == name.from;
  }
  void add(const scheduler::RenameCitizen& name) { names_[place_of(name)] = name; }

 private:
  static std::size_t place_of(const scheduler::RenameCitizen& name) {
    return name.to.words[0] % names_max;  // a digest is as good as a hash
  }

  std::vector<scheduler::RenameCitizen> names_;
};

}  // namespace offpeak::api
