#include "api/citizen/guidance.hpp"

#include <cmath>
#include <vector>

#include "api/admission.hpp"
#include "api/citizen/slot_room.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "guide/live/guide.hpp"
#include "guide/why_nothing.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// Why a place is shown.
Sentence sentence_of(guide::Why why) {
  switch (why) {
    case guide::Why::same_as_wished:
      return {"same_as_wished", "就是您想要的时间和大厅，现在还有号。",
              "It is the time and the hall that you wished for, and there is room."};
    case guide::Why::shorter_wait:
      return {"shorter_wait", "这个时段人少，等候时间更短。",
              "Fewer people come then, so you wait less."};
    case guide::Why::nearer_time:
      return {"nearer_time", "离您想要的时间更近。",
              "It is nearer to the time that you wished for."};
    case guide::Why::nearer_hall:
      return {"nearer_hall", "就在您的大厅，还有号。",
              "It is at your own hall, and there is room."};
  }
  return {};
}

/// Why there is nothing to follow, and what to do then.
Sentence sentence_of(guide::Nothing nothing) {
  switch (nothing) {
    case guide::Nothing::own_place_is_best:
      return {"own_place_is_best", "没有比这个更合适的时段了。",
              "No other time or hall is better for you than this one."};
    case guide::Nothing::hall_needed:
      return {"hall_needed", "请先选择您要去的大厅。",
              "Please choose the hall that you would go to."};
    case guide::Nothing::no_appointments:
      return {
          "no_appointments", "这项业务不用预约，请直接到大厅取号。",
          "No appointments are made for this service. Please come to a hall and take a number."};
    case guide::Nothing::closed:
      return {"closed", "这几天大厅没有可以预约的时段。请换几天再看。",
              "The hall has no times for appointments on these days. Please choose other days."};
    case guide::Nothing::past:
      return {"past", "这些时段都已经开始或者过去了。请选择以后的日子。",
              "These times have begun or are over. Please choose later days."};
    case guide::Nothing::not_bookable_yet:
      return {"not_bookable_yet", "这几天的号还没有放。请过些天再来看。",
              "These days cannot be booked yet. Please look again later."};
    case guide::Nothing::full:
      return {
          "full",
          "这几天已经放的号都约满了，附近大厅相近的时间也没有。请换几天再看，或者登记候补。",
          "These days are full, and so are halls nearby at about that time. Please choose other "
          "days, or join a waitlist."};
    case guide::Nothing::party_too_large:
      return {
          "party_too_large", "这几天还有号，但不够这么多人一起办。请换几天再看，或者分开预约。",
          "There is room in these days, but not for so many together. Please choose other days, "
          "or book separately."};
    case guide::Nothing::beyond_forecast:
      return {"beyond_forecast", "这几天还有号，但还没有客流预测。请从时段列表中选择。",
              "There is room in these days, but no forecast of them yet. Please choose from the "
              "list of times."};
    case guide::Nothing::uncalled:
      return {
          "uncalled", "剩下的时段太挤，当天可能轮不到。请换几天再看。",
          "The times that are left are so crowded that you might not be called that day. Please "
          "choose other days."};
    case guide::Nothing::nothing_better:
      return {"nothing_better", "没有找到更合适的时段。请从时段列表中选择。",
              "No time was found that is better for you. Please choose from the list of times."};
  }
  return {};
}

/// To a tenth: nobody knows a wait better.
double tenths(double value) { return std::round(value * 10) / 10; }

void write_item(base::JsonWriter& json, const config::City& city,
                const guide::SuggestedSlot& item) {
  const s::SlotKey slot = item.slot;
  json.begin_object();
  json.key("hall").plain(s::format_hall(slot.hall()));
  json.key("slot").plain(s::format_slot(city, slot));
  json.key("start").plain(config::format_instant(slot.start()));
  json.key("wait_p50_minutes").real(tenths(item.wait_p50_minutes));
  json.key("wait_p90_minutes").real(tenths(item.wait_p90_minutes));
  json.key("saves_minutes").real(tenths(item.saves_minutes));
  json.key("distance_km").real(tenths(item.distance_km));
  json.key("level").plain(level_name(item.level));
  write_sentence(json, "why", sentence_of(item.why));
  json.end_object();
}

guide::Wish wish_of(const GuidanceQuery& query, std::uint64_t seed) {
  guide::Wish wish{.lane = query.visit.lane(),
                   .position = query.near.position,
                   .from = query.from,
                   .to = query.to,
                   .at = query.at,
                   .seed = seed,
                   .limit = query.limit};
  if (query.hall != nullptr) wish.hall = query.hall->code;
  return wish;
}

/// Notes what is shown, so that the next plan counts on it. The same person who asks the same again
/// has the same list, which counts once.
s::SuggestionId note(Exchange& exchange, Resources& resources, const GuidanceQuery& query,
                     const guide::Suggested& shown, std::string_view seed) {
  std::vector<s::SlotKey> slots;
  for (const auto& item : shown.items) slots.push_back(item.slot);
  const auto name = resources.digester.request_digest("list", exchange.request.query, seed);
  const s::SlotKey habit = shown.habit.value_or(s::SlotKey{});
  const auto home = shown.habit ? habit.hall() : slots.front().hall();
  return resources.shared.guide->book().note(
      {.subject = http::address_key(exchange.request.client),
       .hall = home,
       .slots = slots,
       .habit = habit,
       .party_minutes = query.visit.minutes(resources.city.find(home)->rules)},
      {name.words}, exchange.now);
}

/// Null when nothing came of the request, or there is nothing to learn.
guide::SuggestionBook* book_for(const s::Receipt& outcome, Resources& resources) {
  auto* guide = resources.shared.guide;
  const bool tells = guide != nullptr && outcome.rejection == s::Rejection::none;
  return tells ? &guide->book() : nullptr;
}

s::AppointmentId hold_of(const s::Receipt& outcome) { return {outcome.subject.words}; }

}  // namespace

void show_guidance(Exchange& exchange, Resources& resources) {
  const auto& city = resources.city;
  const auto query =
      read_guidance_query(city, exchange.request.query, config::date_of(exchange.now));
  if (!query) return exchange.reply(query.error());
  auto* guide = resources.shared.guide;
  if (guide == nullptr) {
    return exchange.reply(not_found("this server makes no forecasts: the city has no demand file"));
  }
  if (!resources.shared.engine.is_leading()) return exchange.reply(standing_by());
  const auto ahead = guide->ahead();
  if (ahead == nullptr) return exchange.reply(unavailable("the first forecast is being made"));
  const std::string seed =
      query->seed.empty() ? http::format(exchange.request.client) : query->seed;
  const auto number = resources.digester.request_digest("seed", "", seed).words[0];
  const auto& availability = resources.shared.engine.availability();
  const auto has_room = [&](const Visit& visit, s::SlotKey slot) {
    const auto plan = s::plan_slot(city, slot);
    return plan && room_for(city, availability, visit, *plan, exchange.now).has_value();
  };
  const Visit alone = query->visit.shortest_alone();
  const guide::Rooms rooms{
      .for_party = [&](s::SlotKey slot) { return has_room(query->visit, slot); },
      .for_one = [&](s::SlotKey slot) { return has_room(alone, slot); }};
  const auto wish = wish_of(*query, number);
  const auto shown = guide::suggest(city, ahead->outlook, ahead->plan, wish, rooms.for_party);
  const auto nothing = guide::why_nothing(city, ahead->outlook, wish, shown, rooms, exchange.now);
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("made_at").plain(config::format_instant(ahead->outlook.made_at()));
  write_notice(json, query->near);
  // Who has nothing to follow tells nothing by booking.
  if (nothing) {
    write_sentence(json, "reason", sentence_of(*nothing));
  } else {
    const auto id = base::to_hex(note(exchange, resources, *query, shown, seed));
    json.key("suggestion").plain(base::text_of(id));
  }
  json.key("items").begin_array();
  for (const auto& item : shown.items) write_item(json, city, item);
  json.end_array();
  json.end_object();
  // To say why a list is empty, all slots of its days are looked at.
  spend_reading(exchange, resources, shown.items.empty() ? 2 : 1);
  // Its own for each person: no cache may hand it to another one.
  exchange.reply(200, json_type, body, "Cache-Control: private, no-store\r\n");
}

void settle_suggestion(const s::Receipt& outcome, const Asked& asked, Resources& resources) {
  auto* book = book_for(outcome, resources);
  if (book == nullptr || asked.suggestion.is_zero()) return;
  book->settle(asked.suggestion, asked.slot, resources.shared.clock.now());
}

void note_hold(const s::Receipt& outcome, const Asked& asked, Resources& resources) {
  auto* book = book_for(outcome, resources);
  if (book == nullptr || asked.suggestion.is_zero()) return;
  book->hold(asked.suggestion, hold_of(outcome), asked.slot, outcome.expires_at,
             resources.shared.clock.now());
}

void settle_hold(const s::Receipt& outcome, const Asked&, Resources& resources) {
  if (auto* book = book_for(outcome, resources)) {
    book->confirm(hold_of(outcome), resources.shared.clock.now());
  }
}

void note_release(const s::Receipt& outcome, const Asked&, Resources& resources) {
  if (auto* book = book_for(outcome, resources)) {
    book->release(hold_of(outcome), resources.shared.clock.now());
  }
}

}  // namespace offpeak::api
