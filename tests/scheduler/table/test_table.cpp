#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "scheduler/state/queue_records.hpp"
#include "scheduler/state/records.hpp"
#include "scheduler/table/table.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler::tests {
namespace {

LaneDay numbered(std::uint64_t number) { return {.key = LaneDayKey::from_packed(number)}; }

TEST_CASE("a slab gives the front back, and gaps are filled from the lowest") {
  Slab<LaneDay> slab;
  constexpr std::uint32_t chunk = Slab<LaneDay>::chunk_records;
  for (std::uint32_t i = 0; i < 2 * chunk + 1; ++i) slab.add(numbered(i + 1));
  const std::size_t bytes = slab.bytes();
  for (Place place = chunk; place < 2 * chunk; ++place) slab.drop(place);
  slab.free_front();
  CHECK(slab.first() == 0);
  for (Place place = 0; place < chunk; ++place) slab.drop(place);
  slab.free_front();
  CHECK(slab.first() == 2 * chunk);
  CHECK(slab.live() == 1);
  CHECK(slab.bytes() < bytes);
  CHECK(slab[2 * chunk].key == numbered(2 * chunk + 1).key);
  CHECK_FALSE(slab.contains(0));
  CHECK(slab.add(numbered(7)) == 2 * chunk + 1);

  Slab<LaneDay> gaps;
  for (std::uint32_t i = 0; i < 10; ++i) gaps.add(numbered(i + 1));
  for (const Place place : {7U, 2U, 5U}) gaps.drop_to_gap(place);
  CHECK(std::vector<Place>{gaps.places().begin(), gaps.places().end()} ==
        std::vector<Place>{0, 1, 3, 4, 6, 8, 9});
  CHECK(gaps.add_in_gap(numbered(1)) == 2);
  CHECK(gaps.add_in_gap(numbered(1)) == 5);
  CHECK(gaps.add_in_gap(numbered(1)) == 7);
  CHECK(gaps.add_in_gap(numbered(1)) == 10);
}

TEST_CASE("an index forgets what is erased and nothing else, however full it is") {
  struct FewHomes {  // long runs in one shard
    std::uint64_t operator()(LaneDayKey key) const { return key.packed() % 3 << 61; }
  };
  Slab<LaneDay> slab;
  Index<LaneDay, LaneDayKey, FewHomes> index{slab};
  std::set<Place> there;
  std::uint64_t random = 1;
  for (int step = 0; step < 4000; ++step) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    if (there.size() < 20 || random >> 63 == 0) {
      const Place place = slab.add(numbered(slab.end() + 1));
      index.insert(place);
      there.insert(place);
    } else {
      const auto gone =
          std::next(there.begin(), static_cast<std::ptrdiff_t>((random >> 33) % there.size()));
      index.erase(*gone);
      slab.drop(*gone);
      there.erase(gone);
    }
    if (step % 50 == 0) {
      for (Place place = 0; place < slab.end(); ++place) {
        const bool found = index.find(numbered(place + 1).key) == place;
        if (found != there.contains(place)) FAIL("step " << step << ", place " << place);
      }
    }
  }
}

Citizen named(std::uint64_t name) { return {.key = {{name, 1}}}; }

TEST_CASE("a table's hash follows what is added, edited and dropped") {
  HashSum sum{true};
  Table<Citizen> table{sum, 1};
  const Place first = table.add(named(1));
  const Place second = table.add(named(2));
  CHECK(sum.value() == table.compute_hash());
  table.edit(first)->open_holds = 3;
  CHECK(table[first].open_holds == 3);
  CHECK(sum.value() == table.compute_hash());
  table.drop(first);
  CHECK(sum.value() == table.compute_hash());
  table.drop(second);
  CHECK(sum.value() == 0);
  CHECK(table.live() == 0);
}

TEST_CASE("a record is added once, and found by its key until it is dropped") {
  HashSum sum{true};
  Table<Citizen> table{sum, 1};
  const Place place = table.find_or_add(named(1));
  table.edit(place)->waiting = 5;
  CHECK(table.find_or_add(named(1)) == place);
  CHECK(table[place].waiting == 5);
  REQUIRE(table.get(named(1).key) != nullptr);
  CHECK(table.get(named(1).key)->waiting == 5);
  CHECK(table.get(named(2).key) == nullptr);
  table.drop(place);
  CHECK(table.find(named(1).key) == nowhere);
  CHECK_FALSE(table.contains(place));
}

TEST_CASE("the place of a dropped record is used again where places do not follow time") {
  HashSum sum{true};
  Table<Citizen> citizens{sum, 1};
  const Place gone = citizens.add(named(1));
  citizens.add(named(2));
  citizens.drop(gone);
  CHECK(citizens.add(named(3)) == gone);

  Table<Appointment> appointments{sum, 1};
  const Place first = appointments.add({.id = {{1, 1}}, .size = 1});
  appointments.drop(first);
  CHECK(appointments.add({.id = {{2, 1}}, .size = 1}) == first + 1);
}

TEST_CASE("a copy and a cleared table hold what they should") {
  HashSum sum{true};
  HashSum other_sum{true};
  Table<Citizen> table{sum, 1};
  Table<Citizen> copy{other_sum, 1};
  copy.add(named(9));
  for (std::uint64_t name = 1; name <= 100; ++name) table.add(named(name));
  copy.assign(table);
  CHECK(copy.compute_hash() == table.compute_hash());
  CHECK(copy.find(named(9).key) == table.find(named(9).key));
  table.clear();
  CHECK(table.size() == 0);
  CHECK(table.find(named(1).key) == nowhere);
  CHECK(copy.live() == 100);
}

TEST_CASE("records come back from their bytes, up to the first that is none") {
  HashSum sum{true};
  Table<Citizen> table{sum, 1};
  for (std::uint64_t name = 1; name <= 3; ++name) table.add(named(name));
  std::vector<std::byte> bytes;
  table.read_chunk(0, bytes);
  const auto sound = [](const Citizen&) -> RecordCheck { return {}; };

  HashSum loaded_sum{true};
  Table<Citizen> loaded{loaded_sum, 1};
  CHECK(loaded.add_chunk(bytes, sound).has_value());
  CHECK(loaded_sum.value() == sum.value());
  CHECK(loaded.find(named(2).key) == table.find(named(2).key));

  Table<Citizen> refused{loaded_sum, 1};
  const auto bad = refused.add_chunk(bytes, [](const Citizen& record) -> RecordCheck {
    if (record.key == named(2).key) return RecordFault{"no"};
    return {};
  });
  REQUIRE(bad.has_error());
  CHECK(bad.error().number == 1);

  std::vector<std::byte> twice{bytes.begin(), bytes.begin() + sizeof(Citizen)};
  twice.insert(twice.end(), bytes.begin(), bytes.begin() + sizeof(Citizen));
  Table<Citizen> doubled{loaded_sum, 1};
  const auto again = doubled.add_chunk(twice, sound);
  REQUIRE(again.has_error());
  CHECK(again.error().number == 1);
}

// A kind of record that is left out of a state's tables is not missed silently.
static_assert(!has_all_sections<std::tuple<Table<Appointment>&, Table<Citizen>&>>);
static_assert(!has_all_sections<std::tuple<Table<Citizen>&, Table<Appointment>&>>);

}  // namespace
}  // namespace offpeak::scheduler::tests
