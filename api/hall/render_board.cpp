#include "api/hall/render_board.hpp"

#include <algorithm>

#include "api/hall/tickets.hpp"
#include "api/news.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;
using s::Board;

std::string_view reason_name(s::LevelReason reason) {
  switch (reason) {
    case s::LevelReason::wait:
      return "wait";
    case s::LevelReason::closed:
      return "closed";
    case s::LevelReason::paused:
      return "paused";
    case s::LevelReason::no_data:
      return "no_data";
    case s::LevelReason::not_today:
      return "not_today";
  }
  return {};
}

std::string_view counter_status_name(s::CounterStatus status) {
  switch (status) {
    case s::CounterStatus::closed:
      return "closed";
    case s::CounterStatus::open:
      return "open";
    case s::CounterStatus::paused:
      return "paused";
  }
  return {};
}

/// The number called; for those who come together all of theirs as well.
void write_ticket(base::JsonWriter& json, const s::TicketNumber& ticket) {
  json.key("ticket").plain(ticket_number(ticket.lane, ticket.first));
  if (ticket.size < 2) return;
  json.key("tickets").begin_array();
  for (std::uint8_t i = 0; i < ticket.size; ++i) {
    json.plain(ticket_number(ticket.lane, static_cast<std::uint16_t>(ticket.first + i)));
  }
  json.end_array();
}

/// Of a board that may be out of date nothing is known.
void write_level(base::JsonWriter& json, const s::ShownLevel& shown, bool stale) {
  const s::ShownLevel level = stale ? s::ShownLevel{} : shown;
  json.key("level").plain(level_name(level.level));
  json.key("level_reason").plain(reason_name(level.reason));
  json.key("level_since");
  if (level.since == config::Instant{}) {
    json.null();
  } else {
    json.plain(config::format_instant(level.since));
  }
}

void write_lane(base::JsonWriter& json, const config::City& city, const Board::Lane& lane,
                bool stale) {
  json.begin_object();
  json.key("lane").plain(lane_name(city, lane.lane));
  json.key("waiting").number(lane.waiting);
  write_level(json, lane.level, stale);
  write_wait(json, stale ? s::Wait{} : lane.wait, lane.next_opening);
  json.end_object();
}

/// What a board and the city's board have in common.
void write_level_and_lanes(base::JsonWriter& json, const config::City& city, const Board& board,
                           Trust trust) {
  const bool stale = trust != Trust::good;
  json.key("hall").plain(s::format_hall(board.hall));
  json.key("as_of").plain(config::format_instant(board.as_of));
  json.key("sequence").number(static_cast<std::int64_t>(board.sequence));
  write_level(json, board.level, stale);
  if (board.next_opening) {
    json.key("next_opening").plain(config::format_instant(*board.next_opening));
  }
  write_board_news(json, board);
  json.key("lanes").begin_array();
  for (const auto& lane : board.lanes) write_lane(json, city, lane, stale);
  json.end_array();
}

void write_calls(base::JsonWriter& json, const Board& board) {
  json.key("calling").begin_array();
  for (const auto& call : board.calling) {
    json.begin_object();
    write_ticket(json, call.ticket);
    json.key("counter").number(static_cast<std::int64_t>(call.counter));
    json.key("called_at").plain(config::format_instant(call.called_at));
    json.key("recalls").number(call.recalls);
    json.end_object();
  }
  json.end_array();
}

void write_next(base::JsonWriter& json, const config::City& city, const Board& board) {
  json.key("next").begin_array();
  for (const auto& next : board.next) {
    json.begin_object();
    json.key("lane").plain(lane_name(city, next.lane));
    write_ticket(json, next.ticket);
    json.end_object();
  }
  json.end_array();
}

void write_counters(base::JsonWriter& json, const config::City& city, const Board& board) {
  json.key("counters").begin_array();
  for (const auto& counter : board.counters) {
    json.begin_object();
    json.key("counter").number(static_cast<std::int64_t>(counter.number));
    json.key("status").plain(counter_status_name(counter.status));
    if (counter.paused_for != s::PauseReason::none) {
      json.key("paused_reason").plain(api::reason_name(counter.paused_for));
    }
    json.key("lanes").begin_array();
    for (s::LaneSet left = counter.lanes; left != 0; left &= left - 1) {
      json.plain(lane_name(city, config::LaneCode{static_cast<std::uint8_t>(__builtin_ctz(left))}));
    }
    json.end_array();
    if (counter.ticket.size > 0) {
      write_ticket(json, counter.ticket);
      json.key("serving").boolean(counter.serving);
      json.key("called_at").plain(config::format_instant(counter.called_at));
      if (counter.serving) {
        json.key("served_at").plain(config::format_instant(counter.served_at));
      }
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string render_board(const config::City& city, const Board& board, Trust trust) {
  std::string body;
  body.reserve(4096);
  base::JsonWriter json{body};
  json.begin_object();
  write_level_and_lanes(json, city, board, trust);
  write_calls(json, board);
  write_next(json, city, board);
  write_counters(json, city, board);
  json.end_object();
  return body;
}

std::string render_city_board(const config::City& city, std::span<const engine::SharedBoard> boards,
                              Trust trust) {
  std::uint64_t sequence = 0;
  std::string body;
  body.reserve(8192);
  base::JsonWriter json{body};
  json.begin_object();
  json.key("city").plain(city.key);
  json.key("halls").begin_array();
  for (const auto& board : boards) {
    if (!board) continue;
    sequence = std::max(sequence, board->sequence);
    json.begin_object();
    write_level_and_lanes(json, city, *board, trust);
    json.end_object();
  }
  json.end_array();
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  json.end_object();
  return body;
}

}  // namespace offpeak::api
