#include "api/event_json.hpp"

#include <xxhash.h>

#include <cstdio>

#include "api/json_writer.hpp"
#include "api/slot_id.hpp"
#include "config/civil_time.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

template <class Id>
std::string fingerprint(const Id& id) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x",
                static_cast<unsigned>(XXH3_64bits(&id, sizeof id) >> 32));
  return text;
}

/// Writes the fields of one fact behind its name.
class FactFields {
 public:
  explicit FactFields(JsonWriter& json) : json_{json} {}

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
    json_.key("appointment").plain(fingerprint(fact.offer_id));  // what an offer will become
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

 private:
  void name(std::string_view event, s::AppointmentId id) {
    json_.key("event").plain(event);
    json_.key("appointment").plain(fingerprint(id));
  }
  void entry(std::string_view event, s::WaitlistId id) {
    json_.key("event").plain(event);
    json_.key("waitlist_entry").plain(fingerprint(id));
  }
  void slot(s::SlotKey key) {
    json_.key("hall").plain(format_hall(key.hall()));
    json_.key("lane").number(static_cast<std::int64_t>(key.lane()));
    json_.key("date").plain(config::format_date(key.date()));
    json_.key("start").plain(config::format_minute(key.start_minute()));
  }
  void claim(const s::Claim& claim) {
    slot(claim.slot);
    json_.key("minutes").number(claim.minutes);
    json_.key("capacity_minutes").number(claim.capacity_minutes);
  }
  void members(const s::Members& members) {
    json_.key("services").begin_array();
    for (std::uint8_t i = 0; i < members.size; ++i) {
      json_.number(static_cast<std::int64_t>(members.services[i]));
    }
    json_.end_array();
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

  JsonWriter& json_;
};

}  // namespace

std::string event_line(std::uint64_t sequence, const s::Event& event) {
  std::string line;
  JsonWriter json{line};
  json.begin_object();
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  json.key("at").plain(config::format_instant(event.at));
  std::visit(FactFields{json}, event.fact);
  json.end_object();
  return line;
}

}  // namespace offpeak::api
