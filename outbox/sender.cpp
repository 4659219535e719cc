#include "outbox/sender.hpp"

#include <utility>

#include "base/assert.hpp"

namespace offpeak::outbox {

namespace s = scheduler;

Sender::Sender(engine::Engine& engine, const config::City& city,
               std::vector<ChannelOptions> endpoints, SenderLog log)
    : tally_{endpoints.size()} {
  for (auto& options : endpoints) {
    const auto& name = names_.emplace_back(options.name);
    channels_.push_back(
        std::make_unique<Channel>(engine, city, std::move(options), channels_.size(), tally_,
                                  [name, log](const std::string& what) { log(name, what); }));
  }
}

Sender::~Sender() = default;

void Sender::start(const s::State& state) {
  for (auto& channel : channels_) channel->remember();
  const auto& pending = state.announcements();
  for (auto number = pending.first(); number < pending.end(); ++number) {
    if (pending[number].status != s::AnnouncementStatus::pending) continue;
    const auto waiting = tally_.add(number, pending[number]);
    for (std::size_t i = 0; i < channels_.size(); ++i) {
      if (waiting.test(i)) channels_[i]->take_over({number, pending[number]});
    }
  }
  channels_.front()->switch_on();
  for (auto& channel : channels_) channel->start();
}

void Sender::take(std::uint64_t first, std::span<const s::Announcement> announcements) {
  std::vector<std::vector<Numbered>> of_each(channels_.size());
  for (const auto& one : announcements) {
    const auto waiting = tally_.add(first, one);
    for (std::size_t i = 0; i < channels_.size(); ++i) {
      if (waiting.test(i)) of_each[i].push_back({first, one});
    }
    ++first;
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) channels_[i]->take(of_each[i]);
}

void Sender::stop() {
  for (auto& channel : channels_) channel->stop();
}

bool Sender::enable(std::string_view name) {
  bool found = false;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    if (!name.empty() && names_[i] != name) continue;
    channels_[i]->enable();
    found = true;
  }
  return found;
}

std::vector<Status> Sender::statuses() const {
  std::vector<Status> statuses;
  for (const auto& channel : channels_) statuses.push_back(channel->status());
  return statuses;
}

std::vector<std::string> Sender::given_up_by(const s::Announcement& dead_letter) const {
  const auto where = tally_.dead_at(id_of(dead_letter));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (where.test(i)) names.push_back(names_[i]);
  }
  return names;
}

void switch_off(engine::Engine& engine, engine::Port& port, const s::State& state) {
  if (!state.outbox_is_on()) return;
  s::Command command;
  command.body = s::SwitchOutbox{false};
  OFFPEAK_ASSERT(engine.submit(port, command, 0) == engine::Push::claimed);
}

}  // namespace offpeak::outbox
