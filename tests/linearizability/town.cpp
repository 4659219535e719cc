#include "tests/linearizability/town.hpp"

#include <map>
#include <random>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::linearizability {
namespace {

namespace s = scheduler;
using s::tests::documents;
using s::tests::main_hall;

/// Counter-minutes by service, as the tests' city has them.
const std::map<int, int> minutes_of_service{{1, 6}, {2, 8}, {3, 4}};

Visit make_visit(std::uint64_t seed, int slot, int number) {
  std::seed_seq numbers{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(slot), static_cast<std::uint32_t>(number)};
  std::mt19937 random{numbers};
  Visit visit;
  const int size = random() % 4 == 0 ? 2 : 1;
  const auto first = static_cast<int>(random() % citizens_per_slot);
  for (int i = 0; i < size; ++i) {
    const int service = 1 + static_cast<int>(random() % minutes_of_service.size());
    visit.members.push_back({(first + i) % citizens_per_slot, service});
    visit.minutes += minutes_of_service.at(service);
  }
  return visit;
}

/// What is booked later on the day. All of a slot's find room there.
Visit make_mover(std::uint64_t seed, int slot, int mover) {
  std::seed_seq numbers{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(slot), static_cast<std::uint32_t>(mover), 0x4Du};
  const int service = 1 + static_cast<int>(std::mt19937{numbers}() % minutes_of_service.size());
  return {{{citizens_per_slot + mover, service}}, minutes_of_service.at(service)};
}

/// Numbered one behind the other: visits, movers, what their watches lead to.
s::AppointmentId id_of(int slot, int number) {
  const auto name = static_cast<std::uint64_t>(slot) << 32 | static_cast<std::uint64_t>(number);
  return {{(name + 1) * 0x9E3779B97F4A7C15ULL, name}};
}

int number_of(s::AppointmentId id) { return static_cast<int>(id.words[1] & 0xFFFFFFFF); }

s::Party party_of(int slot, const Visit& visit) {
  s::Party party;
  for (const auto& member : visit.members) {
    party.applicants[party.size++] = {
        .citizen = citizen_key(slot, member.citizen),
        .service = s::ServiceCode{static_cast<std::uint8_t>(member.service)}};
  }
  return party;
}

std::string word(s::AppointmentStatus status) { return s::toString(status).c_str(); }

std::string list_of(const std::vector<s::AppointmentView>& views) {
  std::map<int, std::string> words;
  for (const auto& view : views) words.emplace(number_of(view.id), word(view.status));
  std::string text;
  for (const auto& [number, status] : words) text += std::to_string(number) + ":" + status + " ";
  return text;
}

/// Exactly the slot: what is declined is not offered again.
s::WatchedPlaces places_of(int slot) {
  const auto key = slot_key(slot);
  return {.from = key.date(),
          .to = key.date(),
          .from_minute = key.start_minute(),
          .to_minute = key.start_minute() + std::chrono::minutes{1}};
}

s::CommandBody command_of_mover(std::uint64_t seed, int slot, const SlotOperation& operation) {
  const int number = operation.number;
  const auto mover = id_of(slot, visits_per_slot + number);
  const auto offer = id_of(slot, visits_per_slot + movers_per_slot + number);
  switch (operation.kind) {
    case Kind::book_later:
      return s::BookSlot{mover, later_slot_key(slot),
                         party_of(slot, make_mover(seed, slot, number))};
    case Kind::watch:
      return s::WatchPlaces{.id = id_of(slot, visits_per_slot + number / watches_per_mover),
                            .offer_id = offer,
                            .places = places_of(slot)};
    case Kind::end_watch:
      return s::EndWatch{mover};
    case Kind::take:
      return s::ConfirmHold{.id = offer, .random = {{seed, 2}}};
    case Kind::decline:
      return s::ReleaseHold{offer};
    case Kind::give_up:
      return s::Cancel{.id = mover, .random = {{seed, 3}}};
    case Kind::read_later:
      return s::GetAppointment{mover};
    case Kind::read_offer:
      return s::GetAppointment{offer};
    default:
      return s::GetAppointment{id_of(slot, number)};
  }
}

}  // namespace

config::City make_town(const TownOptions& options) {
  auto city = s::tests::make_city();
  for (auto& hall : city.halls) {
    if (hall.code != main_hall) continue;
    auto& rules = hall.rules;
    hall.lane_percent[1] = options.capacity_minutes * 100 / rules.slot_minutes;
    rules.walk_in_reserve_percent = 0;
    rules.release = {{std::nullopt, s::tests::minute("00:00"), 100}};
    rules.holds_max = holds_max;
    rules.holds_per_day_max = 1000;  // its model knows no days
    rules.hold_pause = config::minutes{0};
    rules.cancellations_max = cancellations_max;
    const config::minutes delay{options.capacity_returns_at_once ? 0 : 60};
    rules.return_delay_min = rules.return_delay_max = delay;
  }
  return city;
}

SlotModel make_model(std::uint64_t seed, int slot) {
  SlotRules rules{.capacity_minutes = capacity_minutes,
                  .holds_max = holds_max,
                  .cancellations_max = cancellations_max,
                  .visits = {},
                  .movers = {},
                  .watches = watches_per_mover};
  for (int i = 0; i < visits_per_slot; ++i) rules.visits.push_back(make_visit(seed, slot, i));
  for (int i = 0; i < movers_per_slot; ++i) rules.movers.push_back(make_mover(seed, slot, i));
  return SlotModel{rules};
}

s::SlotKey slot_key(int slot) {
  return {main_hall, documents, s::tests::day("2026-06-10"),
          s::tests::minute("08:30") + std::chrono::minutes{30 * slot}};
}

s::SlotKey later_slot_key(int slot) {
  return {main_hall, documents, s::tests::day("2026-06-10"),
          s::tests::minute("14:00") + std::chrono::minutes{30 * slot}};
}

s::CitizenKey citizen_key(int slot, int citizen) {
  const auto name = static_cast<std::uint64_t>(slot * people_per_slot + citizen + 1);
  return {{name * 0xD1B54A32D192ED03ULL, name}};
}

s::Caller caller_for(std::uint64_t seed, int slot, const SlotOperation& operation) {
  if (operation.kind != Kind::cancel) return s::tests::admin;
  const Visit visit = make_visit(seed, slot, operation.number);
  return s::tests::citizen_caller(citizen_key(slot, visit.members.front().citizen));
}

s::CommandBody command_for(std::uint64_t seed, int slot, const SlotOperation& operation) {
  const auto id = id_of(slot, operation.number);
  switch (operation.kind) {
    case Kind::book:
      return s::BookSlot{id, slot_key(slot),
                         party_of(slot, make_visit(seed, slot, operation.number))};
    case Kind::hold:
      return s::HoldSlot{id, slot_key(slot),
                         party_of(slot, make_visit(seed, slot, operation.number))};
    case Kind::confirm:
      return s::ConfirmHold{id};
    case Kind::release:
      return s::ReleaseHold{id};
    case Kind::cancel:
      return s::Cancel{.id = id, .random = {{seed, 1}}};
    case Kind::list:
      return s::ListAppointments{citizen_key(slot, operation.number)};
    default:
      return command_of_mover(seed, slot, operation);
  }
}

std::string result_of(const s::Reply& reply) {
  const auto& receipt = reply.receipt;
  if (receipt.rejection != s::Rejection::none) return s::toString(receipt.rejection).c_str();
  if (receipt.kind == s::ReceiptKind::list) return list_of(*reply.list);
  return word(s::AppointmentStatus{receipt.status});
}

}  // namespace offpeak::linearizability
