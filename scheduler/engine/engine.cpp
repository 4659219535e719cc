#include "scheduler/engine/engine.hpp"

#include "store/event_codec.hpp"

namespace offpeak::engine {

Engine::Engine(const config::City& city, store::Journal& journal, const Clock& clock,
               const EngineOptions& options, std::function<void(const std::string&)> on_failure)
    : city_{city},
      journal_{journal},
      clock_{clock},
      timers_{city},
      availability_{city},
      ring_{options.ring_capacity},
      journal_thread_{journal, ports_, metrics_, parker_,
                      [this, on_failure = std::move(on_failure)](const std::string& reason) {
                        failed_.store(true, std::memory_order_release);
                        ring_.close();
                        on_failure(reason);
                      }},
      writer_{city,          state_,   timers_, clock_, ring_, journal_thread_,
              availability_, metrics_, parker_} {
  state_.reserve(options.reserved_records);
}

Engine::~Engine() { stop(); }

store::Result<Recovery> Engine::recover() {
  const auto began = std::chrono::steady_clock::now();
  const auto apply_batch = [this](const store::Batch& batch) -> store::Result<void> {
    auto bytes = batch.payload;
    for (std::uint32_t i = 0; i < batch.events; ++i) {
      const auto event = store::decode_event(bytes);
      if (!event) return event.error();
      state_.apply(*event);
    }
    if (!bytes.empty()) {
      return store::Error{"a batch has bytes behind its last event (sequence " +
                          std::to_string(batch.first_sequence) + ")"};
    }
    return {};
  };
  const auto replay = journal_.replay(0, apply_batch);
  if (!replay) return replay.error();
  timers_.rebuild(state_);
  publish_all();
  metrics_.sequence = state_.sequence();
  metrics_.appointments = state_.appointment_count();
  metrics_.state_bytes = state_.bytes();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  return Recovery{*replay, state_.counts(), state_.hash(), took};
}

void Engine::publish_all() {
  const auto today = config::date_of(std::max(clock_.now(), state_.last_at()));
  for (scheduler::Place place = 0; place < state_.slot_count(); ++place) {
    const auto& slot = state_.slot(place);
    const auto key = scheduler::SlotKey::from_packed(slot.key);
    if (key.date() >= today) availability_.publish(key, slot.taken_minutes);
  }
}

Port& Engine::add_port(std::function<void()> wake) {
  const auto number = static_cast<std::uint16_t>(ports_.size());
  ports_.push_back(std::make_unique<Port>(number, std::move(wake)));
  return *ports_.back();
}

void Engine::start() {
  journal_thread_.start();
  writer_.start();
}

Push Engine::submit(Port& port, const scheduler::Command& command, std::uint64_t cookie) {
  if (!port.has_room()) {
    metrics_.ring_full.fetch_add(1, std::memory_order_relaxed);
    return Push::full;
  }
  const Push push = ring_.try_push({.command = command, .cookie = cookie, .port = port.number()});
  if (push == Push::claimed) {
    port.count_submitted();
  } else if (push == Push::full) {
    metrics_.ring_full.fetch_add(1, std::memory_order_relaxed);
  }
  return push;
}

void Engine::kick() {
  if (ring_.depth() >= crowd) {
    parker_.wake();
  } else {
    parker_.nudge();
  }
}

void Engine::stop() {
  ring_.close();
  parker_.wake();
  writer_.join();
  journal_thread_.stop();
}

}  // namespace offpeak::engine
