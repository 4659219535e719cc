// What tests ask of the API, in one line each.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/http_client.hpp"
#include "tests/support/identity_numbers.hpp"
#include "tests/support/patience.hpp"

namespace offpeak::testing {

/// One of a party: resident number `n`, for a service.
struct Person {
  std::uint64_t n = 0;
  std::string service = "passport_renewal";
};

inline std::string applicant(const Person& person) {
  return R"({"service":")" + person.service + R"(","id_type":"resident","id_number":")" +
         resident_number(person.n) + R"("})";
}

/// The body of a hold, an appointment or a place in line.
inline std::string wish(const std::string& slot, const std::vector<Person>& party) {
  std::string applicants;
  for (const auto& person : party) {
    applicants += (applicants.empty() ? "" : ",") + applicant(person);
  }
  return R"({"slot":")" + slot + R"(","applicants":[)" + applicants + "]}";
}

inline std::string slot_body(const std::string& slot) { return R"({"slot":")" + slot + R"("})"; }
inline std::string hold_body(const std::string& id) { return R"({"hold":")" + id + R"("})"; }
inline std::string code_body(const std::string& code) { return R"({"code":")" + code + R"("})"; }

/// "330100.documents.2026-06-14.0900", of the main hall.
inline std::string documents(const std::string& date, const std::string& start) {
  return "330100.documents." + date + "." + start;
}

/// Asks again until the reply is as wanted: for what happens in the server by itself. `token` is
/// one that is outside the limits on requests.
template <class Wanted>
HttpReply ask_until(HttpClient& client, const std::string& target, const std::string& token,
                    const Wanted& wanted) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto reply = client.get(target, token);
    if (wanted(reply) || std::chrono::steady_clock::now() > end) return reply;
  }
}

}  // namespace offpeak::testing
