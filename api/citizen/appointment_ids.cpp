#include "api/citizen/appointment_ids.hpp"

#include "api/security/random.hpp"

namespace offpeak::api {
namespace {

using scheduler::AppointmentId;

constexpr int step_shift = 56;
constexpr std::uint64_t drawn_mask = (std::uint64_t{1} << step_shift) - 1;

std::uint64_t with_step(std::uint64_t drawn, std::uint8_t step) {
  return (drawn & drawn_mask) | std::uint64_t{step} << step_shift;
}

}  // namespace

AppointmentId new_appointment_id() {
  auto id = security::random_bits<AppointmentId>();
  id.words[1] = with_step(id.words[1], 0);
  return id;
}

AppointmentId next_appointment_id(AppointmentId old) {
  const std::uint8_t step = step_of(old);
  const std::uint8_t next = step == appointment_step_max ? step : step + 1;
  auto id = security::random_bits<AppointmentId>();
  id.words = {chain_of(old), with_step(id.words[1], next)};
  return id;
}

std::uint64_t chain_of(AppointmentId id) { return id.words[0]; }

std::uint8_t step_of(AppointmentId id) {
  return static_cast<std::uint8_t>(id.words[1] >> step_shift);
}

}  // namespace offpeak::api
