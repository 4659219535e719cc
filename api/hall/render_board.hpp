// Boards, as displays read them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/city.hpp"
#include "scheduler/engine/board_box.hpp"

namespace offpeak::api {

/// Whether boards can be believed at this moment.
enum class Trust : std::uint8_t {
  good,    // what is durable, as far as anybody knows
  stale,   // the store does not answer, or a standby is behind: how things were
  failed,  // the journal has failed: boards say nothing
};

/// The board as JSON. A stale one has no level and no waits: they are not known.
std::string render_board(const config::City& city, const scheduler::Board& board, Trust trust);

/// Levels and waits of all halls whose board is known, in the city's order.
std::string render_city_board(const config::City& city, std::span<const engine::SharedBoard> boards,
                              Trust trust);

}  // namespace offpeak::api
