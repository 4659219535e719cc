#include "loadtest/simulation/days/swaps.hpp"

#include <vector>

#include "loadtest/simulation/days/shown_places.hpp"

namespace offpeak::loadtest {

using namespace scheduler;  // NOLINT: the core is what this drives

void Swaps::begin(const Draws& draws, const Following& following) {
  draws_ = draws;
  following_ = following;
}

void Swaps::offer(DayTime at) {
  if (!following_.swaps) return;
  const HallCode hall = day_.hall().code;
  for (const auto& lane : world_.city().lanes) {
    const auto* kept = world_.state().floor().level(hall, lane.code);
    if (kept == nullptr || kept->level != Level::red) continue;
    world_.run(OfferSwaps{.hall = hall, .lane = lane.code}, at);
    const Events offers = world_.facts();  // answers are commands too
    for (const Event& event : offers) {
      if (const auto* offer = std::get_if<PlaceOffered>(&event.fact)) ask(*offer, at);
    }
  }
}

void Swaps::ask(const PlaceOffered& offer, DayTime at) {
  const std::uint32_t number = guest_of(offer.id);
  Guest& guest = day_.guest(number);
  guest.offer = offer.offer_id;
  const Visitor& visitor = *guest.visitor;
  const bool takes = visitor.shows_up && !visitor.cancels &&
                     follow_draw(draws_, world_.date(), visitor) < following_.compliance;
  if (!takes || !citizens_.move(number, offer.claim.slot, at)) {
    agenda_.put(world_.day_time(offer.expires_at), Rank::expire, number);
  }
}

void Swaps::expire(std::uint32_t guest, DayTime at) {
  world_.run(ExpireHold{.id = day_.guest(guest).offer}, at);
}

}  // namespace offpeak::loadtest
