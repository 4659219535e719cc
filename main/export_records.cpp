#include "main/export_records.hpp"

#include <algorithm>
#include <span>

#include "api/operations/fingerprint.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak {
namespace {

namespace s = scheduler;

/// Writes the fields of one record behind its name.
class RecordFields {
 public:
  RecordFields(const s::State& state, base::JsonWriter& json) : state_{state}, json_{json} {}

  void operator()(const s::Appointment& record) {
    id("id", record.id);
    place(record.slot);
    number("status", static_cast<int>(record.status));
    json_.key("minutes").number(record.minutes);
    people(record.size, record.services);
    if (record.earlier != s::nowhere) appointment("earlier", record.earlier);
    if (record.later != s::nowhere) appointment("later", record.later);
  }
  void operator()(const s::Citizen& record) {
    days("cancellations", record.cancellations);
    days("no_shows", record.no_shows);
    if (record.suspended_until != 0) day("suspended_until", record.suspended_until);
    number("open_holds", record.open_holds);
    number("waiting", record.waiting);
  }
  void operator()(const s::Slot& record) {
    place(record.key);
    number("taken_minutes", record.taken_minutes);
    number("waiting", record.waiting);
    number("carried_minutes", record.carried_minutes);
    if (record.reserve != 0) number("reserve_percent", record.reserve - 1);
  }
  void operator()(const s::WaitlistEntry& record) {
    id("id", record.id);
    place(record.slot);
    number("status", static_cast<int>(record.status));
    json_.key("minutes").number(record.minutes);
    people(record.size, record.services);
  }
  void operator()(const s::CodeDay& record) {
    hall_day(record.key.hall(), record.key.date());
    number("codes", record.codes);
  }
  void operator()(const s::Memory& record) {
    id("key", record.key);
    time("at", record.at_ms);
    time("expires_at", record.expires_at_ms);
    number("rejection", static_cast<int>(record.rejection));
  }
  void operator()(const s::Ticket& record) {
    id("id", record.id);
    lane_day(record.lane_day);
    json_.key("ticket").plain(api::ticket_number(s::LaneCode{record.number_lane}, record.number));
    json_.key("status").plain(api::status_name(record.status));
    number("line", static_cast<int>(record.line));
    if (record.appointment != s::nowhere) appointment("appointment", record.appointment);
    moment(record, "issued_at", record.issued_ms);
    moment(record, "called_at", record.called_ms);
    moment(record, "served_at", record.served_ms);
    moment(record, "ended_at", record.ended_ms);
    number("counter", record.counter);
    number("documents", record.documents);
    json_.key("services").begin_array();
    for (std::size_t i = 0; i < record.size; ++i) json_.number(int{record.services[i]});
    json_.end_array();
  }
  void operator()(const s::LaneDay& record) {
    lane_day(record.key);
    number("calls", record.calls);
    number("numbers", record.numbers);
    number("tickets", record.tickets);
  }
  void operator()(const s::CounterDesk& record) {
    hall(record.hall);
    number("counter", record.number);
    number("status", static_cast<int>(record.status));
    number("lanes", record.lanes);
    time("since", record.since_ms);
  }
  void operator()(const s::ServiceTime& record) {
    hall(record.hall);
    number("service", record.service);
    number("mean_ms", record.mean_ms);
    number("samples", record.samples);
  }
  void operator()(const s::WaitFit& record) {
    hall(record.hall);
    number("lane", record.lane);
    numbers("p50", record.p50);
    numbers("p90", record.p90);
    numbers("samples", record.samples);
  }
  void operator()(const s::KeptLevel& record) {
    hall(record.hall);
    number("lane", record.lane);
    json_.key("level").plain(api::level_name(record.level));
    time("since", record.since_ms);
  }
  void operator()(const s::LaneTotals& record) {
    lane_day(record.key);
    number("tickets", record.tickets);
    number("booked_people", record.booked_people);
    number("walk_in_people", record.walk_in_people);
    number("priority_people", record.priority_people);
    number("served_people", record.served_people);
    number("documents", record.documents);
    number("left_people", record.left_people);
    number("missed_people", record.missed_people);
    number("no_show_people", record.no_show_people);
    number("calls", record.calls);
    numbers("arrivals", record.arrivals);
    numbers("waits", record.waits);
  }
  void operator()(const s::ServiceTotals& record) {
    hall_day(record.key.hall(), record.key.date());
    number("service", static_cast<int>(record.key.service()));
    number("arrived_people", record.arrived_people);
    number("served_people", record.served_people);
    number("assumed_ends", record.assumed_ends);
    number("served_ms", record.served_ms);
  }
  void operator()(const s::CounterTotals& record) {
    hall_day(record.key.hall(), record.key.date());
    number("counter", static_cast<int>(record.key.counter()));
    number("open_ms", record.open_ms);
    number("busy_ms", record.busy_ms);
    number("served_tickets", record.served_tickets);
    number("served_people", record.served_people);
    number("assumed_ends", record.assumed_ends);
  }
  void operator()(const s::KeptForecast& record) {
    lane_day(record.key);
    time("made_at", record.made_at_ms);
  }
  void operator()(const s::Announcement& record) {
    time("at", record.at_ms);
    id("subject", record.subject);
    hall(record.hall);
    number("kind", static_cast<int>(record.kind));
    number("status", static_cast<int>(record.status));
    number("detail", record.detail);
  }
  void operator()(const s::AuditEntry& record) {
    time("at", record.at_ms);
    json_.key("action").plain(api::action_name(record.action));
    id("actor", record.actor);
    id("subject", record.subject);
    number("role", static_cast<int>(record.role));
    hall(record.hall);
    number("counter", record.counter.number());
  }
  void operator()(const s::Revocation& record) {
    id("key", record.key);
    time("at", record.at_ms);
    json_.key("kind").plain(api::kind_name(record.kind));
    json_.key("reason").plain(api::reason_name(record.reason));
    if (record.ends_at_ms != 0) time("ends_at", record.ends_at_ms);
  }
  void operator()(const s::Alias& record) { day("since", record.since); }
  void operator()(const s::KeptCompliance& record) {
    hall(record.hall);
    number("followed", record.counts.followed);
    number("ignored", record.counts.ignored);
  }
  void operator()(const s::Watch& record) {
    id("appointment", record.booking);
    day("from", record.from);
    day("to", record.to);
    time("ends_at", record.ends_at_ms);
    number("offers", record.offers);
  }
  void operator()(const s::Closure& record) {
    id("id", record.id);
    hall(record.hall);
    number("service", record.service);
    time("from", record.from_ms);
    if (record.to_ms != 0) time("to", record.to_ms);
    time("made_at", record.made_ms);
    if (record.ended_ms != 0) time("ended_at", record.ended_ms);
    json_.key("reason").plain(api::reason_name(record.reason));
    number("displaced", record.displaced);
  }
  void operator()(const s::Notice& record) {
    id("id", record.id);
    hall(record.hall);
    time("from", record.from_ms);
    time("to", record.to_ms);
    time("posted_at", record.posted_ms);
    if (record.ended_ms != 0) time("ended_at", record.ended_ms);
    number("audience", record.audience);
  }
  void operator()(const s::KeptWording& record) {
    id("id", record.id);
    json_.key("zh").text(record.words.text(s::Language::zh));
    json_.key("en").text(record.words.text(s::Language::en));
  }
  void operator()(const s::KeptOutage& record) {
    time("from", record.from_ms);
    time("to", record.to_ms);
  }
  void operator()(const s::Meaning& record) {
    number("of", record.name >> 24);
    number("code", record.name & 0xFFFFFF);
    json_.key("digest").plain(api::fingerprint(record.digest));
  }

 private:
  template <class Id>
  void id(std::string_view key, const Id& value) {
    json_.key(key).plain(api::fingerprint(value));
  }
  template <class Number>
  void number(std::string_view key, Number value) {
    json_.key(key).number(static_cast<std::int64_t>(value));
  }
  template <class Numbers>
  void numbers(std::string_view key, const Numbers& values) {
    json_.key(key).begin_array();
    for (const auto value : values) json_.number(static_cast<std::int64_t>(value));
    json_.end_array();
  }
  void time(std::string_view key, std::int64_t at_ms) {
    json_.key(key).plain(config::format_instant(config::instant_of(at_ms)));
  }
  void moment(const s::Ticket& ticket, std::string_view key, s::DayMs at_ms) {
    if (at_ms == 0) return;
    json_.key(key).plain(config::format_instant(s::moment_of(ticket, at_ms)));
  }
  void day(std::string_view key, s::ShortDate value) {
    json_.key(key).plain(config::format_date(s::long_date(value)));
  }
  void days(std::string_view key, const s::LedgerDays& values) {
    json_.key(key).begin_array();
    for (const auto value : values) {
      if (value != 0) json_.plain(config::format_date(s::long_date(value)));
    }
    json_.end_array();
  }
  void hall(std::uint32_t code) {
    if (code != 0) json_.key("hall").plain(s::format_hall(s::HallCode{code}));
  }
  void hall_day(s::HallCode code, s::Date date) {
    json_.key("hall").plain(s::format_hall(code));
    json_.key("day").plain(config::format_date(date));
  }
  template <class Key>
  void lane_day(const Key& key) {
    hall_day(key.hall(), key.date());
    number("lane", static_cast<int>(key.lane()));
  }
  void place(s::SlotKey slot) {
    json_.key("start").plain(
        config::format_instant(config::instant_at(slot.date(), slot.start_minute())));
    json_.key("hall").plain(s::format_hall(slot.hall()));
    number("lane", static_cast<int>(slot.lane()));
  }
  void people(std::uint8_t size, const s::MemberServices& services) {
    json_.key("services").begin_array();
    for (std::size_t i = 0; i < size; ++i) json_.number(static_cast<int>(services[i].code()));
    json_.end_array();
  }
  void appointment(std::string_view key, s::Place at) {
    if (state_.has_appointment(at)) id(key, state_.appointment(at).id);
  }

  const s::State& state_;
  base::JsonWriter& json_;
};

}  // namespace

void export_records(const s::State& state, const std::function<void(const std::string&)>& line) {
  std::string text;
  const auto print = [&]<class Record>(const Record& record) {
    text.clear();
    base::JsonWriter json{text};
    json.begin_object().key("record").plain(s::RecordTraits<Record>::name);
    RecordFields{state, json}(record);
    json.end_object();
    line(text);
  };
  s::for_each_table(state.tables(), [&]<class Table>(const Table& table) {
    if constexpr (Table::is_trail) {
      for (auto number = table.first(); number < table.end(); ++number) print(table[number]);
    } else {
      for (const auto place : table.places()) print(table[place]);
    }
  });
}

}  // namespace offpeak
