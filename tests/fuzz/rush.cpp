#include "tests/fuzz/rush.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "scheduler/messages/kiosk_code.hpp"

namespace offpeak::fuzz {

namespace s = scheduler;
using std::chrono::days;

Rush::Rush(const config::City& city, const s::SlotPlan& plan)
    : city_{city}, plan_{plan}, timers_{city}, now_{plan.start - days{1}} {}

void Rush::play() {
  execute(s::SwitchOutbox{true});
  constexpr int times = 4;
  constexpr std::uint32_t codes_tried = 4;  // the others are no-shows
  for (int i = 0; i < times; ++i) {
    for (const auto& service : city_.services) want(service.code);
  }
  change_minds();
  run_timers(config::instant_at(plan_.key.date(), {}));
  execute(s::NoteForecast{.hall = plan_.hall->code,
                          .lane = plan_.key.lane(),
                          .date = plan_.key.date(),
                          .forecast = {.booked_tenths = 123, .walk_in_tenths = 456, .wait = {}}});
  run_timers(plan_.start);
  for (std::uint32_t n = 0; n < codes_tried; ++n) {
    const auto code = s::nth_code(plan_.hall->code, plan_.key.date(), n);
    execute(s::CheckIn{
        .hall = plan_.hall->code, .code = s::keyed(code), .ticket = fresh<s::TicketId>()});
  }
  for (int i = 0; i < times; ++i) {
    for (const auto& service : city_.services) take_ticket(service.code);
  }
  for (const auto& counter : plan_.hall->counters) work_at(counter);
  execute(s::SettleAnnouncement{state_.announcements().first(), s::Settlement::refused});
  execute(s::SettleAnnouncement{state_.announcements().first(), s::Settlement::delivered});
  execute(s::AnnounceAgain{state_.dead_letters().first()});
  execute(s::Revoke{.key = fresh<s::RevocationKey>(), .kept = days{1}});
  const days kept{city_.retention.visit_days + city_.retention.report_days};
  run_timers(plan_.start + kept + days{config::horizon_days_max});
  OFFPEAK_ASSERT(!timers_.next().has_value());
  OFFPEAK_ASSERT(state_.hash() == state_.compute_hash());
  s::Timers rebuilt{city_};
  rebuilt.rebuild(state_);
  while (const auto command = rebuilt.pop_due(now_)) run(*command);
  OFFPEAK_ASSERT(!rebuilt.next().has_value());
}

s::Party Rush::party_of_one(s::ServiceCode service) {
  s::Party party;
  party.size = 1;
  party.applicants[0] = {fresh<s::CitizenKey>(), service, last_id_ % 2 == 0};
  return party;
}

s::AppointmentId Rush::new_appointment() {
  return appointments_.emplace_back(fresh<s::AppointmentId>());
}

void Rush::want(s::ServiceCode service) {
  const auto held = new_appointment();
  execute(s::HoldSlot{held, plan_.key, party_of_one(service)});
  execute(s::ConfirmHold{held});
  execute(s::BookSlot{new_appointment(), plan_.key, party_of_one(service)});
  execute(s::HoldSlot{new_appointment(), plan_.key, party_of_one(service)});
  const auto place = waitlist_.emplace_back(fresh<s::WaitlistId>());
  execute(s::JoinWaitlist{place, new_appointment(), plan_.key, party_of_one(service)});
}

void Rush::take_ticket(s::ServiceCode service) {
  s::TakeTicket command{.ticket = fresh<s::TicketId>(), .hall = plan_.hall->code};
  command.services.codes[0] = service;
  command.services.size = 1;
  command.ground = last_id_ % 2 == 0 ? s::PriorityGround::none : s::PriorityGround::senior;
  execute(command);
}

/// Each end that a visit may have, one visitor after the other; the last one stays to the end of
/// the day.
void Rush::work_at(const config::Counter& counter) {
  const auto hall = plan_.hall->code;
  const s::CounterNumber number{static_cast<std::uint16_t>(counter.number)};
  execute(s::OpenCounter{hall, number, 0});
  execute(s::CallNext{hall, number, {}});
  execute(s::Serve{hall, number});
  now_ += std::chrono::minutes{6};
  execute(s::Finish{hall, number, {}, 1});
  execute(s::CallNext{hall, number, {}});
  const auto& rule = plan_.hall->rules.call;
  for (int i = 0; i < rule.recalls_max; ++i) {
    now_ += rule.recall_pause;
    execute(s::Recall{hall, number});
  }
  now_ += rule.recall_pause;
  execute(s::Miss{hall, number});
  execute(s::CallNext{hall, number, {}});
  execute(s::Park{hall, number});
  execute(s::CallNext{hall, number, {}});
  for (const auto& [lane, share] : counter.share_percent) {
    execute(s::Transfer{hall, number, lane});
  }
  execute(s::PauseCounter{hall, number});
  execute(s::CloseCounter{hall, number});
  execute(s::OpenCounter{hall, number, 0});
  execute(s::CallNext{hall, number, {}});
  execute(s::Serve{hall, number});
}

/// What the four appointments of every second want are given up for: nothing, another slot.
void Rush::change_minds() {
  const auto ids = appointments_;
  const auto slots = s::plan_day(city_, *plan_.hall, plan_.key.lane(), plan_.key.date());
  for (std::size_t i = 0; i + 3 < ids.size(); i += 8) {
    execute(s::Cancel{ids[i], {{i, i}}});
    execute(s::Reschedule{ids[i + 1], new_appointment(), slots.front().key, {{i, i}}});
    execute(s::ReleaseHold{ids[i + 2]});
  }
  for (std::size_t i = 0; i < waitlist_.size(); i += 3) execute(s::LeaveWaitlist{waitlist_[i]});
}

void Rush::execute(const s::CommandBody& body) {
  run({.caller = {.role = s::Role::admin},
       .idempotency = {fresh<s::IdempotencyKey>(), {}},
       .body = body});
}

void Rush::run(const s::Command& command) {
  const std::size_t first = events_.size();
  s::execute(state_, city_, command, now_, events_);
  for (std::size_t i = first; i < events_.size(); ++i) timers_.observe(state_, events_[i]);
}

/// Timers that go on setting each other for the same moment are found by the fuzzer's time-out.
void Rush::run_timers(s::Instant until) {
  while (timers_.next() && *timers_.next() <= until) {
    now_ = std::max(now_, *timers_.next());
    while (const auto command = timers_.pop_due(now_)) run(*command);
  }
  now_ = std::max(now_, until);
}

}  // namespace offpeak::fuzz
