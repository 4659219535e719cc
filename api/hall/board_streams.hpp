// The newest boards on one I/O thread, and who watches them. Each board is rendered once, however
// many watch it, and not at all while nobody asks.
//
// Belongs to one I/O thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/hall/render_board.hpp"
#include "api/http/io_thread.hpp"

namespace offpeak::api {

class BoardStreams {
 public:
  BoardStreams(const config::City& city, http::IoThread& io);

  /// The hall's place in the city's list.
  std::optional<std::uint32_t> find(config::HallCode hall) const;

  /// A newer board has come; `publish` sends it on.
  void take(std::uint32_t hall, engine::SharedBoard board);
  /// A change of trust changes every board. A failure ends every stream.
  void set_trust(Trust trust);
  Trust trust() const { return trust_; }
  /// Sends the boards that have changed to those who watch them.
  void publish();
  /// Sends the city's board, once a tick: it changes whenever any hall's does.
  void publish_city();
  /// Tells the reason to everyone who watches, and ends every stream.
  void end_all(std::string_view reason);

  /// Null until the engine has made a board of the hall.
  const scheduler::Board* board(std::uint32_t hall) const { return boards_[hall].get(); }
  /// The board as JSON, and its entity tag; there must be a board. The tag is the id of the event
  /// with the same board.
  const std::string& body(std::uint32_t hall);
  std::string entity_tag(std::uint32_t hall);

  /// From within Handler::handle. The whole board comes at once, also to who has seen it: a display
  /// that lost its stream shows that it does not know, until it is told.
  http::StreamStart watch(std::uint32_t hall, http::ReplyTo to);
  http::StreamStart watch_city(http::ReplyTo to);
  void forget(http::ReplyTo to);

 private:
  struct Topic {
    std::vector<http::ReplyTo> watchers;
    std::string body;             // empty: not rendered since the last change
    std::string name;             // of that body, as an event's id
    http::SharedMessage message;  // null: not made since the last change
    bool changed = false;         // since it was sent on
  };

  void change(Topic& topic);
  http::SharedMessage hall_message(std::uint32_t hall);
  http::SharedMessage city_message();
  const Topic& rendered(std::uint32_t hall);
  static void set_body(Topic& topic, std::string body);
  http::StreamStart start(Topic& topic, http::ReplyTo to);
  void send(Topic& topic, const http::SharedMessage& message);

  const config::City& city_;
  http::IoThread& io_;
  const http::SharedMessage heartbeat_;
  Trust trust_ = Trust::good;
  std::vector<engine::SharedBoard> boards_;  // by place; null: not known yet
  std::vector<Topic> halls_;                 // by place
  Topic all_;
  bool any_changed_ = false;  // since publish
};

}  // namespace offpeak::api
