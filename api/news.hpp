// What is closed and what is told to all, as every page of the interface says it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "config/city.hpp"
#include "scheduler/engine/bulletin.hpp"
#include "scheduler/queueing/board.hpp"

namespace offpeak::api {

/// Keeps the newest for one thread, so that a request takes no lock while nothing changes.
class NewestNews {
 public:
  explicit NewestNews(const engine::Bulletin& bulletin) : bulletin_{bulletin} {}

  const engine::News& get() const;
  std::uint64_t generation() const { return bulletin_.generation(); }

 private:
  const engine::Bulletin& bulletin_;
  mutable std::uint64_t generation_ = ~std::uint64_t{0};
  mutable std::shared_ptr<const engine::News> news_;
};

/// `"text":{"zh","en"}`: what staff wrote or, without that, what the reason says.
void write_text(base::JsonWriter& json, std::string_view zh, std::string_view en,
                scheduler::ClosureReason reason);
void write_text(base::JsonWriter& json, std::string_view zh, std::string_view en);

/// An object: `id`, `hall` unless it is all of them, `service` unless it is all, `from`, `to`
/// unless nobody knows, `reason`, `text`.
void write_closure(base::JsonWriter& json, const config::City& city,
                   const engine::ClosureNews& told);
/// The same for an operator: also when it was made and opened again, and how many it displaced.
void write_closure_record(base::JsonWriter& json, const config::City& city,
                          const engine::ClosureNews& told);
/// An object: `id`, `hall` unless it is all of them, `from`, `to`, `text`.
void write_notice(base::JsonWriter& json, const engine::NoticeNews& told);
void write_notice_record(base::JsonWriter& json, const engine::NoticeNews& told);

/// `"closures":[…]`: those of the hall that are not over.
void write_closures_of(base::JsonWriter& json, const config::City& city, const engine::News& news,
                       config::HallCode hall, config::Instant now);
/// `"notices":[…]`, if there are any: to these people of the hall, now; as many as on a board.
void write_notices_of(base::JsonWriter& json, const engine::News& news, config::HallCode hall,
                      scheduler::Audience audience, config::Instant now);
/// `"closure":{…}` and `"notices":[…]` of a board, where there are any.
void write_board_news(base::JsonWriter& json, const scheduler::Board& board);

/// The closure that keeps the hall shut at `now`; null: none.
const engine::ClosureNews* closure_now(const engine::News& news, config::HallCode hall,
                                       config::Instant now);
/// Opened again, or past its end.
bool is_over(const engine::ClosureNews& told, config::Instant now);
const engine::ClosureNews* find_closure(const engine::News& news, scheduler::ClosureId id);
/// When the hall opens next, closures and all.
std::optional<config::Instant> next_opening(const engine::News& news, const config::City& city,
                                            const config::Hall& hall, config::Instant now);

}  // namespace offpeak::api
