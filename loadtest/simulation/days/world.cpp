#include "loadtest/simulation/days/world.hpp"

namespace offpeak::loadtest {

using namespace scheduler;  // NOLINT: the core is what this drives

World::World()
    : state_{std::make_unique<State>(StateOptions{.is_hashed = false, .index_shards = 1})} {}

void World::begin(const config::City& city, config::Date date, bool keep_journal) {
  state_->clear();
  city_ = &city;
  date_ = date;
  midnight_ = config::instant_at(date, config::MinuteOfDay{0});
  journal_.clear();
  keep_journal_ = keep_journal;
  commands_ = 0;
}

Receipt World::step(const Command& command, DayTime at) {
  facts_.clear();
  ++commands_;
  const Receipt receipt = execute(*state_, *city_, command, instant(at), facts_);
  if (keep_journal_) journal_.insert(journal_.end(), facts_.begin(), facts_.end());
  return receipt;
}

Receipt World::ask(const CommandBody& body, CitizenKey citizen, DayTime at) {
  return step({.caller = {.role = Role::citizen, .citizen = citizen}, .body = body}, at);
}

Receipt World::run(const CommandBody& body, DayTime at) {
  return step({.caller = {.role = Role::player}, .body = body}, at);
}

Receipt World::tick(const CommandBody& body, DayTime at) {
  return step({.caller = {}, .body = body}, at);
}

}  // namespace offpeak::loadtest
