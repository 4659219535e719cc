#include "api/citizen/bodies.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/exchange.hpp"
#include "api/json_document.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"
#include "base/mutant.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;

Checked<scheduler::SlotKey> read_slot(const BodyContext& context, const json::object& object) {
  const auto text = read_text(object, "slot");
  if (!text) return text.error();
  const auto slot = scheduler::parse_slot(context.city, *text);
  if (!slot) {
    return invalid_field("slot", "must name a slot as GET /v1/slots does: hall.lane.date.start");
  }
  return *slot;
}

Checked<security::IdType> read_type(const json::object& object, const std::string& prefix) {
  if (!object.contains("id_type")) return security::IdType::resident;
  const auto text = read_text(object, "id_type", prefix);
  if (!text) return text.error();
  const auto type = security::parse_id_type(*text);
  if (type) return *type;
  return invalid_field(
      prefix + "id_type",
      "must be resident, passport, hk_macao_permit, taiwan_permit or foreign_permit");
}

Checked<security::IdNumber> read_number(const BodyContext& context, const json::object& object,
                                        const std::string& prefix) {
  const auto type = read_type(object, prefix);
  if (!type) return type.error();
  const auto text = read_text(object, "id_number", prefix);
  if (!text) return text.error();
  std::string_view printed_digit;
  if (object.contains("printed_check_digit")) {
    const auto digit = read_text(object, "printed_check_digit", prefix);
    if (!digit) return digit.error();
    if (digit->empty()) return invalid_field(prefix + "printed_check_digit", "must be one digit");
    printed_digit = *digit;
  }
  const auto number = security::IdNumber::parse(*type, *text, context.today, printed_digit);
  if (!number) {
    return invalid_field(prefix + "id_number", std::string{number.error().message});
  }
  if (number->is_made_up() && !context.takes_made_up_numbers) {
    return invalid_field(prefix + "id_number",
                         "has the region code 999999, which is for demonstrations only");
  }
  return *number;
}

bool is_minor(const BodyContext& context, const security::KnownPerson& person,
              scheduler::SlotKey slot) {
  const auto* hall = context.city.find(slot.hall());
  return hall != nullptr && person.birth &&
         security::is_younger_than(hall->rules.minor_age, *person.birth, slot.date());
}

/// Whom the caller's token vouches for under this key; null: nobody.
const security::KnownPerson* find_person(const BodyContext& context, scheduler::CitizenKey key) {
  if (!context.people) return nullptr;
  const auto found = std::ranges::find(*context.people, key, &security::KnownPerson::key);
  return found == context.people->end() ? nullptr : &*found;
}

Checked<security::KnownPerson> read_key(const json::object& object, const std::string& prefix) {
  for (const std::string_view field : {"id_number", "id_type", "printed_check_digit"}) {
    if (!object.contains(field)) continue;
    return invalid_field(prefix + "citizen", "cannot be combined with " + std::string{field} +
                                                 ": send one or the other");
  }
  const auto text = read_text(object, "citizen", prefix);
  if (!text) return text.error();
  const auto key = base::from_hex<scheduler::CitizenKey>(*text);
  if (!key) return invalid_field(prefix + "citizen", "must be 32 hexadecimal digits");
  return security::KnownPerson{.key = *key};
}

/// One person has one resident number, and may have several of the other documents. The holder of a
/// token that does not tell its document is taken at the issuer's word.
Checked<void> check_document(const config::Service& service, const security::KnownPerson& person,
                             bool is_holder, const std::string& field) {
  const bool is_resident = person.document == security::IdType::resident;
  if (!service.requires_resident_number || is_resident) return {};
  if (is_holder && !person.document) return {};
  if (!is_holder && base::mutated(base::Mutant::own_document_only)) return {};
  return invalid_field(
      field, "must be that of a resident identity card: " + service.key + " is for holders of one");
}

Checked<scheduler::Applicant> read_applicant(const BodyContext& context, const json::value& value,
                                             scheduler::SlotKey slot, const std::string& prefix) {
  if (!value.is_object()) {
    return invalid_field(prefix.substr(0, prefix.size() - 1), "must be an object");
  }
  const auto& object = value.get_object();
  const auto known = check_fields(
      object, {"service", "id_type", "id_number", "printed_check_digit", "citizen"}, prefix);
  if (!known) return known.error();
  const auto key = read_text(object, "service", prefix);
  if (!key) return key.error();
  const auto* service = context.city.find_service(*key);
  if (service == nullptr) {
    return invalid_field(prefix + "service", "is not a service: see GET /v1/services");
  }
  const bool by_key = object.contains("citizen");
  auto person = by_key ? read_key(object, prefix) : read_person(context, object, prefix);
  if (!person) return person.error();
  const auto* vouched = find_person(context, person->key);
  if (by_key && vouched != nullptr) *person = *vouched;
  const auto fits = check_document(*service, *person, by_key && person->key == context.holder,
                                   prefix + (by_key ? "citizen" : "id_number"));
  if (!fits) return fits.error();
  return scheduler::Applicant{.citizen = person->key,
                              .service = service->code,
                              .minor = is_minor(context, *person, slot),
                              .named_by_key = by_key && vouched == nullptr};
}

Checked<Wish> read_wish(const BodyContext& context, const json::object& object) {
  Wish wish;
  const auto slot = read_slot(context, object);
  if (!slot) return slot.error();
  wish.slot = *slot;
  const auto* applicants = object.if_contains("applicants");
  if (applicants == nullptr) return invalid_field("applicants", "is missing");
  if (!applicants->is_array() || applicants->get_array().empty() ||
      applicants->get_array().size() > config::party_max) {
    return invalid_field("applicants",
                         "must be a list of 1 to " + std::to_string(config::party_max));
  }
  for (const auto& value : applicants->get_array()) {
    const std::string prefix = "applicants[" + std::to_string(wish.party.size) + "].";
    const auto applicant = read_applicant(context, value, wish.slot, prefix);
    if (!applicant) return applicant.error();
    wish.party.applicants[wish.party.size++] = *applicant;
  }
  if (object.contains("suggestion")) {
    const auto text = read_text(object, "suggestion");
    if (!text) return text.error();
    const auto id = base::from_hex<scheduler::SuggestionId>(*text);
    if (!id) return invalid_field("suggestion", "must be 32 hexadecimal digits");
    wish.suggestion = *id;
  }
  return wish;
}

}  // namespace

BodyContext body_context(const Exchange& exchange, Resources& resources) {
  BodyContext context{.city = resources.city,
                      .keyer = resources.keyer,
                      .today = config::date_of(exchange.now),
                      .takes_made_up_numbers = resources.shared.auth == Auth::demo};
  if (exchange.principal) {
    context.holder = exchange.principal->caller.citizen;
    context.people = exchange.principal->people;
  }
  return context;
}

Checked<Wish> read_wish(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"slot", "applicants", "suggestion"});
  if (!object) return object.error();
  return read_wish(context, **object);
}

Checked<std::variant<scheduler::AppointmentId, Wish>> read_appointment_request(
    const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"hold", "slot", "applicants", "suggestion"});
  if (!object) return object.error();
  if (!(*object)->contains("hold")) {
    const auto wish = read_wish(context, **object);
    if (!wish) return wish.error();
    return *wish;
  }
  if ((*object)->size() != 1) {
    return invalid_field("hold", "must be the only field: the hold knows its slot and applicants");
  }
  const auto text = read_text(**object, "hold");
  if (!text) return text.error();
  const auto id = base::from_hex<scheduler::AppointmentId>(*text);
  if (!id) return invalid_field("hold", "must be 32 hexadecimal digits");
  return *id;
}

Checked<scheduler::SlotKey> read_reschedule(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"slot"});
  if (!object) return object.error();
  return read_slot(context, **object);
}

Checked<security::KnownPerson> read_person(const BodyContext& context, const json::object& object,
                                           const std::string& prefix) {
  const auto number = read_number(context, object, prefix);
  if (!number) return number.error();
  return security::known_person(context.keyer, *number);
}

Checked<TwoDocuments> read_two_documents(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"person", "document"});
  if (!object) return object.error();
  const auto read_one = [&](const std::string& field) -> Checked<scheduler::CitizenKey> {
    const auto* value = (*object)->if_contains(field);
    if (value == nullptr) return invalid_field(field, "is missing");
    if (!value->is_object()) return invalid_field(field, "must be an object");
    const auto& fields = value->get_object();
    const std::string prefix = field + ".";
    const auto known =
        check_fields(fields, {"id_type", "id_number", "printed_check_digit"}, prefix);
    if (!known) return known.error();
    const auto person = read_person(context, fields, prefix);
    if (!person) return person.error();
    return person->key;
  };
  const auto person = read_one("person");
  if (!person) return person.error();
  const auto other = read_one("document");
  if (!other) return other.error();
  if (*person == *other) return invalid_field("document", "must be another than that of person");
  return TwoDocuments{.person = *person, .document = *other};
}

Checked<security::KnownPerson> read_identity(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"id_type", "id_number", "printed_check_digit"});
  if (!object) return object.error();
  return read_person(context, **object);
}

Checked<PersonToForget> read_forget(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"id_type", "id_number", "printed_check_digit", "dry_run"});
  if (!object) return object.error();
  const auto person = read_person(context, **object);
  if (!person) return person.error();
  PersonToForget request{.key = person->key};
  if (const auto read = read_dry_run(**object, request.is_dry_run); !read) return read.error();
  return request;
}

}  // namespace offpeak::api
