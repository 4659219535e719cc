// What the reader of events refuses is never written: the process ends before it would be on disk.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "base/enumerators.hpp"
#include "store/event_codec.hpp"

namespace offpeak::store::tests {
namespace {

namespace s = scheduler;

template <class Enum>
constexpr Enum beyond() {
  return static_cast<Enum>(static_cast<unsigned>(base::last_of<Enum>) + 1);
}

/// In a process of its own, whose message goes nowhere.
bool ends_the_process(const s::Fact& fact) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The test's own handlers of signals must not report for the child.
    std::signal(SIGABRT, SIG_DFL);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
    std::vector<std::byte> bytes;
    encode_event({s::Instant{}, fact}, bytes);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

s::Fact remembered(const s::Receipt& receipt) { return s::Remembered{{}, {}, receipt}; }

TEST_CASE("an event with a value that no reader accepts is not written") {
  struct Row {
    const char* what;
    s::Fact good;
    s::Fact bad;
  };
  const auto held = [](std::uint8_t size, std::uint8_t service) {
    return s::Held{.members = {.services = {s::ServiceCode{service}}, .size = size}};
  };
  const auto issued = [](s::PriorityGround ground, s::Line line, std::uint8_t lane) {
    return s::TicketIssued{.lane = s::LaneCode{lane}, .ground = ground, .line = line};
  };
  const std::array rows{
      Row{"rejection", remembered({.rejection = base::last_of<s::Rejection>}),
          remembered({.rejection = beyond<s::Rejection>()})},
      Row{"kind of a receipt", remembered({.kind = s::last_remembered_kind}),
          remembered({.kind = s::ReceiptKind::report})},
      Row{"status of an appointment",
          remembered({.kind = s::ReceiptKind::appointment,
                      .status = static_cast<std::uint8_t>(base::last_of<s::AppointmentStatus>)}),
          remembered({.kind = s::ReceiptKind::appointment,
                      .status = static_cast<std::uint8_t>(beyond<s::AppointmentStatus>())})},
      Row{"end of a hold", s::HoldEnded{.reason = base::last_of<s::HoldEnd>},
          s::HoldEnded{.reason = beyond<s::HoldEnd>()}},
      Row{"end of a waitlist", s::WaitlistEnded{.reason = base::last_of<s::WaitlistEnd>},
          s::WaitlistEnded{.reason = beyond<s::WaitlistEnd>()}},
      Row{"size of a party", held(1, 1), held(0, 1)},
      Row{"size of a party", held(1, 1), held(config::party_max + 1, 1)},
      Row{"service", held(1, config::services_max), held(1, config::services_max + 1)},
      Row{"service", held(1, 1), held(1, 0)},
      Row{"ground", issued(base::last_of<s::PriorityGround>, {}, 1),
          issued(beyond<s::PriorityGround>(), {}, 1)},
      Row{"line", issued({}, base::last_of<s::Line>, 1), issued({}, beyond<s::Line>(), 1)},
      Row{"lane", issued({}, {}, config::lanes_max), issued({}, {}, config::lanes_max + 1)},
      Row{"leaving", s::TicketLeft{.reason = base::last_of<s::LeaveReason>},
          s::TicketLeft{.reason = beyond<s::LeaveReason>()}},
      Row{"level", s::LevelAssessed{.level = base::last_of<s::Level>},
          s::LevelAssessed{.level = beyond<s::Level>()}},
      Row{"lane of a level", s::LaneLevelAssessed{.lane = s::LaneCode{config::lanes_max}},
          s::LaneLevelAssessed{.lane = s::LaneCode{config::lanes_max + 1}}},
      Row{"lane of a level", s::LaneLevelAssessed{.lane = s::LaneCode{1}}, s::LaneLevelAssessed{}},
      Row{"level of a lane",
          s::LaneLevelAssessed{.lane = s::LaneCode{1}, .level = base::last_of<s::Level>},
          s::LaneLevelAssessed{.lane = s::LaneCode{1}, .level = beyond<s::Level>()}},
      Row{"lane of a forecast", s::ForecastNoted{.lane = s::LaneCode{config::lanes_max}},
          s::ForecastNoted{.lane = s::LaneCode{config::lanes_max + 1}}},
      Row{"lane of a forecast", s::ForecastNoted{.lane = s::LaneCode{1}}, s::ForecastNoted{}},
      Row{"reserve", s::ReserveSet{.percent = 100}, s::ReserveSet{.percent = 101}},
      Row{"configured reserve", s::ReserveSet{.percent = 1, .configured_percent = 100},
          s::ReserveSet{.percent = 1, .configured_percent = 101}},
      Row{"reason of a level", s::LevelAssessed{.reason = base::last_of<s::LevelReason>},
          s::LevelAssessed{.reason = beyond<s::LevelReason>()}},
      Row{"end of a watch", s::WatchEnded{.reason = base::last_of<s::WatchEnd>},
          s::WatchEnded{.reason = beyond<s::WatchEnd>()}},
      Row{"kind of a place offered", s::PlaceOffered{.kind = base::last_of<s::PlaceOfferKind>},
          s::PlaceOffered{.kind = beyond<s::PlaceOfferKind>()}},
      Row{"role", s::Acted{.role = s::last_audited_role}, s::Acted{.role = s::Role::player}},
      Row{"action", s::Acted{.action = base::last_of<s::AuditAction>},
          s::Acted{.action = beyond<s::AuditAction>()}},
      Row{"reason of a pause", s::CounterPaused{.reason = base::last_of<s::PauseReason>},
          s::CounterPaused{.reason = beyond<s::PauseReason>()}},
      Row{"reason of an audited pause", s::Acted{.paused_for = base::last_of<s::PauseReason>},
          s::Acted{.paused_for = beyond<s::PauseReason>()}},
      Row{"number of a reminder", s::ReminderDue{.reminder = config::reminders_max - 1},
          s::ReminderDue{.reminder = config::reminders_max}},
      Row{"reminders passed over", s::ReminderDue{.passed_over = 0x0F},
          s::ReminderDue{.passed_over = 0x10}},
      Row{"kind of a revocation", s::Revoked{.kind = base::last_of<s::RevocationKind>},
          s::Revoked{.kind = beyond<s::RevocationKind>()}},
      Row{"end of a revocation", s::RevocationEnded{.how = base::last_of<s::RevocationEnd>},
          s::RevocationEnded{.how = beyond<s::RevocationEnd>()}},
      Row{"part of a text", s::WordingNoted{.bytes = s::wording_part_bytes_max},
          s::WordingNoted{.bytes = s::wording_part_bytes_max + 1}},
      Row{"part of a text", s::WordingNoted{.bytes = 1}, s::WordingNoted{}},
      Row{"reason of a closure", s::ClosureMade{.reason = base::last_of<s::ClosureReason>},
          s::ClosureMade{.reason = beyond<s::ClosureReason>()}},
      Row{"end of a closure", s::ClosureEnded{.how = base::last_of<s::ClosureEnd>},
          s::ClosureEnded{.how = beyond<s::ClosureEnd>()}},
      Row{"reason of an excuse", s::Excused{.reason = base::last_of<s::ExcuseReason>},
          s::Excused{.reason = beyond<s::ExcuseReason>()}},
      Row{"for whom a notice is", s::NoticePosted{.audience = s::to_everybody},
          s::NoticePosted{.audience = s::to_everybody + 1}},
      Row{"for whom a notice is", s::NoticePosted{.audience = s::to_booked}, s::NoticePosted{}},
      Row{"end of a notice", s::NoticeEnded{.how = base::last_of<s::NoticeEnd>},
          s::NoticeEnded{.how = beyond<s::NoticeEnd>()}},
      Row{"of what a meaning is", s::MeaningNoted{.of = base::last_of<s::MeaningOf>},
          s::MeaningNoted{.of = beyond<s::MeaningOf>()}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK_FALSE(ends_the_process(row.good));
    CHECK(ends_the_process(row.bad));
  }
}

TEST_CASE("the last enumerator is the one that was added last") {
  CHECK(base::last_of<s::Rejection> == s::Rejection::appointment_displaced);
  CHECK(base::last_of<s::ReceiptKind> == s::ReceiptKind::citizen);
  CHECK(base::last_of<s::AuditAction> == s::AuditAction::forget_citizen);
  CHECK(base::last_of<s::PauseReason> == s::PauseReason::other);
  enum class FromOne : std::uint8_t { first = 1, second = 2 };
  CHECK(base::last_of<FromOne> == FromOne::second);
}

}  // namespace
}  // namespace offpeak::store::tests
