#include <cstring>
#include <span>

#include "scheduler/record_hash.hpp"
#include "tests/scheduler/busy_day.hpp"
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
  std::vector<HallDay> hall_days;
  std::vector<Memory> memories;

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
  return {.head = image.head,
          .appointments = records_of<Appointment>(image, Section::appointments),
          .citizens = records_of<Citizen>(image, Section::citizens),
          .slots = records_of<Slot>(image, Section::slots),
          .waitlist = records_of<WaitlistEntry>(image, Section::waitlist),
          .hall_days = records_of<HallDay>(image, Section::hall_days),
          .memories = records_of<Memory>(image, Section::memories)};
}

template <class Record>
std::uint64_t sum_of_hashes(RecordKind kind, std::uint64_t first, const std::vector<Record>& all) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) sum += record_hash(kind, first + i, all[i]);
  return sum;
}

/// What a state with these records would say its hash is: a broken one must not be told by it.
std::uint64_t hash_of(const Records& records) {
  const std::uint64_t first = records.head.first_memory;
  const std::array<std::uint64_t, 4> whole{
      sum_of_hashes(RecordKind::appointment, 0, records.appointments) +
          sum_of_hashes(RecordKind::citizen, 0, records.citizens) +
          sum_of_hashes(RecordKind::slot, 0, records.slots) +
          sum_of_hashes(RecordKind::waitlist, 0, records.waitlist) +
          sum_of_hashes(RecordKind::hall_day, 0, records.hall_days) +
          sum_of_hashes(RecordKind::memory, first, records.memories),
      records.head.sequence, static_cast<std::uint64_t>(records.head.last_at_ms), first};
  return XXH3_64bits(whole.data(), sizeof whole);
}

template <class Record>
void put(Image& image, Section section, const std::vector<Record>& records) {
  image.head.records[static_cast<std::size_t>(section) - 1] = records.size();
  if (records.empty()) return;
  const auto bytes = std::as_bytes(std::span{records});
  image.chunks.emplace_back(section, std::vector<std::byte>{bytes.begin(), bytes.end()});
}

Image put_together(const Records& records) {
  Image image{.head = records.head, .chunks = {}};
  image.head.hash = hash_of(records);
  put(image, Section::appointments, records.appointments);
  put(image, Section::citizens, records.citizens);
  put(image, Section::slots, records.slots);
  put(image, Section::waitlist, records.waitlist);
  put(image, Section::hall_days, records.hall_days);
  put(image, Section::memories, records.memories);
  return image;
}

std::string fault_of_image(const Image& image) {
  State state;
  return load_image(image, state);
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
  const auto now = moment("2026-06-09 10:00");
  constexpr std::uint64_t bookings = 2 * image_chunk_records + 5;
  for (std::uint64_t i = 0; i < bookings; ++i) {
    const auto minute_of_slot = i % 6 * 30;
    const SlotKey key{hill_hall, documents, day("2026-06-10") + std::chrono::days{i / 6 % 3},
                      MinuteOfDay{9 * 60 + minute_of_slot}};
    Command command{.caller = staff,
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
      Row{"head was taken at no", [](Records& r) { r.head.last_at_ms = -1; }},
      Row{"more memories than events", [](Records& r) { r.head.first_memory = r.head.sequence; }},
      Row{"more memories than events", [](Records& r) { r.head.first_memory = ~std::uint64_t{0}; }},
      // an appointment by itself
      Row{"unknown status", [](Records& r) { r.with(A::booked).status = A{10}; }},
      Row{"no possible size", [](Records& r) { r.appointments[0].size = 0; }},
      Row{"no possible size", [](Records& r) { r.appointments[0].size = config::party_max + 1; }},
      Row{"behind its last", [](Records& r) { r.appointments[0].services[3] = 1; }},
      Row{"behind its last", [](Records& r) { r.appointments[0].citizens[3] = 0; }},
      Row{"behind its last", [](Records& r) { r.appointments[0].older[3] = 0; }},
      Row{"unknown service", [](Records& r) { r.appointments[0].services[0] = 0; }},
      Row{"unknown service", [](Records& r) { r.appointments[0].services[0] = 32; }},
      Row{"same citizen twice",
          [](Records& r) {
            auto& family = r.with(A::cancelled);
            family.citizens[1] = family.citizens[0];
          }},
      Row{"impossible slot", [](Records& r) { r.appointments[0].slot |= 0xFFF; }},
      Row{"flag", [](Records& r) { r.appointments[0].capacity_held = 2; }},
      Row{"flag", [](Records& r) { r.appointments[0].tail = 2; }},
      Row{"held without capacity", [](Records& r) { r.with(A::held).capacity_held = 0; }},
      Row{"ends at no possible time", [](Records& r) { r.with(A::held).until_ms = -1; }},
      Row{"ends at no possible time",
          [](Records& r) { r.with(A::held).until_ms = std::int64_t{1} << 60; }},
      Row{"has ended and holds", [](Records& r) { r.with(A::expired).capacity_held = 1; }},
      Row{"returns its capacity at no", [](Records& r) { r.with(A::cancelled).until_ms = -1; }},
      Row{"booked without capacity", [](Records& r) { r.with(A::booked).capacity_held = 0; }},
      Row{"an end that its status", [](Records& r) { r.with(A::booked).until_ms = 1; }},
      Row{"an end that its status", [](Records& r) { r.with(A::released).until_ms = 1; }},
      Row{"code before it is booked", [](Records& r) { r.with(A::held).code = 5; }},
      Row{"tail without a check-in", [](Records& r) { r.with(A::booked).tail = 1; }},
      Row{"rescheduled to nowhere", [](Records& r) { r.with(A::rescheduled).later = nowhere; }},
      Row{"without being rescheduled", [](Records& r) { r.with(A::booked).later = 0; }},
      Row{"replaces another as a hold", [](Records& r) { r.with(A::held).earlier = 0; }},
      Row{"an offer and a change",
          [](Records& r) { r.appointments[r.with(A::rescheduled).later].offer_of = 0; }},
      // its links
      Row{"has the name of another",
          [](Records& r) { r.appointments[1].id = r.appointments[0].id; }},
      Row{"slot that is not there", [](Records& r) { r.appointments[0].slot += 1; }},
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
      Row{"code of a day that gave none", [](Records& r) { r.hall_days[0].key += 1U << 12; }},
      Row{"code never given out", [](Records& r) { r.with(A::booked).code ^= 1; }},
      Row{"code never given out", [](Records& r) { r.with(A::booked).code |= 1U << 25; }},
      Row{"code of another",
          [](Records& r) {
            auto& saturday = r.appointments[r.slots[2].newest];
            saturday.code = r.appointments[saturday.next_in_slot].code;
          }},
      Row{"a code given out has no appointment", [](Records& r) { ++r.hall_days[0].codes; }},
      Row{"more codes than appointments",
          [](Records& r) {
            r.hall_days[0].codes = static_cast<std::uint32_t>(r.appointments.size()) + 1;
          }},
      Row{"replaced by one that does not",
          [](Records& r) { r.with(A::rescheduled).later = 1'000'000; }},
      Row{"replaced by one that does not", [](Records& r) { r.with(A::rescheduled).later = 0; }},
      Row{"replaces one that does not", [](Records& r) { r.with(A::booked).earlier = 0; }},
      Row{"replaces one that does not", [](Records& r) { r.with(A::booked).earlier = 1'000'000; }},
      Row{"another party",
          [](Records& r) { r.appointments[r.with(A::rescheduled).later].services[0] = 2; }},
      Row{"offer to nobody", [](Records& r) { r.with(A::expired).offer_of = 1'000'000; }},
      Row{"offer that its entry knows not", [](Records& r) { r.with(A::expired).offer_of = 0; }},
      // a citizen
      Row{"reserved", [](Records& r) { r.citizens[0].reserved = 1; }},
      Row{"has the name of another", [](Records& r) { r.citizens[1].key = r.citizens[0].key; }},
      Row{"lead to the newest appointment", [](Records& r) { r.citizens[0].newest = nowhere; }},
      Row{"lead to the newest appointment", [](Records& r) { r.citizens[0].newest = 1'000'000; }},
      Row{"wrong active services", [](Records& r) { r.citizens[0].active_services ^= 2; }},
      Row{"wrong number of holds", [](Records& r) { ++r.citizens[0].open_holds; }},
      Row{"waits in a wrong number", [](Records& r) { ++r.citizens[0].waiting; }},
      // a slot
      Row{"impossible name", [](Records& r) { r.slots[0].key |= 0xFFF; }},
      Row{"reserved", [](Records& r) { r.slots[0].reserved = 1; }},
      Row{"has the name of another", [](Records& r) { r.slots[1].key = r.slots[0].key; }},
      Row{"lead to its newest", [](Records& r) { r.slots[0].newest = nowhere; }},
      Row{"wrong minutes taken", [](Records& r) { ++r.slots[0].taken_minutes; }},
      Row{"wrong first in line", [](Records& r) { r.with_line().first_waiting = nowhere; }},
      Row{"wrong last in line", [](Records& r) { r.with_line().last_waiting = nowhere; }},
      Row{"line of the wrong length", [](Records& r) { ++r.with_line().waiting; }},
      // the waitlist
      Row{"unknown status", [](Records& r) { r.waitlist[0].status = W{7}; }},
      Row{"no possible size", [](Records& r) { r.waitlist[0].size = 5; }},
      Row{"impossible slot", [](Records& r) { r.waitlist[0].slot |= 0xFFF; }},
      Row{"offer that its status knows not", [](Records& r) { r.with(W::waiting).offer = 0; }},
      Row{"lacks its offer", [](Records& r) { r.with(W::left).status = W::lapsed; }},
      Row{"has the name of another", [](Records& r) { r.waitlist[1].id = r.waitlist[0].id; }},
      Row{"slot that is not there", [](Records& r) { r.waitlist[0].slot += 1; }},
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
      Row{"another slot or party", [](Records& r) { r.with(W::offered).services[0] = 2; }},
      Row{"different ends", [](Records& r) { r.with(W::offered).status = W::accepted; }},
      Row{"different ends", [](Records& r) { r.with(W::offered).status = W::lapsed; }},
      Row{"would make a second offer",
          [](Records& r) { r.with(W::waiting).offer_id = r.appointments[0].id; }},
      Row{"would make a second offer",
          [](Records& r) {
            const auto& line = r.with_line();
            r.waitlist[line.last_waiting].offer_id = r.waitlist[line.first_waiting].offer_id;
          }},
      Row{"left the line and leads on", [](Records& r) { r.with(W::left).next = 0; }},
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
      // a hall's day
      Row{"impossible name", [](Records& r) { r.hall_days[0].key |= 1; }},
      Row{"impossible name", [](Records& r) { r.hall_days[0].key |= std::uint64_t{1} << 32; }},
      Row{"impossible number of codes", [](Records& r) { r.hall_days[0].codes = 0; }},
      Row{"impossible number of codes", [](Records& r) { r.hall_days[0].codes = 1U << 25; }},
      Row{"has the name of another", [](Records& r) { r.hall_days[1].key = r.hall_days[0].key; }},
      // a reply kept
      Row{"unknown rejection", [](Records& r) { r.memories[0].rejection = Rejection{24}; }},
      Row{"unknown kind", [](Records& r) { r.memories[0].kind = ReceiptKind{4}; }},
      Row{"unknown status", [](Records& r) { r.memories[0].status = 10; }},
      Row{"unknown status", [](Records& r) { r.memories[2].status = 7; }},
      Row{"unknown status", [](Records& r) { r.memories[4].status = 1; }},
      Row{"reserved", [](Records& r) { r.memories[0].reserved = 1; }},
      Row{"made at no possible time", [](Records& r) { r.memories[0].at_ms = -1; }},
      Row{"expires at no", [](Records& r) { r.memories[0].expires_at_ms = -1; }},
      Row{"older than the one before", [](Records& r) { r.memories.back().at_ms = 0; }},
      Row{"of the future", [](Records& r) { r.memories.back().at_ms = r.head.last_at_ms + 1; }},
      Row{"has the name of another", [](Records& r) { r.memories[1].key = r.memories[0].key; }},
      Row{"an appointment that is not there", [](Records& r) { ++r.memories[0].subject.words[0]; }},
      Row{"a change that was not made",
          [](Records& r) { r.memories[0].status = static_cast<std::uint8_t>(A::rescheduled); }},
      Row{"a waitlist entry that is not", [](Records& r) { ++r.memories[2].subject.words[0]; }},
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
      ChunkRow{"more memories than a state",
               [](Image& i) { i.head.records[5] = memories_max + 1; }},
      ChunkRow{"another section", [](Image& i) { i.chunks.erase(i.chunks.begin()); }},
      ChunkRow{"another section", [](Image& i) { std::swap(i.chunks[0], i.chunks[1]); }},
      ChunkRow{"another section", [](Image& i) { i.chunks[0].first = Section{7}; }},
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
  const auto fault = loader.add(Section::memories, image.chunks.back().second);
  CHECK(!fault.empty());
  CHECK(loader.add(image.chunks[0].first, image.chunks[0].second) == fault);
  CHECK(loader.finish() == fault);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
