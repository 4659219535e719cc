#include "api/hall/board_streams.hpp"

#include <algorithm>
#include <utility>

#include "api/content_name.hpp"
#include "api/server_events.hpp"

namespace offpeak::api {

BoardStreams::BoardStreams(const config::City& city, http::IoThread& io)
    : city_{city},
      io_{io},
      heartbeat_{heartbeat_event()},
      boards_(city.halls.size()),
      halls_(city.halls.size()) {}

std::optional<std::uint32_t> BoardStreams::find(config::HallCode hall) const {
  const auto found = std::ranges::lower_bound(city_.halls, hall, {}, &config::Hall::code);
  if (found == city_.halls.end() || found->code != hall) return std::nullopt;
  return static_cast<std::uint32_t>(found - city_.halls.begin());
}

void BoardStreams::change(Topic& topic) {
  topic.body.clear();
  topic.message.reset();
  topic.changed = true;
  any_changed_ = true;
}

void BoardStreams::take(std::uint32_t hall, engine::SharedBoard board) {
  boards_[hall] = std::move(board);
  change(halls_[hall]);
  change(all_);
}

void BoardStreams::set_trust(Trust trust) {
  if (trust == trust_) return;
  trust_ = trust;
  for (auto& topic : halls_) change(topic);
  change(all_);
  if (trust == Trust::failed) end_all("store_failed");
}

void BoardStreams::publish() {
  if (trust_ == Trust::failed || !std::exchange(any_changed_, false)) return;
  for (std::uint32_t hall = 0; hall < halls_.size(); ++hall) {
    Topic& topic = halls_[hall];
    if (!topic.changed) continue;
    topic.changed = false;
    if (!topic.watchers.empty() && boards_[hall]) send(topic, hall_message(hall));
  }
}

void BoardStreams::publish_city() {
  if (trust_ == Trust::failed || !all_.changed) return;
  all_.changed = false;
  if (!all_.watchers.empty()) send(all_, city_message());
}

void BoardStreams::send(Topic& topic, const http::SharedMessage& message) {
  for (const auto to : topic.watchers) io_.push(to, message);
}

void BoardStreams::end_all(std::string_view reason) {
  const auto message = unavailable_event(reason);
  const auto end = [&](Topic& topic) {
    send(topic, message);
    for (const auto to : topic.watchers) io_.end_stream(to);
  };
  for (auto& topic : halls_) end(topic);
  end(all_);
}

const BoardStreams::Topic& BoardStreams::rendered(std::uint32_t hall) {
  Topic& topic = halls_[hall];
  if (topic.body.empty()) set_body(topic, render_board(city_, *boards_[hall], trust_));
  return topic;
}

void BoardStreams::set_body(Topic& topic, std::string body) {
  topic.body = std::move(body);
  topic.name = content_name(topic.body);
}

const std::string& BoardStreams::body(std::uint32_t hall) { return rendered(hall).body; }

std::string BoardStreams::entity_tag(std::uint32_t hall) { return '"' + rendered(hall).name + '"'; }

http::SharedMessage BoardStreams::hall_message(std::uint32_t hall) {
  const Topic& topic = rendered(hall);
  http::SharedMessage& message = halls_[hall].message;
  if (!message) message = event_of("board", topic.name, topic.body);
  return message;
}

http::SharedMessage BoardStreams::city_message() {
  if (!all_.message) {
    set_body(all_, render_city_board(city_, boards_, trust_));
    all_.message = event_of("city", all_.name, all_.body);
  }
  return all_.message;
}

http::StreamStart BoardStreams::start(Topic& topic, http::ReplyTo to) {
  const auto start = start_events(io_, to, heartbeat_);
  if (start == http::StreamStart::started) topic.watchers.push_back(to);
  return start;
}

http::StreamStart BoardStreams::watch(std::uint32_t hall, http::ReplyTo to) {
  const auto started = start(halls_[hall], to);
  if (started == http::StreamStart::started && boards_[hall]) io_.push(to, hall_message(hall));
  return started;
}

http::StreamStart BoardStreams::watch_city(http::ReplyTo to) {
  const auto started = start(all_, to);
  const bool any_known = std::ranges::any_of(boards_, [](const auto& one) { return !!one; });
  if (started == http::StreamStart::started && any_known) io_.push(to, city_message());
  return started;
}

void BoardStreams::forget(http::ReplyTo to) {
  const auto forget_in = [to](Topic& topic) {
    const auto found = std::ranges::find(topic.watchers, to);
    if (found == topic.watchers.end()) return;
    *found = topic.watchers.back();
    topic.watchers.pop_back();
  };
  for (auto& topic : halls_) forget_in(topic);
  forget_in(all_);
}

}  // namespace offpeak::api
