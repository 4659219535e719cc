#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <sstream>

#include "scheduler/engine/recovery.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "store/event_codec.hpp"

namespace offpeak::simulation {
namespace {

namespace s = scheduler;

template <class Tag>
void write(std::ostream& out, const s::Bits128<Tag>& bits) {
  out << std::hex << bits.words[0] << ':' << bits.words[1] << std::dec << ' ';
}

void write(std::ostream& out, s::Instant time) { out << time.time_since_epoch().count() << ' '; }

void write(std::ostream& out, const s::AppointmentView& view) {
  write(out, view.id);
  out << view.slot.packed() << ' ' << view.minutes << ' ' << static_cast<int>(view.status) << ' ';
  write(out, view.expires_at);
  out << view.has_code << ' ' << static_cast<std::uint32_t>(view.code) << ' ' << view.tail << ' ';
  write(out, view.earlier);
  write(out, view.later);
  for (std::uint8_t i = 0; i < view.size; ++i) out << static_cast<int>(view.services[i]) << ' ';
}

bool is_same(const s::Memory& memory, const s::Receipt& receipt) {
  return memory.rejection == receipt.rejection && memory.kind == receipt.kind &&
         memory.status == receipt.status && memory.position == receipt.position &&
         memory.subject == receipt.subject &&
         memory.expires_at_ms == receipt.expires_at.time_since_epoch().count();
}

std::string name_of(s::IdempotencyKey key) { return std::to_string(key.words[0]); }

}  // namespace

std::string text_of(const s::Reply& reply) {
  std::ostringstream out;
  const auto& receipt = reply.receipt;
  out << static_cast<int>(receipt.rejection) << ' ' << static_cast<int>(receipt.kind) << ' '
      << static_cast<int>(receipt.status) << ' ' << receipt.position << ' ';
  write(out, receipt.subject);
  write(out, receipt.expires_at);
  write(out, reply.appointment);
  write(out, reply.waitlist.id);
  out << reply.waitlist.slot.packed() << ' ' << static_cast<int>(reply.waitlist.status) << ' '
      << reply.waitlist.position << ' ';
  write(out, reply.waitlist.offer);
  write(out, reply.waitlist.offer_expires_at);
  return out.str();
}

// ---- the accounts -------------------------------------------------------------------------------

std::string Accounts::begin(s::AppointmentId id, const s::Claim& claim, const s::Members& members) {
  if (auto broken = take(id, {claim, members}); !broken.empty()) return broken;
  return become_active(members);
}

std::string Accounts::take(s::AppointmentId id, const Booking& booking) {
  std::uint32_t most = 0;
  s::for_each_share(s::span_of(booking.claim), [&](s::SlotKey slot, std::uint32_t share) {
    auto& taken = taken_[slot];
    taken += share;
    most = std::max<std::uint32_t>(most, taken);
  });
  if (most > booking.claim.capacity_minutes) {
    return "I1: " + std::to_string(most) + " minutes taken of " +
           std::to_string(booking.claim.capacity_minutes);
  }
  return bookings_.emplace(id, booking).second ? "" : "an id is used twice";
}

std::string Accounts::become_active(const s::Members& members) {
  for (std::uint8_t i = 0; i < members.size; ++i) {
    const bool is_new = active_.emplace(members.citizens[i], members.services[i]).second;
    if (!is_new) return "I3: a citizen is booked twice for one service";
  }
  return {};
}

/// Its people are booked already.
std::string Accounts::offer(const s::PlaceOffered& fact) {
  auto& booking = bookings_.at(fact.id);
  if (fact.kind == s::PlaceOfferKind::earlier && !watched_.contains(fact.id)) {
    return "an earlier place is offered to who does not watch";
  }
  if (!booking.is_active || booking.offered != s::AppointmentId{}) {
    return "a second place is offered instead of a booking, or one instead of none";
  }
  booking.offered = fact.offer_id;
  return take(fact.offer_id,
              {.claim = fact.claim, .members = booking.members, .instead_of = fact.id});
}

/// I3 before it and after it, and nothing in between.
std::string Accounts::move(const s::PlaceTaken& fact) {
  auto& old = bookings_.at(fact.id);
  const auto found = bookings_.find(std::exchange(old.offered, {}));
  if (found == bookings_.end()) return "a place is taken that was not offered";
  found->second.instead_of = {};
  watched_.erase(fact.id);
  end(fact.id);
  return become_active(found->second.members);
}

std::string Accounts::give_up(s::AppointmentId id) {
  const bool has_prospects =
      bookings_.at(id).offered != s::AppointmentId{} || watched_.contains(id);
  end(id);
  return has_prospects ? "a booking has ended, and something is offered or watched for instead"
                       : "";
}

void Accounts::give_back(s::AppointmentId id) {
  auto& booking = bookings_.at(id);
  if (std::exchange(booking.takes_capacity, false)) {
    s::for_each_share(s::span_of(booking.claim),
                      [this](s::SlotKey slot, std::uint32_t share) { taken_[slot] -= share; });
  }
}

void Accounts::end(s::AppointmentId id) {
  auto& booking = bookings_.at(id);
  if (!std::exchange(booking.is_active, false)) return;
  for (std::uint8_t i = 0; i < booking.members.size; ++i) {
    active_.erase({booking.members.citizens[i], booking.members.services[i]});
  }
}

std::string Accounts::read(const s::Event& event) {
  if (const auto* held = std::get_if<s::Held>(&event.fact)) {
    return begin(held->id, held->claim, held->members);
  }
  if (const auto* booked = std::get_if<s::Booked>(&event.fact)) {
    return begin(booked->id, booked->claim, booked->members);
  }
  if (const auto* joined = std::get_if<s::WaitlistJoined>(&event.fact)) {
    waiting_[joined->id] = {joined->offer_id, joined->members};
  }
  if (const auto* offer = std::get_if<s::OfferMade>(&event.fact)) {
    const auto& [id, members] = waiting_.at(offer->id);
    return begin(id, offer->claim, members);
  }
  if (const auto* moved = std::get_if<s::Rescheduled>(&event.fact)) {
    if (auto broken = give_up(moved->old_id); !broken.empty()) return broken;
    return begin(moved->new_id, moved->claim, bookings_.at(moved->old_id).members);
  }
  if (const auto* ended = std::get_if<s::HoldEnded>(&event.fact)) {
    auto& hold = bookings_.at(ended->id);
    if (hold.instead_of == s::AppointmentId{}) {
      end(ended->id);
    } else {
      hold.is_active = false;
      bookings_.at(hold.instead_of).offered = {};
    }
    give_back(ended->id);
  }
  if (const auto* watch = std::get_if<s::WatchSet>(&event.fact)) watched_.insert(watch->id);
  if (const auto* over = std::get_if<s::WatchEnded>(&event.fact)) watched_.erase(over->id);
  if (const auto* offer_made = std::get_if<s::PlaceOffered>(&event.fact)) return offer(*offer_made);
  if (const auto* taken = std::get_if<s::PlaceTaken>(&event.fact)) return move(*taken);
  if (const auto* gone = std::get_if<s::Cancelled>(&event.fact)) return give_up(gone->id);
  if (const auto* missed = std::get_if<s::NoShowed>(&event.fact)) return give_up(missed->id);
  if (const auto* back = std::get_if<s::CapacityReturned>(&event.fact)) give_back(back->id);
  if (const auto* done = std::get_if<s::Completed>(&event.fact)) end(done->id);
  return {};
}

// ---- the store ----------------------------------------------------------------------------------

void Oracle::fail(const std::string& what) {
  if (violation_.empty()) violation_ = what;
}

void Oracle::durable(const StoredEntry& entry) {
  if (!violation_.empty()) return;
  if (entry.id.epoch < last_id_.epoch) {
    return fail("I7: a record of epoch " + std::to_string(entry.id.epoch) + " after one of epoch " +
                std::to_string(last_id_.epoch));
  }
  last_id_ = entry.id;
  check_secrets("the journal", entry.value);
  if (entry.field == store::fence_field) return;
  const auto record = store::decode_record(std::as_bytes(std::span{entry.value}));
  if (!record) return fail("a record that cannot be read: " + record.error().message);
  if (record->batch.first_sequence != position_.next_sequence ||
      record->previous_checksum != position_.checksum) {
    return fail("I2: the record at sequence " + std::to_string(record->batch.first_sequence) +
                " does not follow the one before, which ends at " +
                std::to_string(position_.next_sequence - 1));
  }
  apply(*record);
  position_ = record->next();
  records_.push_back(entry.value);
}

void Oracle::apply(const store::Record& record) {
  const auto applied = engine::apply_batch(state_, record.batch, [this](const s::Event& event) {
    const auto broken = accounts_.read(event);
    expect(broken.empty(), broken + ", at sequence " + std::to_string(state_.sequence()));
    count(event);
    if (const auto* kept = std::get_if<s::Remembered>(&event.fact)) {
      expect(++remembered_[kept->key] == 1,
             "I2: the command with key " + name_of(kept->key) + " was carried out twice");
    }
  });
  if (!applied) return fail(applied.error().message);
  hashes_[state_.sequence()] = state_.hash();
}

void Oracle::count(const s::Event& event) {
  if (std::holds_alternative<s::WatchSet>(event.fact)) ++coverage_.watched;
  if (std::holds_alternative<s::PlaceOffered>(event.fact)) ++coverage_.places_offered;
  if (std::holds_alternative<s::PlaceTaken>(event.fact)) ++coverage_.places_taken;
  if (std::holds_alternative<s::WatchEnded>(event.fact)) ++coverage_.watches_ended;
}

void Oracle::check_secrets(std::string_view where, std::string_view bytes) {
  for (const auto& secret : secrets_) {
    if (bytes.find(secret) != std::string_view::npos) {
      fail("I8: " + std::string{where} + " names a citizen");
    }
  }
}

// ---- processes and clients ----------------------------------------------------------------------

void Oracle::check_state(std::string_view who, std::uint64_t sequence, std::uint64_t hash) {
  if (sequence == 0) return;
  const auto known = hashes_.find(sequence);
  expect(known != hashes_.end(), "I2: " + std::string{who} + " is at sequence " +
                                     std::to_string(sequence) + ", where no durable record ends");
  if (known == hashes_.end()) return;
  expect(known->second == hash, "I5: " + std::string{who} + " has another state at sequence " +
                                    std::to_string(sequence) + " than the journal gives");
}

void Oracle::acknowledged(const s::Command& command, const s::Reply& reply) {
  const auto key = command.idempotency.key;
  if (s::depends_on_request_alone(reply.receipt.rejection)) return;  // kept nowhere
  const auto* memory = state_.find(key);
  expect(memory != nullptr,
         "I2: the command with key " + name_of(key) + " is acknowledged and not durable");
  if (memory == nullptr) return;
  expect(is_same(*memory, reply.receipt),
         "I6: the reply to key " + name_of(key) + " is not the one that is kept");
  const auto [first, is_new] = replies_.emplace(key, std::pair{text_of(reply), reply.receipt});
  expect(is_new || first->second.first == text_of(reply),
         "I6: the second reply to key " + name_of(key) + " differs: " + text_of(reply) + " after " +
             first->second.first);
}

void Oracle::answered(std::uint64_t asked_at, std::uint64_t sequence) {
  expect(sequence >= asked_at, "stale read: asked when sequence " + std::to_string(asked_at) +
                                   " was durable, answered from " + std::to_string(sequence));
}

void Oracle::check_acknowledged(const s::State& state) {
  for (const auto& [key, reply] : replies_) {
    const auto* memory = state.find(key);
    expect(memory != nullptr && is_same(*memory, reply.second),
           "I2: the acknowledged command with key " + name_of(key) + " is not in the journal");
  }
}

void Oracle::finish() {
  if (!violation_.empty()) return;
  s::State replayed;
  for (const auto& bytes : records_) {
    const auto record = store::decode_record(std::as_bytes(std::span{bytes}));
    const auto applied = engine::apply_batch(replayed, record->batch);
    expect(applied.has_value(), "the journal cannot be replayed");
  }
  expect(replayed.hash() == state_.hash(), "I5: a second replay gives another state");
  expect(replayed.compute_hash() == state_.hash(), "I5: the hash is not that of the records");
  check_acknowledged(replayed);
}

}  // namespace offpeak::simulation
