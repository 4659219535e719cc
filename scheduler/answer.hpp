// The full reply to a receipt: copies of what the caller may see, safe to hand to another thread.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "scheduler/reports/audit_page.hpp"
#include "scheduler/reports/booking_page.hpp"
#include "scheduler/reports/citizen_file.hpp"
#include "scheduler/reports/closure_preview.hpp"
#include "scheduler/reports/dead_letter_page.hpp"
#include "scheduler/reports/report_source.hpp"
#include "scheduler/reports/revocation_page.hpp"
#include "scheduler/reports/waiting_page.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Appointments listed for one citizen, newest first.
inline constexpr std::size_t listed_appointments_max = 50;
/// The same where everything is told that is held about a person.
inline constexpr std::size_t described_appointments_max = 10'000;
/// So many of them at most name the citizen as a companion.
inline constexpr std::size_t listed_as_companion_max = 10;

/// A place offered instead of an appointment.
struct PlaceOfferView {
  AppointmentId id{};
  SlotKey slot{};
  int minutes = 0;  // from its start to its end
  Instant expires_at{};
  PlaceOfferKind kind{};
};

struct WatchView {
  WatchedPlaces places{};
  Instant ends_at{};
};

struct AppointmentView {
  AppointmentId id{};
  SlotKey slot{};
  int minutes = 0;  // from its start to its end, in as many slots as it takes
  AppointmentStatus status{};
  Instant expires_at{};   // of a hold
  bool has_code = false;  // from `booked` on
  KioskCode code{};
  AppointmentId earlier{};  // zero: none
  AppointmentId later{};    // zero: none
  bool tail = false;        // checked in too late for the slot's place
  std::array<ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;
  MemberSet companions = 0;   // those named by another who had not confirmed at that time
  bool as_companion = false;  // in a list: whoever asked is one of these
  // Of a booked one that is asked for, not of a reply to something else.
  std::optional<PlaceOfferView> offer{};
  std::optional<WatchView> watch{};
  ClosureId closed_by{};  // of a displaced one; zero: another configuration, or forgotten
  TicketId ticket{};      // of a checked-in one that is asked for by its id; else zero
};

struct WaitlistView {
  WaitlistId id{};
  SlotKey slot{};
  WaitlistStatus status{};
  std::uint32_t position = 0;  // while waiting, from 1
  AppointmentId offer{};       // while offered
  Instant offer_expires_at{};
  std::array<ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;
};

struct TicketView {
  TicketId id{};
  HallCode hall{};
  LaneCode lane{};         // where it stands
  LaneCode number_lane{};  // whose numbers it has
  Date date{};
  std::uint16_t number = 0;  // the first of `services.size`
  Services services{};
  PriorityGround ground{};
  TicketStatus status{};
  AppointmentId appointment{};  // zero: without one
  SlotKey slot{};               // of the appointment
  Instant issued_at{};
  std::uint32_t ahead = 0;  // while waiting
  Wait wait{};              // while waiting, from now; at check-in: what was told
  CounterNumber counter{};  // once called
  Instant called_at{};
  std::uint8_t recalls = 0;
};

/// `receipt.kind` says which of the others is set.
struct Reply {
  Receipt receipt{};
  AppointmentView appointment{};
  WaitlistView waitlist{};
  TicketView ticket{};
  std::unique_ptr<std::vector<AppointmentView>> list;
  std::unique_ptr<ReportSource> report;
  std::unique_ptr<AuditPage> audit;
  std::unique_ptr<DeadLetterPage> dead_letters;
  std::unique_ptr<RevocationPage> revocations;
  std::unique_ptr<WaitingPage> waiting;
  std::unique_ptr<ClosurePreview> closure;
  std::unique_ptr<BookingPage> bookings;
  std::unique_ptr<CitizenFile> citizen;  // with all bookings in `list`
};

/// A receipt remembered for an idempotency key gives the same reply as the first time, whatever has
/// become of its subject since (I6 of docs/architecture.md).
Reply answer(const State& state, const Receipt& receipt);

}  // namespace offpeak::scheduler
