#include "api/citizen/bodies.hpp"

#include <boost/json.hpp>

#include "api/exchange.hpp"
#include "api/json_document.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"
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

Checked<security::IdNumber> read_number(const BodyContext& context, const json::object& object,
                                        const std::string& prefix) {
  security::IdType type = security::IdType::resident;
  if (object.contains("id_type")) {
    const auto text = read_text(object, "id_type", prefix);
    if (!text) return text.error();
    const auto parsed = security::parse_id_type(*text);
    if (!parsed) {
      return invalid_field(prefix + "id_type",
                           "must be resident, passport, hk_macao_permit, taiwan_permit or "
                           "foreign_permit");
    }
    type = *parsed;
  }
  const auto text = read_text(object, "id_number", prefix);
  if (!text) return text.error();
  const auto number = security::IdNumber::parse(type, *text, context.today);
  if (!number) {
    return invalid_field(prefix + "id_number", std::string{number.error().message});
  }
  if (number->is_made_up() && !context.takes_made_up_numbers) {
    return invalid_field(prefix + "id_number",
                         "has the region code 999999, which is for demonstrations only");
  }
  return *number;
}

bool is_minor(const BodyContext& context, const security::IdNumber& number,
              scheduler::SlotKey slot) {
  const auto* hall = context.city.find(slot.hall());
  const auto birth = number.birth_date();
  return hall != nullptr && birth &&
         security::is_younger_than(hall->rules.minor_age, *birth, slot.date());
}

Checked<scheduler::Applicant> read_applicant(const BodyContext& context, const json::value& value,
                                             scheduler::SlotKey slot, const std::string& prefix) {
  if (!value.is_object()) {
    return invalid_field(prefix.substr(0, prefix.size() - 1), "must be an object");
  }
  const auto& object = value.get_object();
  const auto known = check_fields(object, {"service", "id_type", "id_number", "citizen"}, prefix);
  if (!known) return known.error();
  const auto key = read_text(object, "service", prefix);
  if (!key) return key.error();
  const auto* service = context.city.find_service(*key);
  if (service == nullptr) {
    return invalid_field(prefix + "service", "is not a service: see GET /v1/services");
  }
  scheduler::Applicant applicant{.service = service->code};

  if (object.contains("citizen")) {
    if (object.contains("id_number") || object.contains("id_type")) {
      return invalid_field(prefix + "citizen",
                           "cannot be combined with id_type and id_number: send one or the other");
    }
    const auto text = read_text(object, "citizen", prefix);
    if (!text) return text.error();
    const auto citizen = base::from_hex<scheduler::CitizenKey>(*text);
    if (!citizen) return invalid_field(prefix + "citizen", "must be 32 hexadecimal digits");
    applicant.citizen = *citizen;
    applicant.named_by_key = true;
    return applicant;
  }
  const auto number = read_number(context, object, prefix);
  if (!number) return number.error();
  applicant.citizen = context.keyer.key(*number);
  applicant.minor = is_minor(context, *number, slot);
  return applicant;
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
  return wish;
}

}  // namespace

BodyContext body_context(const Exchange& exchange, Resources& resources) {
  return {resources.city, resources.keyer, config::date_of(exchange.now),
          resources.shared.auth == Auth::demo};
}

Checked<Wish> read_wish(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"slot", "applicants"});
  if (!object) return object.error();
  return read_wish(context, **object);
}

Checked<std::variant<scheduler::AppointmentId, Wish>> read_appointment_request(
    const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"hold", "slot", "applicants"});
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

Checked<scheduler::CitizenKey> read_citizen(const BodyContext& context,
                                            const json::object& object) {
  const auto number = read_number(context, object, "");
  if (!number) return number.error();
  return context.keyer.key(*number);
}

Checked<scheduler::CitizenKey> read_identity(const BodyContext& context, std::string_view body) {
  JsonDocument document{body};
  const auto object = document.read({"id_type", "id_number"});
  if (!object) return object.error();
  return read_citizen(context, **object);
}

}  // namespace offpeak::api
