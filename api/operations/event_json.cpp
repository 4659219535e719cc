#include "api/operations/event_json.hpp"

#include <bit>

#include "api/operations/fingerprint.hpp"
#include "api/security/tokens.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/messages/watch_words.hpp"
#include "store/event_codec.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// Writes the fields of one fact behind its name.
class FactFields {
 public:
  explicit FactFields(base::JsonWriter& json) : json_{json} {}

  void operator()(const s::Held& fact) {
    name("held", fact.id);
    claim(fact.claim);
    members(fact.members);
    time("expires_at", fact.expires_at);
  }
  void operator()(const s::HoldEnded& fact) {
    name("hold_ended", fact.id);
    json_.key("reason").plain(fact.reason == s::HoldEnd::released ? "released" : "expired");
  }
  void operator()(const s::Booked& fact) {
    name("booked", fact.id);
    claim(fact.claim);
    members(fact.members);
  }
  void operator()(const s::Confirmed& fact) { name("confirmed", fact.id); }
  void operator()(const s::Cancelled& fact) {
    name("cancelled", fact.id);
    json_.key("late").boolean(fact.late);
    time("capacity_returns_at", fact.capacity_returns_at);
  }
  void operator()(const s::Rescheduled& fact) {
    name("rescheduled", fact.old_id);
    json_.key("to").plain(fingerprint(fact.new_id));
    json_.key("late").boolean(fact.late);
    claim(fact.claim);
    time("capacity_returns_at", fact.capacity_returns_at);
  }
  void operator()(const s::CapacityReturned& fact) { name("capacity_returned", fact.id); }
  void operator()(const s::WaitlistJoined& fact) {
    entry("waitlist_joined", fact.id);
    json_.key("appointment").plain(fingerprint(fact.offer_id));  // the id that an offer would have
    slot(fact.slot);
    json_.key("minutes").number(fact.minutes);
    members(fact.members);
  }
  void operator()(const s::WaitlistEnded& fact) {
    entry("waitlist_ended", fact.id);
    json_.key("reason").plain(reason_of(fact.reason));
  }
  void operator()(const s::OfferMade& fact) {
    entry("offer_made", fact.id);
    claim(fact.claim);
    time("expires_at", fact.expires_at);
  }
  void operator()(const s::CheckedIn& fact) {
    name("checked_in", fact.id);
    json_.key("tail").boolean(fact.tail);
  }
  void operator()(const s::NoShowed& fact) { name("no_show", fact.id); }
  void operator()(const s::Completed& fact) { name("completed", fact.id); }
  void operator()(const s::Remembered& fact) {
    json_.key("event").plain("remembered");
    json_.key("key").plain(fingerprint(fact.key));
    json_.key("rejected").boolean(fact.receipt.rejection != s::Rejection::none);
  }
  void operator()(const s::TicketIssued& fact) {
    ticket("ticket_issued", fact.id);
    if (!fact.appointment.is_zero()) json_.key("appointment").plain(fingerprint(fact.appointment));
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("lane").number(static_cast<std::int64_t>(fact.lane));
    json_.key("number").number(fact.number);
    json_.key("people").number(fact.services.size);
  }
  void operator()(const s::Called& fact) {
    ticket("called", fact.id);
    json_.key("counter").number(static_cast<std::int64_t>(fact.counter));
  }
  void operator()(const s::Recalled& fact) { ticket("recalled", fact.id); }
  void operator()(const s::CalledAgain& fact) { ticket("recalled", fact.id); }
  void operator()(const s::Served& fact) { ticket("served", fact.id); }
  void operator()(const s::Finished& fact) {
    ticket("finished", fact.id);
    json_.key("documents").number(fact.documents);
    json_.key("by_end_of_day").boolean(fact.by_end_of_day);
  }
  void operator()(const s::Missed& fact) {
    ticket("missed", fact.id);
    json_.key("returns").boolean(fact.returns);
  }
  void operator()(const s::Parked& fact) { ticket("parked", fact.id); }
  void operator()(const s::CallUndone& fact) {
    ticket("call_undone", fact.id);
    json_.key("parked").boolean(fact.is_parked);
  }
  void operator()(const s::Transferred& fact) {
    ticket("transferred", fact.id);
    json_.key("lane").number(static_cast<std::int64_t>(fact.lane));
  }
  void operator()(const s::TicketLeft& fact) {
    ticket("left", fact.id);
    json_.key("reason").plain(reason_of(fact.reason));
  }
  void operator()(const s::CounterOpened& fact) { counter("counter_opened", fact); }
  void operator()(const s::CounterPaused& fact) {
    counter("counter_paused", fact);
    if (fact.reason != s::PauseReason::none) json_.key("reason").plain(reason_name(fact.reason));
  }
  void operator()(const s::CounterClosed& fact) { counter("counter_closed", fact); }
  void operator()(const s::CounterLeftOpen& fact) {
    counter("counter_left_open", fact);
    json_.key("ended_at").plain(config::format_instant(fact.ended_at));
  }
  void operator()(const s::LevelAssessed& fact) {
    json_.key("event").plain("level_assessed");
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("level").number(static_cast<std::int64_t>(fact.level));
    json_.key("leaning").number(static_cast<std::int64_t>(fact.leaning));
  }
  void operator()(const s::LaneLevelAssessed& fact) {
    json_.key("event").plain("lane_level_assessed");
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("lane").number(static_cast<std::int64_t>(fact.lane));
    json_.key("level").number(static_cast<std::int64_t>(fact.level));
    json_.key("leaning").number(static_cast<std::int64_t>(fact.leaning));
  }
  void operator()(const s::ReserveSet& fact) {
    json_.key("event").plain("reserve_set");
    slot(fact.slot);
    json_.key("percent").number(fact.percent);
    if (fact.configured_percent) json_.key("configured").number(*fact.configured_percent);
  }
  void operator()(const s::ComplianceNoted& fact) {
    json_.key("event").plain("compliance_noted");
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("followed").number(fact.followed);
    json_.key("ignored").number(fact.ignored);
  }
  void operator()(const s::ForecastNoted& fact) {
    json_.key("event").plain("forecast_noted");
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("lane").number(static_cast<std::int64_t>(fact.lane));
    json_.key("date").plain(config::format_date(fact.date));
    json_.key("booked_tenths").number(fact.forecast.booked_tenths);
    json_.key("walk_in_tenths").number(fact.forecast.walk_in_tenths);
    if (fact.forecast.wait.is_known()) {
      json_.key("wait_p50_seconds").number(fact.forecast.wait.p50_s);
      json_.key("wait_p90_seconds").number(fact.forecast.wait.p90_s);
    }
  }
  void operator()(const s::DayDropped& fact) {
    json_.key("event").plain("day_dropped");
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("date").plain(config::format_date(fact.date));
  }
  void operator()(const s::TotalsDropped& fact) {
    json_.key("event").plain("totals_dropped");
    json_.key("before").plain(config::format_date(fact.before));
  }
  void operator()(const s::Acted& fact) {
    json_.key("event").plain("acted");
    json_.key("actor").plain(security::format_actor(fact.actor));
    json_.key("role").plain(security::role_name(fact.role));
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("action").plain(action_name(fact.action));
  }
  void operator()(const s::ReminderDue& fact) {
    name("reminder_due", fact.id);
    json_.key("minutes_before").number(fact.minutes_before);
    json_.key("passed_over").number(std::popcount(fact.passed_over));
  }
  void operator()(const s::OutboxSwitched& fact) {
    json_.key("event").plain("outbox_switched");
    json_.key("on").boolean(fact.to != s::Outbox::off);
  }
  void operator()(const s::AnnouncementSettled& fact) {
    json_.key("event").plain("announcement_settled");
    json_.key("number").number(static_cast<std::int64_t>(fact.number));
    json_.key("delivered").boolean(fact.how == s::Settlement::delivered);
  }
  void operator()(const s::AnnouncedAgain& fact) {
    json_.key("event").plain("announced_again");
    json_.key("dead_letter").number(static_cast<std::int64_t>(fact.dead_letter));
  }
  void operator()(const s::HoldForgotten& fact) { name("hold_forgotten", fact.id); }
  void operator()(const s::Revoked& fact) {
    json_.key("event").plain("revoked");
    json_.key("revocation").plain(fingerprint(fact.key));
    json_.key("kind").plain(kind_name(fact.kind));
    json_.key("reason").plain(reason_name(fact.reason));
    if (fact.ends_at != config::Instant{}) time("ends_at", fact.ends_at);
  }
  void operator()(const s::RevocationEnded& fact) {
    json_.key("event").plain("revocation_ended");
    json_.key("revocation").plain(fingerprint(fact.key));
    json_.key("reason").plain(fact.how == s::RevocationEnd::lifted ? "lifted" : "expired");
  }
  void operator()(const s::EntryForgotten& fact) { entry("waitlist_entry_forgotten", fact.id); }
  void operator()(const s::KeysJoined&) { json_.key("event").plain("keys_joined"); }
  void operator()(const s::KeySeparated&) { json_.key("event").plain("key_separated"); }
  void operator()(const s::WatchSet& fact) {
    name("watch_set", fact.id);
    json_.key("halls").begin_array();
    for (const auto hall : fact.places) json_.plain(s::format_hall(hall));
    json_.end_array();
    json_.key("lane").number(static_cast<std::int64_t>(fact.lane));
    json_.key("from").plain(config::format_date(fact.places.from));
    json_.key("to").plain(config::format_date(fact.places.to));
    time("ends_at", fact.ends_at);
  }
  void operator()(const s::WatchEnded& fact) {
    name("watch_ended", fact.id);
    json_.key("reason").plain(name_of(fact.reason));
  }
  void operator()(const s::PlaceOffered& fact) {
    name("place_offered", fact.id);
    json_.key("offer").plain(fingerprint(fact.offer_id));
    json_.key("kind").plain(name_of(fact.kind));
    claim(fact.claim);
    time("expires_at", fact.expires_at);
  }
  void operator()(const s::PlaceTaken& fact) {
    name("place_taken", fact.id);
    time("capacity_returns_at", fact.capacity_returns_at);
  }
  void operator()(const s::CompanionConfirmed& fact) { name("companion_confirmed", fact.id); }
  void operator()(const s::WordingNoted& fact) {
    json_.key("event").plain("wording_noted");
    json_.key("of").plain(fingerprint(fact.id));
    json_.key("language").plain(fact.language == s::Language::zh ? "zh" : "en");
    json_.key("bytes").number(fact.bytes);
  }
  void operator()(const s::ClosureMade& fact) {
    closure("closure_made", fact.id);
    halls(fact.closed.hall);
    if (fact.closed.service != s::ServiceCode{}) {
      json_.key("service").number(static_cast<std::int64_t>(fact.closed.service));
    }
    time("from", fact.closed.from);
    if (fact.closed.to != config::Instant{}) time("to", fact.closed.to);
    json_.key("reason").plain(reason_name(fact.reason));
  }
  void operator()(const s::ClosureEnded& fact) {
    closure("closure_ended", fact.id);
    json_.key("reason").plain(fact.how == s::ClosureEnd::reopened ? "reopened" : "forgotten");
  }
  void operator()(const s::Displaced& fact) {
    name("displaced", fact.id);
    if (!fact.by.is_zero()) json_.key("closure").plain(fingerprint(fact.by));
  }
  void operator()(const s::Excused& fact) {
    name("excused", fact.id);
    json_.key("reason").plain(reason_of(fact.reason));
    json_.key("unmarked").number(std::popcount(fact.unmarked));
  }
  void operator()(const s::SuspensionLifted&) { json_.key("event").plain("suspension_lifted"); }
  void operator()(const s::NoticePosted& fact) {
    json_.key("event").plain("notice_posted");
    json_.key("notice").plain(fingerprint(fact.id));
    halls(fact.hall);
    time("from", fact.from);
    time("to", fact.to);
  }
  void operator()(const s::NoticeEnded& fact) {
    json_.key("event").plain("notice_ended");
    json_.key("notice").plain(fingerprint(fact.id));
    json_.key("reason").plain(fact.how == s::NoticeEnd::withdrawn ? "withdrawn" : "forgotten");
  }
  void operator()(const s::OutageNoted& fact) {
    json_.key("event").plain("outage_noted");
    time("from", fact.from);
  }
  void operator()(const s::MeaningNoted& fact) {
    json_.key("event").plain("meaning_noted");
    json_.key("of").number(static_cast<std::int64_t>(fact.of));
    json_.key("code").number(fact.code);
  }
  void operator()(const s::CarriedOver& fact) {
    json_.key("event").plain("carried_over");
    slot(fact.slot);
    json_.key("minutes").number(fact.minutes);
  }
  void operator()(const s::CitizenRenamed&) { json_.key("event").plain("citizen_renamed"); }
  void operator()(const s::CitizenForgotten&) { json_.key("event").plain("citizen_forgotten"); }

 private:
  void ticket(std::string_view event, s::TicketId id) {
    json_.key("event").plain(event);
    json_.key("ticket").plain(fingerprint(id));
  }
  template <class Fact>
  void counter(std::string_view event, const Fact& fact) {
    json_.key("event").plain(event);
    json_.key("hall").plain(s::format_hall(fact.hall));
    json_.key("counter").number(static_cast<std::int64_t>(fact.counter));
  }
  void closure(std::string_view event, s::ClosureId id) {
    json_.key("event").plain(event);
    json_.key("closure").plain(fingerprint(id));
  }
  void halls(s::HallCode hall) {
    if (hall != s::HallCode{}) json_.key("hall").plain(s::format_hall(hall));
  }
  static std::string_view reason_of(s::ExcuseReason reason) {
    switch (reason) {
      case s::ExcuseReason::outage:
        return "outage";
      case s::ExcuseReason::staff:
        return "staff";
      case s::ExcuseReason::closure:
        return "closure";
    }
    return "unknown";
  }
  static std::string_view reason_of(s::LeaveReason reason) {
    switch (reason) {
      case s::LeaveReason::visitor:
        return "visitor";
      case s::LeaveReason::staff:
        return "staff";
      case s::LeaveReason::end_of_day:
        return "end_of_day";
    }
    return "unknown";
  }
  void name(std::string_view event, s::AppointmentId id) {
    json_.key("event").plain(event);
    json_.key("appointment").plain(fingerprint(id));
  }
  void entry(std::string_view event, s::WaitlistId id) {
    json_.key("event").plain(event);
    json_.key("waitlist_entry").plain(fingerprint(id));
  }
  void slot(s::SlotKey key) {
    json_.key("hall").plain(s::format_hall(key.hall()));
    json_.key("lane").number(static_cast<std::int64_t>(key.lane()));
    json_.key("date").plain(config::format_date(key.date()));
    json_.key("start").plain(config::format_minute(key.start_minute()));
  }
  void claim(const s::Claim& claim) {
    slot(claim.slot);
    if (claim.further_slots != 0) json_.key("further_slots").number(claim.further_slots);
    json_.key("minutes").number(claim.minutes);
    json_.key("capacity_minutes").number(claim.capacity_minutes);
  }
  void members(const s::Members& members) {
    json_.key("services").begin_array();
    for (std::uint8_t i = 0; i < members.size; ++i) {
      json_.number(static_cast<std::int64_t>(members.services[i]));
    }
    json_.end_array();
    json_.key("companions").number(std::popcount(members.companions));
  }
  void time(std::string_view key, config::Instant at) {
    json_.key(key).plain(config::format_instant(at));
  }
  static std::string_view reason_of(s::WaitlistEnd reason) {
    switch (reason) {
      case s::WaitlistEnd::left:
        return "left";
      case s::WaitlistEnd::closed:
        return "closed";
      case s::WaitlistEnd::ineligible:
        return "ineligible";
    }
    return "unknown";
  }

  base::JsonWriter& json_;
};

}  // namespace

std::string event_line(std::uint64_t sequence, const s::Event& event) {
  std::string line;
  base::JsonWriter json{line};
  json.begin_object();
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  json.key("at").plain(config::format_instant(event.at));
  std::visit(FactFields{json}, event.fact);
  json.end_object();
  return line;
}

store::Result<void> for_each_event_line(const store::Batch& batch,
                                        const std::function<void(const std::string& line)>& take) {
  auto bytes = batch.payload;
  for (std::uint32_t i = 0; i < batch.events; ++i) {
    const auto event = store::decode_event(bytes);
    if (!event) return event.error();
    take(event_line(batch.first_sequence + i, *event));
  }
  return {};
}

}  // namespace offpeak::api
