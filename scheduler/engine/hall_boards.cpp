#include "scheduler/engine/hall_boards.hpp"

#include <algorithm>

#include "base/one_of.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::engine {

namespace s = scheduler;
using base::is_one_of;
using std::chrono::steady_clock;

namespace {

/// Facts of tickets, which name no hall.
template <class Fact>
constexpr bool is_of_ticket =
    is_one_of<Fact, s::Called, s::Recalled, s::CalledAgain, s::Served, s::Finished, s::Missed,
              s::Parked, s::Transferred, s::TicketLeft, s::CallUndone>;

/// Facts that name the hall whose board they change.
template <class Fact>
constexpr bool is_of_hall =
    is_one_of<Fact, s::TicketIssued, s::CounterOpened, s::CounterPaused, s::CounterClosed,
              s::CounterLeftOpen, s::LevelAssessed, s::LaneLevelAssessed, s::DayDropped>;

/// Facts that may change the boards of all halls, now and when what they announce begins and ends.
template <class Fact>
constexpr bool is_of_city =
    is_one_of<Fact, s::ClosureMade, s::ClosureEnded, s::NoticePosted, s::NoticeEnded>;

/// Facts that change no board.
template <class Fact>
constexpr bool is_on_no_board =
    is_one_of<Fact, s::Held, s::HoldEnded, s::Booked, s::Confirmed, s::Cancelled, s::Rescheduled,
              s::CapacityReturned, s::WaitlistJoined, s::WaitlistEnded, s::OfferMade, s::CheckedIn,
              s::NoShowed, s::Completed, s::Remembered, s::TotalsDropped, s::Acted, s::ReminderDue,
              s::OutboxSwitched, s::AnnouncementSettled, s::CompanionConfirmed, s::HoldForgotten,
              s::AnnouncedAgain, s::Revoked, s::RevocationEnded, s::EntryForgotten, s::KeysJoined,
              s::KeySeparated, s::ReserveSet, s::ComplianceNoted, s::WatchSet, s::WatchEnded,
              s::PlaceOffered, s::PlaceTaken, s::ForecastNoted, s::WordingNoted, s::Displaced,
              s::Excused, s::SuspensionLifted, s::OutageNoted, s::MeaningNoted, s::CarriedOver,
              s::CitizenRenamed, s::CitizenForgotten>;

/// A hall that opens no more is looked at again a day later.
config::Instant turn_after(const config::City& city, const config::Hall& hall,
                           config::Instant now) {
  return s::next_turn(city, hall, now).value_or(now + std::chrono::days{1});
}

/// When the next closure or notice begins or ends, after `now`.
config::Instant next_news(const s::State& state, config::Instant now) {
  auto next = config::Instant::max();
  const auto consider = [&](std::int64_t ms) {
    const auto at = config::instant_of(ms);
    if (at > now) next = std::min(next, at);
  };
  const auto consider_all = [&](const auto& table) {
    for (const s::Place place : table.places()) {
      if (table[place].ended_ms != 0) continue;
      consider(table[place].from_ms);
      consider(table[place].to_ms);
    }
  };
  consider_all(state.closures());
  consider_all(state.notices());
  return next;
}

}  // namespace

HallBoards::HallBoards(const config::City& city, const s::State& state, config::Instant made_at)
    : city_{city}, halls_(city.halls.size()), news_turn_{next_news(state, made_at)} {
  for (std::size_t place = 0; place < halls_.size(); ++place) {
    halls_[place].turns_at = turn_after(city, city.halls[place], made_at);
  }
  set_next_turn(made_at);
}

void HallBoards::note(const s::State& state, const s::Fact& fact) {
  std::visit(
      [&]<class Fact>(const Fact& one) {
        static_assert(
            is_of_hall<Fact> + is_of_ticket<Fact> + is_of_city<Fact> + is_on_no_board<Fact> == 1,
            "a fact says whether a board shows it");
        if constexpr (is_of_hall<Fact>) note(one.hall);
        if constexpr (is_of_ticket<Fact>) {
          const auto& ticket = state.floor().ticket(state.floor().find(one.id));
          note(ticket.lane_day.hall());
        }
        if constexpr (is_of_city<Fact>) {
          note_all();
          news_turn_ = next_news(state, state.last_at());
          set_next_turn(state.last_at());
        }
      },
      fact);
}

void HallBoards::note(const s::CommandBody& timer) {
  if (const auto* assess = std::get_if<s::AssessLevel>(&timer)) note(assess->hall);
  if (const auto* end = std::get_if<s::EndDay>(&timer)) note(end->hall);
}

void HallBoards::note(config::HallCode code) {
  const auto found = std::ranges::lower_bound(city_.halls, code, {}, &config::Hall::code);
  if (found == city_.halls.end() || found->code != code)
    return;  // a hall that left the configuration
  want(halls_[static_cast<std::size_t>(found - city_.halls.begin())]);
}

void HallBoards::note_all() {
  for (auto& hall : halls_) want(hall);
}

void HallBoards::pass(const s::State& state, config::Instant now) {
  if (now < next_turn_) return;
  if (now >= news_turn_) {
    note_all();
    news_turn_ = next_news(state, now);
  }
  for (std::size_t place = 0; place < halls_.size(); ++place) {
    Hall& hall = halls_[place];
    if (now < hall.turns_at) continue;
    want(hall);
    hall.turns_at = turn_after(city_, city_.halls[place], now);
  }
  set_next_turn(now);
}

void HallBoards::set_next_turn(config::Instant now) {
  next_turn_ = std::min<config::Instant>(now + std::chrono::days{1}, news_turn_);
  for (const Hall& hall : halls_) next_turn_ = std::min(next_turn_, hall.turns_at);
}

void HallBoards::want(Hall& hall) {
  if (hall.wanted) return;
  hall.wanted = true;
  first_due_ = wanted_ == 0 ? hall.due : std::min(first_due_, hall.due);
  ++wanted_;
}

bool HallBoards::is_due() const { return wanted_ > 0 && steady_clock::now() >= first_due_; }

std::optional<std::chrono::nanoseconds> HallBoards::until_due() const {
  if (wanted_ == 0) return std::nullopt;
  return std::max(std::chrono::nanoseconds{0},
                  std::chrono::nanoseconds{first_due_ - steady_clock::now()});
}

void HallBoards::make_due(const s::State& state, config::Instant now,
                          std::vector<PlacedBoard>& out) {
  if (wanted_ == 0) return;
  const Moment moment = steady_clock::now();
  first_due_ = Moment::max();
  for (std::uint32_t place = 0; place < halls_.size(); ++place) {
    Hall& hall = halls_[place];
    if (!hall.wanted) continue;
    if (hall.due > moment) {
      first_due_ = std::min(first_due_, hall.due);
      continue;
    }
    const auto& configured = city_.halls[place];
    out.push_back(
        {place, std::make_shared<const s::Board>(s::make_board(state, city_, configured, now))});
    hall.wanted = false;
    hall.due = moment + board_every;
    --wanted_;
  }
}

}  // namespace offpeak::engine
