// Where the fields of an image's records lie.
#include <cstddef>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

// These bytes lie in snapshots (store/FORMAT.md). Whoever changes one of these lines gives
// snapshots a new version (store/snapshot_chunk.hpp), so that older ones are refused and the
// journal is replayed instead.
static_assert(offsetof(Citizen, key) == 0);
static_assert(offsetof(Citizen, active_services) == 16);
static_assert(offsetof(Citizen, newest) == 20);
static_assert(offsetof(Citizen, suspended_until) == 24);
static_assert(offsetof(Citizen, open_holds) == 26);
static_assert(offsetof(Citizen, waiting) == 27);
static_assert(offsetof(Citizen, cancellations) == 28);
static_assert(offsetof(Citizen, no_shows) == 44);
static_assert(offsetof(Citizen, entries) == 60);
static_assert(sizeof(Citizen) == 64);

static_assert(offsetof(Appointment, id) == 0);
static_assert(offsetof(Appointment, slot) == 16);
static_assert(offsetof(Appointment, until_ms) == 24);
static_assert(offsetof(Appointment, code) == 32);
static_assert(offsetof(Appointment, earlier) == 36);
static_assert(offsetof(Appointment, later) == 40);
static_assert(offsetof(Appointment, offer_of) == 44);
static_assert(offsetof(Appointment, next_in_slot) == 48);
static_assert(offsetof(Appointment, citizens) == 52);
static_assert(offsetof(Appointment, older) == 68);
static_assert(offsetof(Appointment, services) == 84);
static_assert(offsetof(Appointment, minutes) == 88);
static_assert(offsetof(Appointment, slot_minutes) == 90);
static_assert(offsetof(Appointment, further_slots) == 91);
static_assert(offsetof(Appointment, size) == 92);
static_assert(offsetof(Appointment, status) == 93);
static_assert(offsetof(Appointment, capacity_held) == 94);
static_assert(offsetof(Appointment, marks) == 95);
static_assert(sizeof(Appointment) == 96);

static_assert(offsetof(Slot, key) == 0);
static_assert(offsetof(Slot, taken_minutes) == 8);
static_assert(offsetof(Slot, newest) == 12);
static_assert(offsetof(Slot, first_waiting) == 16);
static_assert(offsetof(Slot, last_waiting) == 20);
static_assert(offsetof(Slot, waiting) == 24);
static_assert(offsetof(Slot, reserve) == 28);
static_assert(offsetof(Slot, reserve_of) == 29);
static_assert(offsetof(Slot, carried_minutes) == 30);
static_assert(sizeof(Slot) == 32);

static_assert(offsetof(KeptCompliance, hall) == 0);
static_assert(offsetof(KeptCompliance, reserved) == 4);
static_assert(offsetof(KeptCompliance, counts.followed) == 8);
static_assert(offsetof(KeptCompliance, counts.ignored) == 16);
static_assert(sizeof(KeptCompliance) == 24);

static_assert(offsetof(WaitlistEntry, id) == 0);
static_assert(offsetof(WaitlistEntry, offer_id) == 16);
static_assert(offsetof(WaitlistEntry, slot) == 32);
static_assert(offsetof(WaitlistEntry, next) == 40);
static_assert(offsetof(WaitlistEntry, offer) == 44);
static_assert(offsetof(WaitlistEntry, citizens) == 48);
static_assert(offsetof(WaitlistEntry, services) == 64);
static_assert(offsetof(WaitlistEntry, minutes) == 68);
static_assert(offsetof(WaitlistEntry, size) == 70);
static_assert(offsetof(WaitlistEntry, status) == 71);
static_assert(sizeof(WaitlistEntry) == 72);

static_assert(offsetof(Alias, key) == 0);
static_assert(offsetof(Alias, person) == 16);
static_assert(offsetof(Alias, cancellations) == 32);
static_assert(offsetof(Alias, no_shows) == 48);
static_assert(offsetof(Alias, suspended_until) == 64);
static_assert(offsetof(Alias, person_suspended_until) == 66);
static_assert(offsetof(Alias, since) == 68);
static_assert(offsetof(Alias, reserved) == 70);
static_assert(sizeof(Alias) == 72);

static_assert(offsetof(CodeDay, key) == 0);
static_assert(offsetof(CodeDay, codes) == 8);
static_assert(sizeof(CodeDay) == 16);

static_assert(offsetof(Memory, key) == 0);
static_assert(offsetof(Memory, request) == 16);
static_assert(offsetof(Memory, subject) == 32);
static_assert(offsetof(Memory, at_ms) == 48);
static_assert(offsetof(Memory, expires_at_ms) == 56);
static_assert(offsetof(Memory, position) == 64);
static_assert(offsetof(Memory, rejection) == 68);
static_assert(offsetof(Memory, kind) == 69);
static_assert(offsetof(Memory, status) == 70);
static_assert(offsetof(Memory, recalls) == 71);
static_assert(offsetof(Memory, called_at_ms) == 72);
static_assert(offsetof(Memory, counter) == 80);
static_assert(offsetof(Memory, lane) == 82);
static_assert(offsetof(Memory, reserved) == 83);
static_assert(offsetof(Memory, owner) == 84);
static_assert(sizeof(Memory) == 88);

static_assert(offsetof(Ticket, id) == 0);
static_assert(offsetof(Ticket, lane_day) == 16);
static_assert(offsetof(Ticket, rank) == 24);
static_assert(offsetof(Ticket, issued_ms) == 32);
static_assert(offsetof(Ticket, since_ms) == 36);
static_assert(offsetof(Ticket, called_ms) == 40);
static_assert(offsetof(Ticket, served_ms) == 44);
static_assert(offsetof(Ticket, ended_ms) == 48);
static_assert(offsetof(Ticket, told) == 52);
static_assert(offsetof(Ticket, appointment) == 60);
static_assert(offsetof(Ticket, told_ahead) == 64);
static_assert(offsetof(Ticket, number) == 66);
static_assert(offsetof(Ticket, counter) == 68);
static_assert(offsetof(Ticket, expected_s) == 70);
static_assert(offsetof(Ticket, services) == 72);
static_assert(offsetof(Ticket, size) == 76);
static_assert(offsetof(Ticket, status) == 77);
static_assert(offsetof(Ticket, line) == 78);
static_assert(offsetof(Ticket, first_line) == 79);
static_assert(offsetof(Ticket, ground) == 80);
static_assert(offsetof(Ticket, number_lane) == 81);
static_assert(offsetof(Ticket, recalls) == 82);
static_assert(offsetof(Ticket, misses) == 83);
static_assert(offsetof(Ticket, documents) == 84);
static_assert(offsetof(Ticket, reserved) == 85);
static_assert(offsetof(Ticket, recalled_after_s) == 86);
static_assert(sizeof(Ticket) == 88);

static_assert(offsetof(LaneDay, key) == 0);
static_assert(offsetof(LaneDay, calls) == 8);
static_assert(offsetof(LaneDay, numbers) == 12);
static_assert(offsetof(LaneDay, tickets) == 14);
static_assert(offsetof(LaneDay, priority_run) == 16);
static_assert(offsetof(LaneDay, booked_run) == 18);
static_assert(offsetof(LaneDay, reserved) == 20);
static_assert(sizeof(LaneDay) == 24);

static_assert(offsetof(CounterDesk, hall) == 0);
static_assert(offsetof(CounterDesk, number) == 4);
static_assert(offsetof(CounterDesk, status) == 6);
static_assert(offsetof(CounterDesk, paused_for) == 7);
static_assert(offsetof(CounterDesk, lanes) == 8);
static_assert(offsetof(CounterDesk, ticket) == 12);
static_assert(offsetof(CounterDesk, since_ms) == 16);
static_assert(sizeof(CounterDesk) == 24);

static_assert(offsetof(ServiceTime, hall) == 0);
static_assert(offsetof(ServiceTime, service) == 4);
static_assert(offsetof(ServiceTime, reserved) == 5);
static_assert(offsetof(ServiceTime, mean_ms) == 8);
static_assert(offsetof(ServiceTime, samples) == 12);
static_assert(sizeof(ServiceTime) == 16);

static_assert(offsetof(WaitFit, hall) == 0);
static_assert(offsetof(WaitFit, lane) == 4);
static_assert(offsetof(WaitFit, reserved) == 5);
static_assert(offsetof(WaitFit, p50) == 8);
static_assert(offsetof(WaitFit, p90) == 24);
static_assert(offsetof(WaitFit, samples) == 40);
static_assert(sizeof(WaitFit) == 56);

static_assert(offsetof(KeptLevel, hall) == 0);
static_assert(offsetof(KeptLevel, level) == 4);
static_assert(offsetof(KeptLevel, reason) == 5);
static_assert(offsetof(KeptLevel, leaning) == 6);
static_assert(offsetof(KeptLevel, lane) == 7);
static_assert(offsetof(KeptLevel, leaning_since_ms) == 8);
static_assert(offsetof(KeptLevel, since_ms) == 16);
static_assert(sizeof(KeptLevel) == 24);

static_assert(offsetof(LaneTotals, key) == 0);
static_assert(offsetof(LaneTotals, tickets) == 8);
static_assert(offsetof(LaneTotals, booked_people) == 12);
static_assert(offsetof(LaneTotals, arrivals) == 48);
static_assert(offsetof(LaneTotals, waits) == 96);
static_assert(sizeof(LaneTotals) == 288);

static_assert(offsetof(ServiceTotals, key) == 0);
static_assert(offsetof(ServiceTotals, arrived_people) == 8);
static_assert(offsetof(ServiceTotals, served_people) == 12);
static_assert(offsetof(ServiceTotals, assumed_ends) == 14);
static_assert(offsetof(ServiceTotals, served_ms) == 16);
static_assert(sizeof(ServiceTotals) == 24);

static_assert(offsetof(CounterTotals, key) == 0);
static_assert(offsetof(CounterTotals, open_ms) == 8);
static_assert(offsetof(CounterTotals, busy_ms) == 12);
static_assert(offsetof(CounterTotals, served_tickets) == 16);
static_assert(offsetof(CounterTotals, assumed_ends) == 18);
static_assert(offsetof(CounterTotals, served_people) == 20);
static_assert(sizeof(CounterTotals) == 24);

static_assert(offsetof(KeptForecast, key) == 0);
static_assert(offsetof(KeptForecast, made_at_ms) == 8);
static_assert(offsetof(KeptForecast, forecast.booked_tenths) == 16);
static_assert(offsetof(KeptForecast, forecast.walk_in_tenths) == 20);
static_assert(offsetof(KeptForecast, forecast.wait) == 24);
static_assert(sizeof(KeptForecast) == 32);

static_assert(offsetof(Announcement, at_ms) == 0);
static_assert(offsetof(Announcement, subject) == 8);
static_assert(offsetof(Announcement, thread) == 24);
static_assert(offsetof(Announcement, hall) == 40);
static_assert(offsetof(Announcement, detail) == 44);
static_assert(offsetof(Announcement, kind) == 46);
static_assert(offsetof(Announcement, status) == 47);
static_assert(sizeof(Announcement) == 48);

static_assert(offsetof(AuditEntry, at_ms) == 0);
static_assert(offsetof(AuditEntry, actor) == 8);
static_assert(offsetof(AuditEntry, subject) == 16);
static_assert(offsetof(AuditEntry, hall) == 32);
static_assert(offsetof(AuditEntry, counter) == 36);
static_assert(offsetof(AuditEntry, role) == 38);
static_assert(offsetof(AuditEntry, action) == 39);
static_assert(sizeof(AuditEntry) == 40);

static_assert(offsetof(Revocation, key) == 0);
static_assert(offsetof(Revocation, number) == 16);
static_assert(offsetof(Revocation, at_ms) == 24);
static_assert(offsetof(Revocation, issued_until_ms) == 32);
static_assert(offsetof(Revocation, ends_at_ms) == 40);
static_assert(offsetof(Revocation, kind) == 48);
static_assert(offsetof(Revocation, reason) == 49);
static_assert(offsetof(Revocation, reserved) == 50);
static_assert(sizeof(Revocation) == 56);

static_assert(offsetof(Watch, booking) == 0);
static_assert(offsetof(Watch, offer_id) == 16);
static_assert(offsetof(Watch, number) == 32);
static_assert(offsetof(Watch, ends_at_ms) == 40);
static_assert(offsetof(Watch, offered) == 48);
static_assert(offsetof(Watch, halls) == 112);
static_assert(offsetof(Watch, from) == 144);
static_assert(offsetof(Watch, to) == 146);
static_assert(offsetof(Watch, from_minute) == 148);
static_assert(offsetof(Watch, to_minute) == 150);
static_assert(offsetof(Watch, halls_size) == 152);
static_assert(offsetof(Watch, lane) == 153);
static_assert(offsetof(Watch, offers) == 154);
static_assert(offsetof(Watch, lapses) == 155);
static_assert(offsetof(Watch, reserved) == 156);
static_assert(sizeof(Watch) == 160);

static_assert(offsetof(Closure, id) == 0);
static_assert(offsetof(Closure, from_ms) == 16);
static_assert(offsetof(Closure, to_ms) == 24);
static_assert(offsetof(Closure, made_ms) == 32);
static_assert(offsetof(Closure, ended_ms) == 40);
static_assert(offsetof(Closure, hall) == 48);
static_assert(offsetof(Closure, displaced) == 52);
static_assert(offsetof(Closure, service) == 56);
static_assert(offsetof(Closure, reason) == 57);
static_assert(offsetof(Closure, reserved) == 58);
static_assert(sizeof(Closure) == 64);

static_assert(offsetof(Notice, id) == 0);
static_assert(offsetof(Notice, from_ms) == 16);
static_assert(offsetof(Notice, to_ms) == 24);
static_assert(offsetof(Notice, posted_ms) == 32);
static_assert(offsetof(Notice, ended_ms) == 40);
static_assert(offsetof(Notice, hall) == 48);
static_assert(offsetof(Notice, audience) == 52);
static_assert(offsetof(Notice, reserved) == 53);
static_assert(sizeof(Notice) == 56);

static_assert(offsetof(KeptWording, id) == 0);
static_assert(offsetof(KeptWording, words) == 16);
static_assert(offsetof(Wording, zh) == 0);
static_assert(offsetof(Wording, en) == 288);
static_assert(offsetof(Wording, zh_bytes) == 576);
static_assert(offsetof(Wording, en_bytes) == 578);
static_assert(offsetof(KeptWording, reserved) == 596);
static_assert(sizeof(KeptWording) == 600);

static_assert(offsetof(KeptOutage, number) == 0);
static_assert(offsetof(KeptOutage, from_ms) == 8);
static_assert(offsetof(KeptOutage, to_ms) == 16);
static_assert(sizeof(KeptOutage) == 24);

static_assert(offsetof(Meaning, name) == 0);
static_assert(offsetof(Meaning, reserved) == 4);
static_assert(offsetof(Meaning, digest) == 8);
static_assert(sizeof(Meaning) == 16);

}  // namespace offpeak::scheduler
