#include <cstring>
#include <span>

#include "base/enumerators.hpp"
#include "scheduler/table/record_hash.hpp"
#include "tests/scheduler/busy_day.hpp"
#include "tests/scheduler/closing.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// An image taken apart, so that a test can break it.
struct Records {
  ImageHead head;
  std::vector<Appointment> appointments;
  std::vector<Citizen> citizens;
  std::vector<Slot> slots;
  std::vector<WaitlistEntry> waitlist;
  std::vector<CodeDay> code_days;
  std::vector<Memory> memories;
  std::vector<Ticket> tickets;
  std::vector<LaneDay> lane_days;
  std::vector<CounterDesk> counters;
  std::vector<ServiceTime> service_times;
  std::vector<WaitFit> wait_fits;
  std::vector<KeptLevel> levels;
  std::vector<LaneTotals> lane_totals;
  std::vector<ServiceTotals> service_totals;
  std::vector<CounterTotals> counter_totals;
  std::vector<Announcement> announcements;
  std::vector<Announcement> dead_letters;
  std::vector<AuditEntry> audit;
  std::vector<Revocation> revocations;
  std::vector<Alias> aliases;
  std::vector<KeptCompliance> compliance;
  std::vector<Watch> watches;
  std::vector<KeptForecast> forecasts;
  std::vector<Closure> closures;
  std::vector<Notice> notices;
  std::vector<KeptWording> wordings;
  std::vector<KeptOutage> outages;
  std::vector<Meaning> meanings;

  /// `visit(Section, records)` for each.
  template <class Self, class Visit>
  static void for_each(Self& self, const Visit& visit) {
    visit(Section::appointments, self.appointments);
    visit(Section::citizens, self.citizens);
    visit(Section::slots, self.slots);
    visit(Section::waitlist, self.waitlist);
    visit(Section::code_days, self.code_days);
    visit(Section::memories, self.memories);
    visit(Section::tickets, self.tickets);
    visit(Section::lane_days, self.lane_days);
    visit(Section::counters, self.counters);
    visit(Section::service_times, self.service_times);
    visit(Section::wait_fits, self.wait_fits);
    visit(Section::levels, self.levels);
    visit(Section::lane_totals, self.lane_totals);
    visit(Section::service_totals, self.service_totals);
    visit(Section::counter_totals, self.counter_totals);
    visit(Section::announcements, self.announcements);
    visit(Section::dead_letters, self.dead_letters);
    visit(Section::audit, self.audit);
    visit(Section::revocations, self.revocations);
    visit(Section::aliases, self.aliases);
    visit(Section::compliance, self.compliance);
    visit(Section::watches, self.watches);
    visit(Section::day_forecasts, self.forecasts);
    visit(Section::closures, self.closures);
    visit(Section::notices, self.notices);
    visit(Section::wordings, self.wordings);
    visit(Section::outages, self.outages);
    visit(Section::meanings, self.meanings);
  }

  Ticket& with(TicketStatus status) {
    for (auto& record : tickets) {
      if (record.status == status) return record;
    }
    throw std::logic_error{"no ticket with this status"};
  }
  CounterDesk& with_visitor() {
    for (auto& record : counters) {
      if (record.ticket != nowhere) return record;
    }
    throw std::logic_error{"no counter with a visitor"};
  }
  /// The first appointment, or entry, with this status.
  Appointment& with(AppointmentStatus status) {
    for (auto& record : appointments) {
      if (record.status == status) return record;
    }
    throw std::logic_error{"no appointment with this status"};
  }
  WaitlistEntry& with(WaitlistStatus status) {
    for (auto& record : waitlist) {
      if (record.status == status) return record;
    }
    throw std::logic_error{"no entry with this status"};
  }
  Slot& slot_of(const Appointment& record) {
    for (auto& slot : slots) {
      if (slot.key == record.slot) return slot;
    }
    throw std::logic_error{"no such slot"};
  }
  Slot& with_line() {
    for (auto& slot : slots) {
      if (slot.waiting > 1) return slot;
    }
    throw std::logic_error{"nobody waits in line"};
  }
};

template <class Record>
std::vector<Record> records_of(const Image& image, Section wanted) {
  std::vector<Record> records;
  for (const auto& [section, bytes] : image.chunks) {
    if (section != wanted) continue;
    const std::size_t before = records.size();
    records.resize(before + bytes.size() / sizeof(Record));
    std::memcpy(static_cast<void*>(&records[before]), bytes.data(), bytes.size());
  }
  return records;
}

Records take_apart(const State& state) {
  const Image image = take_image(state);
  Records all;
  all.head = image.head;
  std::size_t sections = 0;
  Records::for_each(all, [&]<class Record>(Section section, std::vector<Record>& records) {
    records = records_of<Record>(image, section);
    ++sections;
  });
  REQUIRE(sections == image_sections.size());
  return all;
}

/// What a state with these records would say its hash is: a broken one must not be told by it.
std::uint64_t hash_of(const Records& all) {
  std::uint64_t sum = 0;
  Records::for_each(all, [&]<class Record>(Section section, const std::vector<Record>& records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (is_dropped(records[i])) continue;
      sum += record_hash(section, all.head.first[section_index(section)] + i, records[i]);
    }
  });
  const auto first = [&](Section section) { return all.head.first[section_index(section)]; };
  const std::array<std::uint64_t, 11> whole{sum,
                                            all.head.sequence,
                                            static_cast<std::uint64_t>(all.head.last_at_ms),
                                            first(Section::appointments),
                                            first(Section::waitlist),
                                            first(Section::tickets),
                                            first(Section::memories),
                                            first(Section::announcements),
                                            first(Section::dead_letters),
                                            first(Section::audit),
                                            all.head.outbox};
  return XXH3_64bits(whole.data(), sizeof whole);
}

Image put_together(const Records& all) {
  Image image{.head = all.head, .chunks = {}};
  image.head.hash = hash_of(all);
  Records::for_each(all, [&]<class Record>(Section section, const std::vector<Record>& records) {
    image.head.records[section_index(section)] = records.size();
    const std::span whole{records};
    for (std::size_t at = 0; at < records.size(); at += image_chunk_records) {
      const auto part =
          std::as_bytes(whole.subspan(at, std::min(image_chunk_records, records.size() - at)));
      image.chunks.emplace_back(section, std::vector<std::byte>{part.begin(), part.end()});
    }
  });
  return image;
}

std::string fault_of_image(const Image& image) {
  State state;
  const auto loaded = load_image(image, state);
  return loaded ? "" : loaded.error().message;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("an image gives the state again, which goes on as the first one does") {
  Driver driver{busy_start};
  const BusyDay day = play_busy_day(driver);
  const auto loaded = through_image(driver.state());
  CHECK(loaded->hash() == driver.state().hash());
  CHECK(loaded->compute_hash() == loaded->hash());
  CHECK(loaded->sequence() == driver.state().sequence());
  CHECK(loaded->last_at() == driver.state().last_at());
  CHECK(image_head(*loaded) == image_head(driver.state()));
  check_invariants(*loaded, driver.events(), city());

  const std::size_t first = driver.events().size();
  REQUIRE(driver.keyed(1, 2).book("330127.documents.2026-06-12.0900", {citizen(77)}) ==
          Rejection::idempotency_mismatch);
  REQUIRE(driver.keyed(8).cancel(day.saturday, 9) == Rejection::none);
  REQUIRE(driver.confirm(day.grace) == Rejection::none);
  REQUIRE(driver.join("330100.documents.2026-06-13.0830", {citizen(50)}) == Rejection::none);
  driver.to("2026-06-14 00:00");
  for (std::size_t i = first; i < driver.events().size(); ++i) {
    loaded->apply(driver.events()[i]);
  }
  CHECK(loaded->hash() == driver.state().hash());
}

TEST_CASE("a copy is the same state, whatever the target was, and shares nothing with the first") {
  Driver driver{busy_start};
  play_busy_day(driver);
  Driver other;
  REQUIRE(other.keyed(1).book("330127.documents.2026-06-12.0900", {citizen(5)}) == Rejection::none);
  State copy;
  for (const auto& event : other.events()) copy.apply(event);

  copy.copy_from(driver.state());
  CHECK(copy.hash() == driver.state().hash());
  CHECK(copy.compute_hash() == copy.hash());
  CHECK(image_head(copy) == image_head(driver.state()));
  check_invariants(copy, driver.events(), city());

  const std::size_t first = driver.events().size();
  const auto before = copy.hash();
  driver.to("2026-06-14 00:00");
  CHECK(copy.compute_hash() == before);
  for (std::size_t i = first; i < driver.events().size(); ++i) copy.apply(driver.events()[i]);
  CHECK(copy.hash() == driver.state().hash());
}

TEST_CASE("an empty state has an image") {
  const State empty;
  const Image image = take_image(empty);
  CHECK(image.chunks.empty());
  const auto loaded = through_image(empty);
  CHECK(loaded->hash() == empty.hash());
}

TEST_CASE("a state of several chunks a section comes back whole") {
  auto large = make_city();
  large.halls[2].lane_percent[1] = 100 * config::counters_max;
  State state;
  Events events;
  const auto now = instant("2026-06-09 10:00");
  constexpr std::uint64_t bookings = 2 * image_chunk_records + 5;
  for (std::uint64_t i = 0; i < bookings; ++i) {
    const auto minute_of_slot = i % 6 * 30;
    const SlotKey key{hill_hall, documents, day("2026-06-10") + std::chrono::days{i / 6 % 3},
                      MinuteOfDay{9 * 60 + minute_of_slot}};
    Command command{.caller = admin,
                    .idempotency = {.key = {{i + 1, 7}}, .request = {{i, 8}}},
                    .body = HoldSlot{.id = {{i * 77, i}}, .slot = key, .party = Group{citizen(i)}}};
    REQUIRE(execute(state, large, command, now, events).rejection == Rejection::none);
  }
  const Image image = take_image(state);
  CHECK(image.head.records[0] == bookings);
  CHECK(image.head.records[5] == bookings);
  const auto loaded = through_image(state);
  CHECK(loaded->hash() == state.hash());
  CHECK(loaded->compute_hash() == state.hash());
}

// What no constructor of a key would do.
template <class Key>
void set_bits(Key& key, std::uint64_t bits) {
  key = Key::from_packed(key.packed() | bits);
}
template <class Key>
void clear_bits(Key& key, std::uint64_t bits) {
  key = Key::from_packed(key.packed() & ~bits);
}
template <class Key>
void add(Key& key, std::uint64_t number) {
  key = Key::from_packed(key.packed() + number);
}

/// No enumerator has this number.
template <class Enum>
Enum beyond() {
  return Enum{static_cast<std::underlying_type_t<Enum>>(
      static_cast<std::underlying_type_t<Enum>>(base::last_of<Enum>) + 1)};
}

struct Row {
  const char* why;  // part of what the loader says
  void (*damage)(Records&);
};
using A = AppointmentStatus;
using W = WaitlistStatus;

TEST_CASE("records that no state can have are refused, whatever their hash says") {
  const std::array rows{
      // the head
      Row{"impossible sequence", [](Records& r) { r.head.sequence = ~std::uint64_t{0}; }},
      Row{"head was taken at an impossible", [](Records& r) { r.head.last_at_ms = -1; }},
      Row{"more entries than there are events",
          [](Records& r) { r.head.first[5] = r.head.sequence; }},
      Row{"more entries than there are events",
          [](Records& r) { r.head.first[5] = ~std::uint64_t{0}; }},
      Row{"head announces unknown", [](Records& r) { r.head.outbox = 4; }},
      Row{"begins a section where none", [](Records& r) { r.head.first[0] = 1; }},
      Row{"begins a section where none", [](Records& r) { r.head.first[1] = image_chunk_records; }},
      Row{"begins a section where none",
          [](Records& r) { r.head.first[6] = std::uint64_t{1} << 40; }},
      Row{"more entries than there are events",
          [](Records& r) { r.head.first[17] = 2 * r.head.sequence + 1; }},
      // an appointment by itself
      Row{"unknown status", [](Records& r) { r.with(A::booked).status = beyond<A>(); }},
      Row{"impossible size", [](Records& r) { r.appointments[0].size = config::party_max + 1; }},
      Row{"behind its last",
          [](Records& r) {
            r.appointments[0].services[3] = MemberService{ServiceCode{1}, false};
          }},
      Row{"behind its last", [](Records& r) { r.appointments[0].citizens[3] = 0; }},
      Row{"behind its last", [](Records& r) { r.appointments[0].older[3] = 0; }},
      Row{"unknown service",
          [](Records& r) {
            r.appointments[0].services[0] = MemberService{ServiceCode{0}, false};
          }},
      Row{"unknown service",
          [](Records& r) {
            r.appointments[0].services[0] = MemberService{ServiceCode{32}, false};
          }},
      Row{"same citizen twice",
          [](Records& r) {
            auto& family = r.with(A::cancelled);
            family.citizens[1] = family.citizens[0];
          }},
      Row{"impossible slot", [](Records& r) { set_bits(r.appointments[0].slot, 0xFFF); }},
      Row{"impossible slots", [](Records& r) { r.appointments[0].further_slots = 8; }},
      Row{"impossible slots", [](Records& r) { r.appointments[0].further_slots = 255; }},
      Row{"slot that is not there", [](Records& r) { r.with(A::booked).further_slots = 7; }},
      Row{"flag", [](Records& r) { r.appointments[0].capacity_held = 2; }},
      Row{"mark", [](Records& r) { r.appointments[0].marks = 0x20; }},
      Row{"held without capacity", [](Records& r) { r.with(A::held).capacity_held = 0; }},
      Row{"ends at an impossible time", [](Records& r) { r.with(A::held).until_ms = -1; }},
      Row{"ends at an impossible time",
          [](Records& r) { r.with(A::held).until_ms = std::int64_t{1} << 60; }},
      Row{"has ended and holds", [](Records& r) { r.with(A::expired).capacity_held = 1; }},
      Row{"returns its capacity at an impossible",
          [](Records& r) { r.with(A::cancelled).until_ms = -1; }},
      Row{"booked without capacity", [](Records& r) { r.with(A::booked).capacity_held = 0; }},
      Row{"an end that its status", [](Records& r) { r.with(A::booked).until_ms = 1; }},
      Row{"ended at an impossible time", [](Records& r) { r.with(A::released).until_ms = -1; }},
      Row{"code before it is booked", [](Records& r) { r.with(A::held).code = 5; }},
      Row{"tail without a check-in", [](Records& r) { r.with(A::booked).marks = tail_mark; }},
      Row{"reminder before it is booked",
          [](Records& r) { r.with(A::held).marks = reminder_mark(0); }},
      Row{"is not empty", [](Records& r) { r.appointments[0].size = 0; }},
      Row{"without being rescheduled", [](Records& r) { r.with(A::held).later = 0; }},
      Row{"replaced by one that does not", [](Records& r) { r.with(A::booked).later = 0; }},
      Row{"replaces another as a hold", [](Records& r) { r.with(A::held).earlier = 0; }},
      Row{"an offer and a change",
          [](Records& r) { r.appointments[r.with(A::rescheduled).later].offer_of = 0; }},
      // its links
      Row{"has the id of another", [](Records& r) { r.appointments[1].id = r.appointments[0].id; }},
      Row{"slot that is not there", [](Records& r) { add(r.appointments[0].slot, 1); }},
      Row{"the one before it in its slot",
          [](Records& r) { r.appointments.back().next_in_slot = nowhere; }},
      Row{"the one before it in its slot",
          [](Records& r) { r.appointments[0].next_in_slot = 0; }},  // a circle
      Row{"citizen who is not there",
          [](Records& r) {
            r.appointments[0].citizens[0] = static_cast<Place>(r.citizens.size());
          }},
      Row{"citizen who is not there", [](Records& r) { r.appointments[0].citizens[0] = nowhere; }},
      Row{"second one for a service",
          [](Records& r) {
            const auto& of_carol = r.with(A::booked);
            auto& held = r.with(A::held);
            held.citizens[0] = of_carol.citizens[0];
            held.services[0] = of_carol.services[0];
          }},
      Row{"the citizen's one before it", [](Records& r) { r.appointments[0].older[0] = 0; }},
      Row{"the citizen's one before it",
          [](Records& r) { r.appointments.back().older[0] = nowhere; }},
      Row{"the citizen's one before it",
          [](Records& r) { r.appointments.back().older[1] = r.appointments.back().older[0]; }},
      Row{"code of a day that gave none", [](Records& r) { add(r.code_days[0].key, 1U << 12); }},
      Row{"code never given out", [](Records& r) { r.with(A::booked).code ^= 1; }},
      Row{"code never given out", [](Records& r) { r.with(A::booked).code |= 1U << 25; }},
      Row{"code of another",
          [](Records& r) {
            auto& saturday = r.appointments[r.slots[2].newest];
            saturday.code = r.appointments[saturday.next_in_slot].code;
          }},
      Row{"a code given out has no appointment", [](Records& r) { ++r.code_days[0].codes; }},
      Row{"more codes than appointments",
          [](Records& r) {
            r.code_days[0].codes = static_cast<std::uint32_t>(r.appointments.size()) + 1;
          }},
      Row{"replaced by one that does not",
          [](Records& r) { r.with(A::rescheduled).later = 1'000'000; }},
      Row{"replaced by one that does not", [](Records& r) { r.with(A::rescheduled).later = 0; }},
      Row{"replaces one that does not", [](Records& r) { r.with(A::booked).earlier = 0; }},
      Row{"replaces one that does not", [](Records& r) { r.with(A::booked).earlier = 1'000'000; }},
      Row{"another party",
          [](Records& r) {
            r.appointments[r.with(A::rescheduled).later].services[0] =
                MemberService{ServiceCode{2}, false};
          }},
      Row{"offer to nobody", [](Records& r) { r.with(A::expired).offer_of = 1'000'000; }},
      Row{"offer that its entry does not name",
          [](Records& r) { r.with(A::expired).offer_of = 0; }},
      // a citizen
      Row{"wrong number of waitlist entries", [](Records& r) { ++r.citizens[0].entries; }},
      Row{"is not empty", [](Records& r) { r.citizens[0].active_services |= 1; }},
      Row{"has the id of another", [](Records& r) { r.citizens[1].key = r.citizens[0].key; }},
      Row{"lead to the newest appointment", [](Records& r) { r.citizens[0].newest = nowhere; }},
      Row{"lead to the newest appointment", [](Records& r) { r.citizens[0].newest = 1'000'000; }},
      Row{"wrong active services", [](Records& r) { r.citizens[0].active_services ^= 2; }},
      Row{"wrong number of holds", [](Records& r) { ++r.citizens[0].open_holds; }},
      Row{"waits in a wrong number", [](Records& r) { ++r.citizens[0].waiting; }},
      // a slot
      Row{"impossible name", [](Records& r) { set_bits(r.slots[0].key, 0xFFF); }},
      Row{"reserves more", [](Records& r) { r.slots[0].reserve = 102; }},
      Row{"reserves more",
          [](Records& r) {
            r.slots[0].reserve = 1;
            r.slots[0].reserve_of = 102;
          }},
      Row{"reserves nothing of",
          [](Records& r) {
            r.slots[0].reserve = 0;
            r.slots[0].reserve_of = 31;
          }},
      Row{"has the id of another", [](Records& r) { r.slots[1].key = r.slots[0].key; }},
      Row{"lead to its newest", [](Records& r) { r.slots[0].newest = nowhere; }},
      Row{"wrong minutes taken", [](Records& r) { ++r.slots[0].taken_minutes; }},
      Row{"wrong first in line", [](Records& r) { r.with_line().first_waiting = nowhere; }},
      Row{"wrong last in line", [](Records& r) { r.with_line().last_waiting = nowhere; }},
      Row{"line of the wrong length", [](Records& r) { ++r.with_line().waiting; }},
      // the waitlist
      Row{"unknown status", [](Records& r) { r.waitlist[0].status = W{7}; }},
      Row{"impossible size", [](Records& r) { r.waitlist[0].size = 5; }},
      Row{"impossible slot", [](Records& r) { set_bits(r.waitlist[0].slot, 0xFFF); }},
      Row{"offer that its status does not allow", [](Records& r) { r.with(W::waiting).offer = 0; }},
      Row{"lacks its offer", [](Records& r) { r.with(W::left).status = W::accepted; }},
      Row{"has the id of another", [](Records& r) { r.waitlist[1].id = r.waitlist[0].id; }},
      Row{"slot that is not there", [](Records& r) { add(r.waitlist[0].slot, 1); }},
      Row{"citizen who is not there", [](Records& r) { r.waitlist[0].citizens[0] = 1'000'000; }},
      Row{"an offer that is not there", [](Records& r) { r.with(W::left).offer = 1'000'000; }},
      Row{"an offer that is another's",
          [](Records& r) { r.with(W::left).offer = r.with(W::offered).offer; }},
      Row{"an offer that is another's", [](Records& r) { ++r.with(W::offered).offer_id.words[0]; }},
      Row{"an offer that is another's",
          [](Records& r) {
            auto& gone = r.with(W::left);
            gone.offer = r.with(W::offered).offer;
            gone.offer_id = r.with(W::offered).offer_id;
          }},
      Row{"another slot or party",
          [](Records& r) {
            r.with(W::offered).services[0] = MemberService{ServiceCode{2}, false};
          }},
      Row{"contradictory statuses", [](Records& r) { r.with(W::offered).status = W::accepted; }},
      Row{"contradictory statuses", [](Records& r) { r.with(W::offered).status = W::lapsed; }},
      Row{"would make a second offer",
          [](Records& r) { r.with(W::waiting).offer_id = r.appointments[0].id; }},
      Row{"would make a second offer",
          [](Records& r) {
            const auto& line = r.with_line();
            r.waitlist[line.last_waiting].offer_id = r.waitlist[line.first_waiting].offer_id;
          }},
      Row{"left the line and leads on", [](Records& r) { r.with(W::offered).next = 0; }},
      Row{"not next after the one before",
          [](Records& r) { r.waitlist[r.with_line().first_waiting].next = nowhere; }},
      Row{"not next after the one before",
          [](Records& r) {
            const auto first = r.with_line().first_waiting;  // a circle
            r.waitlist[first].next = first;
          }},
      Row{"a line that does not end",
          [](Records& r) {
            const auto& line = r.with_line();  // a circle
            r.waitlist[line.last_waiting].next = line.first_waiting;
          }},
      // a day of codes
      Row{"impossible name", [](Records& r) { set_bits(r.code_days[0].key, 1); }},
      Row{"impossible name",
          [](Records& r) { set_bits(r.code_days[0].key, std::uint64_t{1} << 32); }},
      Row{"impossible number of codes", [](Records& r) { r.code_days[0].codes = 0; }},
      Row{"impossible number of codes", [](Records& r) { r.code_days[0].codes = 1U << 25; }},
      Row{"has the id of another", [](Records& r) { r.code_days[1].key = r.code_days[0].key; }},
      // a reply kept
      Row{"unknown rejection", [](Records& r) { r.memories[0].rejection = beyond<Rejection>(); }},
      Row{"unknown kind", [](Records& r) { r.memories[0].kind = ReceiptKind{5}; }},
      Row{"unknown status",
          [](Records& r) { r.memories[0].status = static_cast<std::uint8_t>(beyond<A>()); }},
      Row{"unknown status", [](Records& r) { r.memories[2].status = 7; }},
      Row{"unknown status", [](Records& r) { r.memories[4].status = 1; }},
      Row{"reserved", [](Records& r) { r.memories[0].reserved = 1; }},
      Row{"made at an impossible time", [](Records& r) { r.memories[0].at_ms = -1; }},
      Row{"expires at an impossible", [](Records& r) { r.memories[0].expires_at_ms = -1; }},
      Row{"older than the one before", [](Records& r) { r.memories.back().at_ms = 0; }},
      Row{"from after the image was taken",
          [](Records& r) { r.memories.back().at_ms = r.head.last_at_ms + 1; }},
      Row{"has the id of another", [](Records& r) { r.memories[1].key = r.memories[0].key; }},
      Row{"an appointment that is not there", [](Records& r) { ++r.memories[0].subject.words[0]; }},
      Row{"a change that was not made",
          [](Records& r) { r.memories[0].status = static_cast<std::uint8_t>(A::rescheduled); }},
      Row{"a waitlist entry that is not", [](Records& r) { ++r.memories[2].subject.words[0]; }},
      // a revocation
      Row{"is of an unknown kind", [](Records& r) { r.revocations[0].kind = RevocationKind{3}; }},
      Row{"has an unknown reason",
          [](Records& r) { r.revocations[0].reason = RevocationReason{5}; }},
      Row{"reserved", [](Records& r) { r.revocations[0].reserved[5] = 1; }},
      Row{"an end that its kind does not allow",
          [](Records& r) { r.revocations[0].ends_at_ms = 0; }},
      Row{"an end that its kind does not allow",
          [](Records& r) { r.revocations[0].kind = RevocationKind::blocked; }},
      Row{"a moment that its kind does not have",
          [](Records& r) { r.revocations[0].issued_until_ms = 1; }},
      Row{"impossible time", [](Records& r) { r.revocations[0].ends_at_ms = -1; }},
      Row{"after the image was taken",
          [](Records& r) { r.revocations[0].at_ms = r.head.last_at_ms + 1; }},
  };

  Driver driver{busy_start};
  play_busy_day(driver);
  const Records sound = take_apart(driver.state());
  REQUIRE(fault_of_image(put_together(sound)) == "");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Records broken = sound;
    rows[i].damage(broken);
    const std::string fault = fault_of_image(put_together(broken));
    CAPTURE(i);
    CAPTURE(rows[i].why);
    CAPTURE(fault);
    CHECK(contains(fault, rows[i].why));
  }
}

/// Visitors who wait, who are at a counter, parked, done and gone, with and without appointments.
void play_in_the_hall(Driver& driver) {
  const auto done = [](const Outcome& outcome) {
    REQUIRE(outcome == Rejection::none);
    return outcome;
  };
  const auto first = done(driver.book("330127.documents.2026-06-12.0900", {alice, bob}));
  const auto second = done(driver.book("330127.documents.2026-06-12.0900", {carol}));
  driver.to("2026-06-12 08:50");
  driver.as(anyone);
  done(driver.run(NoteCompliance{.hall = hill_hall, .followed = 3, .ignored = 97}));
  done(driver.run(NoteForecast{.hall = hill_hall,
                               .lane = documents,
                               .date = day("2026-06-12"),
                               .forecast = {.booked_tenths = 30, .walk_in_tenths = 55}}));
  driver.as(admin);
  done(driver.run(SwitchOutbox{true}));
  done(driver.check_in(hill_hall, first));
  done(driver.check_in(hill_hall, second));
  for (int i = 0; i < 4; ++i) done(driver.take_ticket(hill_hall, {passport_renewal}));
  done(driver.open(hill_hall, 1));
  done(driver.call_next(hill_hall, 1));
  done(driver.at<Serve>(hill_hall, 1));
  driver.pass(config::minutes{6});
  done(driver.at<Finish>(hill_hall, 1));
  done(driver.call_next(hill_hall, 1));
  done(driver.at<Park>(hill_hall, 1));
  done(driver.keyed(1).run(CallNext{.hall = hill_hall, .counter = CounterNumber{1}}));
}

TEST_CASE("records of the hall that no state can have are refused, whatever their hash says") {
  using T = TicketStatus;
  const std::array rows{
      // a ticket
      Row{"unknown status", [](Records& r) { r.tickets[0].status = T{7}; }},
      Row{"is not empty", [](Records& r) { r.tickets[0].size = 0; }},
      Row{"impossible size", [](Records& r) { r.tickets[0].size = 5; }},
      Row{"unknown service", [](Records& r) { r.tickets[0].services[0] = 0; }},
      Row{"behind its last", [](Records& r) { r.tickets[0].services[3] = 1; }},
      Row{"impossible lane", [](Records& r) { add(r.tickets[0].lane_day, 1); }},
      Row{"impossible lane", [](Records& r) { r.tickets[0].number_lane = 0; }},
      Row{"unknown line", [](Records& r) { r.tickets[0].line = Line{4}; }},
      Row{"unknown ground", [](Records& r) { r.tickets[0].ground = PriorityGround{6}; }},
      Row{"reserved", [](Records& r) { r.tickets[0].reserved = 1; }},
      Row{"impossible number", [](Records& r) { r.tickets[0].number = 0; }},
      Row{"impossible time", [](Records& r) { r.tickets[0].issued_ms = day_ms_max + 1; }},
      Row{"id of another", [](Records& r) { r.tickets[1].id = r.tickets[0].id; }},
      Row{"lane that is not there", [](Records& r) { r.tickets[0].number_lane = 9; }},
      Row{"lane that is not there",
          [](Records& r) { add(r.tickets[0].lane_day, std::uint64_t{7} << 32); }},
      Row{"another number than the next", [](Records& r) { ++r.tickets[2].number; }},
      Row{"another number than the next",
          [](Records& r) { r.tickets[2].number = r.tickets[1].number; }},
      Row{"an ordinal that its lane never gave",
          [](Records& r) { r.with(T::waiting).rank |= 0xFFFF; }},
      Row{"does not match its time",
          [](Records& r) { r.with(T::waiting).rank += std::uint64_t{1} << 16; }},
      Row{"counter that does not have it", [](Records& r) { ++r.with(T::called).counter; }},
      Row{"counter that does not have it",
          [](Records& r) { r.with(T::waiting).status = T::serving; }},
      Row{"appointment that is not there",
          [](Records& r) { r.tickets[0].appointment = 1'000'000; }},
      Row{"contradictory statuses", [](Records& r) { r.tickets[0].status = T::left; }},
      // a lane's day
      Row{"impossible name", [](Records& r) { set_bits(r.lane_days[0].key, 5); }},
      Row{"reserved", [](Records& r) { r.lane_days[0].reserved = 1; }},
      Row{"too many numbers", [](Records& r) { r.lane_days[0].numbers = 10'000; }},
      Row{"numbers that no ticket has", [](Records& r) { ++r.lane_days[0].numbers; }},
      Row{"fewer tickets than it gave out",
          [](Records& r) {
            r.lane_days[0].tickets = 1;
            for (auto& ticket : r.tickets) ticket.rank &= ~std::uint64_t{0xFFFF};
          }},
      // a counter
      Row{"impossible name", [](Records& r) { r.counters[0].number = 0; }},
      Row{"impossible name", [](Records& r) { r.counters[0].number = 1000; }},
      Row{"impossible name", [](Records& r) { r.counters[0].hall |= 1U << 24; }},
      Row{"unknown status", [](Records& r) { r.counters[0].status = CounterStatus{3}; }},
      Row{"unknown reason", [](Records& r) { r.counters[0].paused_for = PauseReason{6}; }},
      Row{"is not paused, and says why",
          [](Records& r) { r.with_visitor().paused_for = PauseReason::rest; }},
      Row{"impossible time", [](Records& r) { r.counters[0].since_ms = -1; }},
      Row{"ticket that is not there",
          [](Records& r) {
            r.with_visitor().ticket = 1'000'000;
            r.with(T::called).status = T::parked;
          }},
      Row{"ticket that is elsewhere", [](Records& r) { r.with(T::called).status = T::parked; }},
      // what was learned, and how full it is
      Row{"impossible name", [](Records& r) { r.service_times[0].service = 0; }},
      Row{"reserved", [](Records& r) { r.service_times[0].reserved[0] = 1; }},
      // totals
      Row{"impossible name", [](Records& r) { set_bits(r.lane_totals[0].key, 1); }},
      Row{"impossible name", [](Records& r) { clear_bits(r.service_totals[0].key, 0xFFF); }},
      Row{"is not empty", [](Records& r) { r.lane_totals[0].key = {}; }},
      Row{"impossible name", [](Records& r) { set_bits(r.forecasts[0].key, 1); }},
      Row{"impossible time", [](Records& r) { r.forecasts[0].made_at_ms = -1; }},
      Row{"is not empty", [](Records& r) { r.forecasts[0].key = {}; }},
      // what happened
      Row{"unknown kind", [](Records& r) { r.announcements[0].kind = beyond<AnnouncementKind>(); }},
      Row{"unknown status", [](Records& r) { r.announcements[0].status = AnnouncementStatus{6}; }},
      Row{"from after the image was taken",
          [](Records& r) { r.announcements[0].at_ms = r.head.last_at_ms + 1; }},
      Row{"unknown role", [](Records& r) { r.audit[0].role = Role{8}; }},
      Row{"unknown action", [](Records& r) { r.audit[0].action = AuditAction{0xFF}; }},
      Row{"unknown reason",
          [](Records& r) {
            r.audit[0].counter = {CounterNumber{1}, PauseReason{6}};
          }},
      Row{"impossible time", [](Records& r) { r.audit[0].at_ms = -1; }},
      Row{"a ticket that is not there", [](Records& r) { ++r.memories[0].subject.words[0]; }},
      Row{"reserved", [](Records& r) { r.compliance[0].reserved = 1; }},
      Row{"more answers", [](Records& r) { r.compliance[0].counts.ignored = 2'000'000'001; }},
      Row{"more answers", [](Records& r) { r.compliance[0].counts.followed = ~std::uint64_t{0}; }},
  };
  Driver driver{busy_start};
  play_in_the_hall(driver);
  const Records sound = take_apart(driver.state());
  REQUIRE(fault_of_image(put_together(sound)) == "");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Records broken = sound;
    rows[i].damage(broken);
    const std::string fault = fault_of_image(put_together(broken));
    CAPTURE(i);
    CAPTURE(rows[i].why);
    CAPTURE(fault);
    CHECK(contains(fault, rows[i].why));
  }
}

TEST_CASE("a changed byte that breaks no rule is told by the hash") {
  Driver driver{busy_start};
  play_busy_day(driver);
  Records records = take_apart(driver.state());
  Image image = put_together(records);
  image.head.hash ^= 1;
  CHECK(contains(fault_of_image(image), "do not give the hash"));

  records.citizens[0].cancellations[7] ^= 1;
  image = put_together(records);
  image.head.hash = driver.state().hash();
  CHECK(contains(fault_of_image(image), "do not give the hash"));
}

TEST_CASE("an image whose chunks are not those of its head is refused") {
  Driver driver{busy_start};
  play_busy_day(driver);
  const Image sound = take_image(driver.state());
  struct ChunkRow {
    const char* why;
    void (*damage)(Image&);
  };
  const std::array rows{
      ChunkRow{"more records than a state", [](Image& i) { i.head.records[0] = records_max + 1; }},
      ChunkRow{"more records than a state", [](Image& i) { i.head.records[5] = memories_max + 1; }},
      ChunkRow{"another section", [](Image& i) { i.chunks.erase(i.chunks.begin()); }},
      ChunkRow{"another section", [](Image& i) { std::swap(i.chunks[0], i.chunks[1]); }},
      ChunkRow{"another section", [](Image& i) { i.chunks[0].first = Section{20}; }},
      ChunkRow{"another section", [](Image& i) { i.chunks.insert(i.chunks.begin(), i.chunks[0]); }},
      ChunkRow{"after the last record", [](Image& i) { i.chunks.push_back(i.chunks.back()); }},
      ChunkRow{"records are missing", [](Image& i) { i.chunks.pop_back(); }},
      ChunkRow{"records take", [](Image& i) { i.chunks[0].second.pop_back(); }},
      ChunkRow{"records take", [](Image& i) { i.chunks[0].second.emplace_back(); }},
      ChunkRow{"records take", [](Image& i) { i.chunks[0].second.clear(); }},
      ChunkRow{"records take", [](Image& i) { ++i.head.records[0]; }},
      ChunkRow{"records take", [](Image& i) { i.head.records[0] = records_max; }},
  };
  for (const auto& row : rows) {
    Image broken = sound;
    row.damage(broken);
    CAPTURE(row.why);
    const std::string fault = fault_of_image(broken);
    CAPTURE(fault);
    CHECK(contains(fault, row.why));
  }
}

TEST_CASE("after the first fault a loader takes no more and says the same") {
  Driver driver{busy_start};
  play_busy_day(driver);
  const Image image = take_image(driver.state());
  State state;
  ImageLoader loader{state, image.head};
  const auto first = loader.add(Section::audit, image.chunks.back().second);
  REQUIRE(first.has_error());
  const auto second = loader.add(image.chunks[0].first, image.chunks[0].second);
  REQUIRE(second.has_error());
  CHECK(second.error().message == first.error().message);
  const auto end = loader.finish();
  REQUIRE(end.has_error());
  CHECK(end.error().message == first.error().message);
}

/// Two bookings whose people watch for an earlier place, which is offered to the first.
Records watched_for() {
  Driver driver;
  const WatchedPlaces nine{.from = day("2026-06-12"),
                           .to = day("2026-06-12"),
                           .from_minute = minute("09:00"),
                           .to_minute = minute("09:30")};
  const auto full = driver.book("330127.documents.2026-06-12.0900", {erin, frank, grace, dave});
  REQUIRE(full == Rejection::none);
  for (const CitizenKey who : {alice, bob}) {
    const auto booking = driver.book("330127.documents.2026-06-12.1100", {who});
    REQUIRE(driver.watch(booking, nine) == Rejection::none);
  }
  REQUIRE(driver.count<PlaceOffered>() == 1);
  return take_apart(driver.state());
}

Appointment& with_offer(Records& all) {
  for (auto& record : all.appointments) {
    if (has_place_offer(record)) return record;
  }
  throw std::logic_error{"nothing is offered"};
}

TEST_CASE("a watch, and a place offered instead of another, are what a state can have") {
  const std::array rows{
      Row{"offered instead of none", [](Records& r) { r.with(A::held).earlier = nowhere; }},
      Row{"replaces another as a hold", [](Records& r) { r.with(A::held).marks = 0; }},
      Row{"a swap instead of none",
          [](Records& r) {
            r.with(A::held).marks = swap_mark;
            r.with(A::held).earlier = nowhere;
          }},
      Row{"replaced by one that does not name it", [](Records& r) { r.with(A::held).earlier = 0; }},
      Row{"replaces one that does not", [](Records& r) { with_offer(r).later = nowhere; }},
      Row{"instead of another and booked", [](Records& r) { with_offer(r).marks = instead_mark; }},
      Row{"impossible number of halls", [](Records& r) { r.watches[0].halls_size = 0; }},
      Row{"impossible number of halls", [](Records& r) { r.watches[0].halls_size = 9; }},
      Row{"names an impossible hall", [](Records& r) { r.watches[0].halls[1] = hill_hall; }},
      Row{"names an impossible hall",
          [](Records& r) { r.watches[0].halls[0] = HallCode{1U << 24}; }},
      Row{"impossible lane", [](Records& r) { r.watches[0].lane = LaneCode{0}; }},
      Row{"impossible time", [](Records& r) { r.watches[0].to_minute = 24 * 60 + 1; }},
      Row{"impossible time", [](Records& r) { r.watches[0].from_minute = 9 * 60 + 30; }},
      Row{"impossible time", [](Records& r) { ++r.watches[0].from; }},
      Row{"impossible time", [](Records& r) { r.watches[0].to += watch_days_max; }},
      Row{"ends at an impossible time", [](Records& r) { r.watches[0].ends_at_ms = -1; }},
      Row{"impossible offers", [](Records& r) { r.watches[0].offers = watch_offers_max + 1; }},
      Row{"impossible offers", [](Records& r) { r.watches[0].lapses = 2; }},
      Row{"an impossible slot", [](Records& r) { r.watches[0].offers = 0; }},
      Row{"reserved", [](Records& r) { r.watches[0].reserved = 1; }},
      Row{"an appointment that is not booked",
          [](Records& r) { r.watches[0].booking = r.with(A::held).id; }},
      Row{"an appointment that is not booked", [](Records& r) { ++r.watches[0].booking.words[0]; }},
      Row{"has the id of another", [](Records& r) { r.watches[1].booking = r.watches[0].booking; }},
      Row{"or by that of another", [](Records& r) { r.watches[1].number = r.watches[0].number; }},
      Row{"was set by no event", [](Records& r) { r.watches[1].number = r.head.sequence + 1; }},
      Row{"would make a second offer",
          [](Records& r) { r.watches[1].offer_id = r.with(A::held).id; }},
  };
  const Records sound = watched_for();
  REQUIRE(fault_of_image(put_together(sound)) == "");
  for (const auto& row : rows) {
    Records broken = sound;
    row.damage(broken);
    const std::string fault = fault_of_image(put_together(broken));
    CAPTURE(row.why);
    CAPTURE(fault);
    CHECK(contains(fault, row.why));
  }
}

Records befallen() {
  Driver driver;
  befall(driver);
  return take_apart(driver.state());
}

TEST_CASE("closures, notices, outages, meanings and the displaced are what a state can have") {
  const std::array rows{
      Row{"impossible service",
          [](Records& r) { r.closures[0].service = config::services_max + 1; }},
      Row{"unknown reason", [](Records& r) { r.closures[0].reason = beyond<ClosureReason>(); }},
      Row{"reserved", [](Records& r) { r.closures[0].reserved[5] = 1; }},
      Row{"impossible time", [](Records& r) { r.closures[0].from_ms = -1; }},
      Row{"impossible time", [](Records& r) { r.closures[0].ended_ms = -1; }},
      Row{"impossible hall", [](Records& r) { r.closures[0].hall = 1U << 24; }},
      Row{"ends before it begins", [](Records& r) { r.closures[0].to_ms = r.closures[0].from_ms; }},
      Row{"has the id of another", [](Records& r) { r.closures[1].id = r.closures[0].id; }},
      Row{"for nobody", [](Records& r) { r.notices[0].audience = 0; }},
      Row{"for nobody", [](Records& r) { r.notices[0].audience = 4; }},
      Row{"never ends", [](Records& r) { r.notices[0].to_ms = 0; }},
      Row{"ends before it begins", [](Records& r) { r.notices[0].to_ms = r.notices[0].from_ms; }},
      Row{"impossible time", [](Records& r) { r.notices[0].posted_ms = -1; }},
      Row{"reserved", [](Records& r) { r.notices[0].reserved[0] = 1; }},
      Row{"has the id of another", [](Records& r) { r.notices[1].id = r.notices[0].id; }},
      Row{"text behind its end", [](Records& r) { --r.wordings[0].words.zh_bytes; }},
      Row{"text behind its end", [](Records& r) { r.wordings[0].words.en_bytes = 289; }},
      Row{"reserved", [](Records& r) { r.wordings[0].reserved = 1; }},
      Row{"has the id of another", [](Records& r) { r.wordings[1].id = r.wordings[0].id; }},
      Row{"ends before it begins", [](Records& r) { r.outages[0].to_ms = r.outages[0].from_ms; }},
      Row{"impossible time", [](Records& r) { r.outages[0].from_ms = -1; }},
      Row{"has the id of another", [](Records& r) { r.outages[1].number = r.outages[0].number; }},
      Row{"reserved", [](Records& r) { r.meanings[0].reserved = 1; }},
      Row{"unknown kind of thing", [](Records& r) { r.meanings[0].name = 7U << 24; }},
      Row{"has the id of another", [](Records& r) { r.meanings[1].name = r.meanings[0].name; }},
      Row{"impossible number of places",
          [](Records& r) { r.with(A::displaced).until_ms = displaced_offers_max + 1; }},
      Row{"impossible number of places", [](Records& r) { r.with(A::displaced).until_ms = -1; }},
      Row{"has no place any more", [](Records& r) { r.with(A::displaced).capacity_held = 1; }},
      Row{"replaces one that does not", [](Records& r) { r.with(A::displaced).later = nowhere; }},
      Row{"offered instead of none", [](Records& r) { r.with(A::held).earlier = nowhere; }},
  };
  const Records sound = befallen();
  REQUIRE(sound.closures.size() == 2);
  REQUIRE(sound.notices.size() == 2);
  REQUIRE(sound.wordings.size() == 4);
  REQUIRE(sound.outages.size() == 2);
  REQUIRE(sound.meanings.size() == 2);
  REQUIRE(fault_of_image(put_together(sound)) == "");
  for (const auto& row : rows) {
    Records broken = sound;
    row.damage(broken);
    const std::string fault = fault_of_image(put_together(broken));
    CAPTURE(row.why);
    CAPTURE(fault);
    CHECK(contains(fault, row.why));
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
