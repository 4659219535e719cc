#include "api/hall/boards.hpp"

#include <optional>

#include "api/exchange.hpp"
#include "api/hall/board_streams.hpp"
#include "api/hall_in_path.hpp"
#include "api/public_page.hpp"
#include "api/resources.hpp"
#include "api/server_events.hpp"
#include "api/standby_lag.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

/// A standby that last had every event this long ago, or longer, shows its boards as stale.
constexpr std::chrono::seconds standby_lag_max{5};

Trust trust_in(const engine::Engine& engine) {
  if (engine.has_failed()) return Trust::failed;
  if (engine.is_interrupted()) return Trust::stale;
  if (engine.is_leading()) return Trust::good;
  const auto lag = lag_of(engine.metrics());
  return lag && *lag < standby_lag_max ? Trust::good : Trust::stale;
}

Problem store_failed() {
  return unavailable("the journal has failed: nobody knows who waits until the server is back");
}

/// The hall in the path, by its place in the city's list.
Checked<std::uint32_t> find_board(const Exchange& exchange, Resources& resources) {
  refresh_boards(resources);
  const auto code = scheduler::parse_hall(exchange.parameters[0]);
  const auto hall = code ? resources.boards.find(*code) : std::nullopt;
  if (!hall) return unknown_hall();
  if (resources.boards.trust() == Trust::failed) return store_failed();
  return Checked<std::uint32_t>{boost::system::in_place_value, *hall};
}

}  // namespace

void refresh_boards(Resources& resources) {
  auto& boards = resources.boards;
  resources.port.drain_boards([&boards](std::uint32_t hall, engine::SharedBoard board) {
    boards.take(hall, std::move(board));
  });
  boards.set_trust(trust_in(resources.shared.engine));
  boards.publish();
}

void get_board(Exchange& exchange, Resources& resources) {
  const auto hall = find_board(exchange, resources);
  if (!hall) return exchange.reply(hall.error());
  auto& boards = resources.boards;
  if (boards.board(*hall) == nullptr) {
    return exchange.reply(unavailable("the server is starting: nothing is known of this hall yet"));
  }
  exchange.reply_tagged({.entity_tag = boards.entity_tag(*hall), .body = boards.body(*hall)},
                        std::string{revalidated});
}

void watch_board(Exchange& exchange, Resources& resources) {
  const auto hall = find_board(exchange, resources);
  if (!hall) return exchange.reply(hall.error());
  report_stream(exchange, resources.boards.watch(*hall, exchange.recipient().to));
}

void create_board_ticket(Exchange& exchange, Resources& resources) {
  const auto hall = scheduler::parse_hall(exchange.parameters[0]);
  if (!hall || resources.city.find(*hall) == nullptr) return exchange.reply(unknown_hall());
  const auto expires_at =
      std::chrono::floor<std::chrono::seconds>(exchange.real_now) + security::board_ticket_lifetime;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("ticket").plain(
      resources.board_tickets.issue(*hall, exchange.principal->names, expires_at));
  json.key("expires_at").plain(config::format_instant(expires_at));
  json.end_object();
  exchange.reply(201, json_type, body);
}

void watch_city(Exchange& exchange, Resources& resources) {
  refresh_boards(resources);
  if (resources.boards.trust() == Trust::failed) return exchange.reply(store_failed());
  report_stream(exchange, resources.boards.watch_city(exchange.recipient().to));
}

}  // namespace offpeak::api
