// Bodies of citizens' requests, read and checked: JSON in, parts of commands out. An identity
// number becomes a citizen key here and is forgotten.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/problem.hpp"
#include "api/security/identity.hpp"
#include "api/security/known_person.hpp"
#include "config/city.hpp"
#include "scheduler/guidance/suggestion_ledger.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// What reading a body needs to know.
struct BodyContext {
  const config::City& city;
  security::CitizenKeyer& keyer;
  config::Date today;
  bool takes_made_up_numbers = false;  // under demo authentication
  scheduler::CitizenKey holder{};      // of the caller's token; zero: no citizen's
  security::KnownPeople people{};      // for whom that token vouches
};

BodyContext body_context(const Exchange& exchange, Resources& resources);

/// `{"slot", "applicants": [{"service", "id_type", "id_number", "printed_check_digit"?} or
/// {"service", "citizen"}], "suggestion"?}`
struct Wish {
  scheduler::SlotKey slot{};
  scheduler::Party party{};
  scheduler::SuggestionId suggestion{};  // the list that the citizen was shown; zero: none
};
Checked<Wish> read_wish(const BodyContext& context, std::string_view body);

/// `{"hold"}` or a wish.
Checked<std::variant<scheduler::AppointmentId, Wish>> read_appointment_request(
    const BodyContext& context, std::string_view body);

/// `{"slot"}`
Checked<scheduler::SlotKey> read_reschedule(const BodyContext& context, std::string_view body);

/// The person of the fields `id_type`, `id_number` and `printed_check_digit`, of which the second
/// must be there. Left out, the type is "resident". `prefix` is that of the fields' names in
/// errors.
Checked<security::KnownPerson> read_person(const BodyContext& context,
                                           const boost::json::object& object,
                                           const std::string& prefix = {});
/// A body of these fields alone.
Checked<security::KnownPerson> read_identity(const BodyContext& context, std::string_view body);

/// The same with `dry_run`.
struct PersonToForget {
  scheduler::CitizenKey key{};
  bool is_dry_run = false;
};
Checked<PersonToForget> read_forget(const BodyContext& context, std::string_view body);

/// `{"person": {…}, "document": {…}}`, both with the fields of `read_person`, and not the same.
struct TwoDocuments {
  scheduler::CitizenKey person{};
  scheduler::CitizenKey document{};
};
Checked<TwoDocuments> read_two_documents(const BodyContext& context, std::string_view body);

}  // namespace offpeak::api
