// What people see and type in place of a kiosk code.
//
// The core gives out codes by an arithmetic that is the same everywhere (scheduler/state/
// kiosk_codes.hpp). Here they go through a permutation that depends on a key outside the store, on
// the hall and on the day: one code tells nothing about another, and each installation has its own.
// A code still has 25 bits only; that nobody tries them out is the business of pace.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "api/security/keys.hpp"
#include "scheduler/messages/ids.hpp"

struct evp_cipher_ctx_st;

namespace offpeak::security {

/// For one thread. Two servers with the same keys show the same codes.
class CheckInCodes {
 public:
  explicit CheckInCodes(const Keys& keys);

  /// The six characters of an appointment's code.
  std::string text(scheduler::HallCode hall, scheduler::Date date, scheduler::KioskCode code) const;

  /// The code that an appointment there has whose text was read as `typed`, if it was booked since
  /// there is a key. One booked before has `typed` itself.
  scheduler::KioskCode meant(scheduler::HallCode hall, scheduler::Date date,
                             scheduler::KioskCode typed) const;

 private:
  struct ContextFree {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  class Rounds;

  std::unique_ptr<evp_cipher_ctx_st, ContextFree> context_;
};

}  // namespace offpeak::security
