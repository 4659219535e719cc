// What an announcement is about, as the engine knows it when the webhook leaves: announcements hold
// names alone.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scheduler/answer.hpp"

namespace offpeak::outbox {

/// Each is zero where there is none, or when it has been forgotten.
struct Subject {
  scheduler::AppointmentId appointment{};
  scheduler::AppointmentId earlier{};  // the one that it was rescheduled from
  scheduler::SlotKey slot{};
  std::array<scheduler::ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;  // of `services`: one of each applicant
};

/// The question to the engine, with `subject_in` for its answer; nothing for what is about a hall.
std::optional<scheduler::CommandBody> question_about(const scheduler::Announcement& announcement);
Subject subject_in(const scheduler::Reply& answer);

}  // namespace offpeak::outbox
