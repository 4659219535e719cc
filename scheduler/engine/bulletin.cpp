#include "scheduler/engine/bulletin.hpp"

#include <algorithm>

namespace offpeak::engine {
namespace {

namespace s = scheduler;

template <class Told>
void add_words(const s::State& state, Told& told) {
  const auto* words = state.wording({told.id.words});
  if (words == nullptr) return;
  told.zh = words->text(s::Language::zh);
  told.en = words->text(s::Language::en);
}

ClosureNews news_of(const s::State& state, const s::Closure& record) {
  ClosureNews told{.id = record.id,
                   .closed = s::closed_times(record),
                   .reason = record.reason,
                   .made_at = config::instant_of(record.made_ms),
                   .ended_at = config::instant_of(record.ended_ms),
                   .displaced = record.displaced};
  add_words(state, told);
  return told;
}

NoticeNews news_of(const s::State& state, const s::Notice& record) {
  NoticeNews told{.id = record.id,
                  .hall = s::HallCode{record.hall},
                  .from = config::instant_of(record.from_ms),
                  .to = config::instant_of(record.to_ms),
                  .posted_at = config::instant_of(record.posted_ms),
                  .ended_at = config::instant_of(record.ended_ms),
                  .audience = record.audience};
  add_words(state, told);
  return told;
}

bool was_reopened(const ClosureNews& told) { return told.ended_at != s::Instant{}; }

/// From then on nothing is closed by any of them.
s::Instant all_open_from(const std::vector<ClosureNews>& closures) {
  s::Instant open = s::Instant::min();
  for (const auto& told : closures) {
    if (was_reopened(told)) continue;
    open = std::max(open, told.closed.to == s::Instant{} ? s::Instant::max() : told.closed.to);
  }
  return open;
}

}  // namespace

std::shared_ptr<const News> Bulletin::news() const {
  const std::scoped_lock lock{mutex_};
  return news_;
}

bool Bulletin::looks_closed(s::HallCode hall, s::Instant from, s::Instant to,
                            s::ServiceCode service) const {
  const auto told = news();
  return std::ranges::any_of(told->closures, [&](const ClosureNews& one) {
    const bool is_of_it = one.closed.service == s::ServiceCode{} || one.closed.service == service;
    return !was_reopened(one) && is_of_it && s::overlaps(one.closed, hall, from, to);
  });
}

void Bulletin::publish(const s::State& state) {
  auto told = std::make_shared<News>();
  for (const s::Place place : state.closures().places()) {
    told->closures.push_back(news_of(state, state.closures()[place]));
  }
  for (const s::Place place : state.notices().places()) {
    told->notices.push_back(news_of(state, state.notices()[place]));
  }
  std::ranges::sort(told->closures, std::ranges::greater{}, [](const ClosureNews& one) {
    return std::pair{one.made_at, one.id};
  });
  std::ranges::sort(told->notices, std::ranges::greater{}, [](const NoticeNews& one) {
    return std::pair{one.posted_at, one.id};
  });
  const auto open = all_open_from(told->closures);
  {
    const std::scoped_lock lock{mutex_};
    news_ = std::move(told);
  }
  all_open_from_.store(open, std::memory_order_release);
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace offpeak::engine
