#include "tests/simulation/client.hpp"

#include "tests/scheduler/fixture.hpp"
#include "tests/support/identity_numbers.hpp"

namespace offpeak::simulation {
namespace {

namespace s = scheduler;
using std::chrono::milliseconds;

s::CitizenKey key_of(int citizen) {
  const auto number = std::stoull(plain_number(citizen).substr(0, 17));
  return {{number * 0x9E3779B97F4A7C15ULL, number * 0xD1B54A32D192ED03ULL}};
}

}  // namespace

std::string plain_number(int citizen) {
  return testing::resident_number(static_cast<std::uint64_t>(citizen) * 1237);
}

Client::Client(Crowd& crowd, std::shared_ptr<Process> process)
    : crowd_{crowd}, process_{std::move(process)} {
  target_ = static_cast<int>(crowd.world.random().below(nodes));
}

void Client::start() {
  process_->spawn([this] { run(); });
}

void Client::run() {
  while (!closing_) {
    process_->sleep(crowd_.world.random().between(milliseconds{5}, milliseconds{250}));
    ask(draw());
  }
  done_ = true;
}

void Client::ask(const s::CommandBody& body) {
  auto& random = crowd_.world.random();
  const auto asked = std::make_shared<Ask>();
  asked->command = {.caller = s::tests::admin, .idempotency = {}, .body = body};
  asked->command.idempotency = {fresh<s::IdempotencyKey>(), fresh<s::RequestDigest>()};
  asked->asked_at = crowd_.oracle.sequence();
  for (bool again = false;; again = true) {
    if (again) ++crowd_.asked_again;
    send(asked, target_);
    // A browser, or somebody impatient.
    if (random.one_in(12)) send(asked, target_);
    if (random.one_in(20)) send(asked, 1 - target_);
    asked->signal.wait(*process_, random.between(milliseconds{300}, milliseconds{3000}));
    if (asked->answer) return;
    if (!random.one_in(4)) target_ = 1 - target_;
    process_->sleep(random.between(milliseconds{20}, milliseconds{400}));
  }
}

void Client::send(const std::shared_ptr<Ask>& ask, int node) {
  crowd_.network.carry([this, ask, node] {
    crowd_.servers[static_cast<std::size_t>(node)]->submit(
        ask->command, [this, ask](std::optional<Answer> answer) {
          crowd_.network.carry([this, ask, told = std::move(answer)] { receive(*ask, told); });
        });
  });
}

/// Every answer that arrives is checked, also one that nobody waits for any more.
void Client::receive(Ask& ask, const std::optional<Answer>& answer) {
  if (answer) {
    crowd_.world.note(answer->sequence);
    if (!s::is_question(ask.command.body)) {
      if (ask.answer) ++crowd_.coverage.heard_again;
      crowd_.oracle.acknowledged(ask.command, *answer->reply);
    } else if (answer->from_leader && crowd_.reads_are_current) {
      ++crowd_.coverage.current_reads;
      crowd_.oracle.answered(ask.asked_at, answer->sequence);
    }
    if (!ask.answer) {
      ++crowd_.answered;
      learn(ask.command, *answer->reply);
      ask.answer = answer;
    }
  }
  ask.signal.notify();
}

void Client::learn(const s::Command& command, const s::Reply& reply) {
  if (reply.receipt.rejection != s::Rejection::none) return;
  const auto& id = reply.appointment.id;
  if (reply.appointment.offer) offers_.push_back(reply.appointment.offer->id);
  if (std::holds_alternative<s::HoldSlot>(command.body)) holds_.push_back(id);
  const bool booked = std::holds_alternative<s::BookSlot>(command.body) ||
                      std::holds_alternative<s::ConfirmHold>(command.body) ||
                      std::holds_alternative<s::Reschedule>(command.body);
  if (booked) bookings_.push_back(id);
}

void Client::book_at_last() {
  const s::SlotKey slot{s::tests::main_hall, s::tests::documents, s::tests::day("2026-06-12"),
                        s::tests::minute("10:00")};
  ask(s::BookSlot{fresh<s::AppointmentId>(), slot, s::tests::Group{key_of(citizens)}});
  has_booked_ = true;
}

// ---- what they ask ------------------------------------------------------------------------------

template <class Id>
Id Client::fresh() {
  const auto name = ++crowd_.names;
  return Id{{name * 0x9E3779B97F4A7C15ULL, name}};
}

s::SlotKey Client::draw_slot() {
  auto& random = crowd_.world.random();
  const auto date = s::tests::day("2026-06-09") + std::chrono::days{random.below(2)};
  const auto start = s::tests::minute("09:00") + std::chrono::minutes{30 * random.below(2)};
  return {s::tests::main_hall, s::tests::documents, date, start};
}

s::Party Client::draw_party() {
  auto& random = crowd_.world.random();
  s::Party party;
  party.size = random.one_in(6) ? 2 : 1;
  const auto first = random.below(citizens);
  for (std::uint8_t i = 0; i < party.size; ++i) {
    party.applicants[i].citizen = key_of(static_cast<int>((first + i) % citizens));
    party.applicants[i].minor = random.one_in(4);  // odd numbers of minutes
    party.applicants[i].service = s::ServiceCode{static_cast<std::uint8_t>(1 + random.below(3))};
  }
  return party;
}

s::AppointmentId Client::one_of(const std::vector<s::AppointmentId>& ids) {
  if (ids.empty()) return fresh<s::AppointmentId>();
  return ids[ids.size() - 1 - crowd_.world.random().below(std::min<std::size_t>(ids.size(), 5))];
}

s::CommandBody Client::draw() {
  auto& random = crowd_.world.random();
  if (random.below(100) < crowd_.questions_percent) return s::GetAppointment{one_of(bookings_)};
  return random.below(4) == 0 ? draw_watch() : draw_booking();
}

/// Of earlier places: what is offered is taken, declined, or left to lapse.
s::CommandBody Client::draw_watch() {
  auto& random = crowd_.world.random();
  const auto choice = random.below(10);
  if (choice < 1) return s::EndWatch{one_of(bookings_)};
  if (choice < 4) {
    return s::ConfirmHold{.id = one_of(offers_), .random = {{random.bits(), random.bits()}}};
  }
  if (choice < 5) return s::ReleaseHold{one_of(offers_)};
  // All that is earlier, or one of the starts that clients ask for.
  s::WatchedPlaces places{.from = s::tests::day("2026-06-08"), .to = s::tests::day("2026-06-10")};
  if (random.one_in(2)) {
    const auto slot = draw_slot();
    places.from = places.to = slot.date();
    places.from_minute = slot.start_minute();
    places.to_minute = slot.start_minute() + s::MinuteOfDay{30};
  }
  return s::WatchPlaces{
      .id = one_of(bookings_), .offer_id = fresh<s::AppointmentId>(), .places = places};
}

s::CommandBody Client::draw_booking() {
  auto& random = crowd_.world.random();
  const auto choice = random.below(20);
  if (choice < 7) return s::BookSlot{fresh<s::AppointmentId>(), draw_slot(), draw_party()};
  if (choice < 11) return s::HoldSlot{fresh<s::AppointmentId>(), draw_slot(), draw_party()};
  if (choice < 14) return s::ConfirmHold{one_of(holds_)};
  if (choice < 15) return s::ReleaseHold{one_of(holds_)};
  if (choice < 18) return s::Cancel{one_of(bookings_), {{random.bits(), random.bits()}}};
  if (choice < 19) {
    return s::Reschedule{one_of(bookings_),
                         fresh<s::AppointmentId>(),
                         draw_slot(),
                         {{random.bits(), random.bits()}}};
  }
  return s::JoinWaitlist{fresh<s::WaitlistId>(), fresh<s::AppointmentId>(), draw_slot(),
                         draw_party()};
}

}  // namespace offpeak::simulation
