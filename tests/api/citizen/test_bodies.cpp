#include <doctest/doctest.h>

#include <memory>
#include <optional>

#include "api/citizen/bodies.hpp"
#include "base/hex.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/api/security/support.hpp"

namespace api = offpeak::api;
namespace security = offpeak::security;
namespace config = offpeak::config;
namespace scheduler = offpeak::scheduler;
using offpeak::testing::applicant;
using offpeak::testing::counting_keys;
using offpeak::testing::hangzhou;
using offpeak::testing::resident_number;
using offpeak::testing::wish;

namespace {

const std::string slot = "330100.documents.2026-06-13.0830";
const config::Date today = config::make_date(2026, 6, 12);

const security::Keys& keys() {
  static const security::Keys made = counting_keys();
  return made;
}

api::Checked<api::Wish> read(std::string_view body) {
  security::CitizenKeyer keyer{keys()};
  return api::read_wish({hangzhou(), keyer, today, true}, body);
}

scheduler::CitizenKey key_of(const std::string& number) {
  return security::citizen_key(
      keys(), *security::IdNumber::parse(security::IdType::resident, number, today));
}

/// A wish whose one applicant has these members.
std::string with_applicant(const std::string& members) {
  return R"({"slot":")" + slot + R"(","applicants":[{)" + members + "}]}";
}

std::string number_with_wrong_check() {
  std::string number = resident_number(1);
  number.back() = number.back() == '1' ? '2' : '1';
  return number;
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

struct Row {
  std::string body;
  std::string field;
  std::string detail_piece;
};

template <class Read>
void check_refusals(const std::vector<Row>& rows, const Read& read_body) {
  for (const auto& row : rows) {
    CAPTURE(row.body.substr(0, 200));
    const auto result = read_body(row.body);
    REQUIRE(result.has_error());
    CHECK(result.error().status == 400);
    CHECK(result.error().code == "invalid_field");
    CHECK(result.error().field == row.field);
    CHECK_MESSAGE(result.error().detail.find(row.detail_piece) != std::string::npos,
                  result.error().detail);
  }
}

}  // namespace

TEST_CASE("A wish names a slot and a party of one to four, by number or by key") {
  const auto result =
      read(R"({"applicants":[)" + applicant({1}) +
           R"(,{"service":"passport_replacement","citizen":"0123456789abcdef0123456789abcdef"},)" +
           R"({"service":"collection","id_type":"passport","id_number":"E12345678"}],"slot":")" +
           slot + R"("})");
  REQUIRE(result.has_value());
  CHECK(scheduler::format_slot(hangzhou(), result->slot) == slot);
  REQUIRE(result->party.size == 3);
  const auto& [first, second, third, fourth] = result->party.applicants;
  CHECK(first.citizen == key_of(resident_number(1)));
  CHECK(first.service == hangzhou().find_service("passport_renewal")->code);
  CHECK_FALSE(first.minor);
  CHECK(second.citizen == scheduler::CitizenKey{{0x0123456789abcdef, 0x0123456789abcdef}});
  CHECK(third.citizen != first.citizen);
}

TEST_CASE("The resident number is the one that is meant when no type is given") {
  const auto result = read(with_applicant(R"("service":"passport_renewal","id_number":")" +
                                          resident_number(7) + R"(")"));
  REQUIRE(result.has_value());
  CHECK(result->party.applicants[0].citizen == key_of(resident_number(7)));
}

TEST_CASE("Who is under 16 on the day of the visit is a minor, judged by that day and not today") {
  struct Born {
    config::Date date;
    bool minor;
  };
  for (const auto& born :
       {Born{config::make_date(2010, 6, 14), true}, Born{config::make_date(2010, 6, 13), false},
        Born{config::make_date(2026, 6, 12), true}, Born{config::make_date(1990, 1, 1), false}}) {
    const auto result = read(with_applicant(R"("service":"passport_renewal","id_number":")" +
                                            resident_number(born.date, 1) + R"(")"));
    REQUIRE(result.has_value());
    CHECK(result->party.applicants[0].minor == born.minor);
  }
}

TEST_CASE("A wish that is wrong is refused with the place and the reason") {
  const std::string person = applicant({1});
  const std::string service = R"("service":"passport_renewal")";
  check_refusals(
      {
          // No JSON, or none that is an object.
          {"", "body", "not JSON"},
          {"{", "body", "not JSON"},
          {"{} {}", "body", "not JSON"},
          {"{'slot':1}", "body", "not JSON"},
          {R"({"slot":1,})", "body", "not JSON"},
          {R"({"slot":01})", "body", "not JSON"},
          {"{/*comment*/}", "body", "not JSON"},
          {"\xef\xbb\xbf{}", "body", "not JSON"},
          {"{\"slot\":\"\xff\"}", "body", "not JSON"},
          {std::string{"{\0}", 3}, "body", "not JSON"},
          {R"({"slot":"\ud800"})", "body", "not JSON"},
          {nested(9), "body", "not JSON"},
          {nested(8'000), "body", "not JSON"},
          {R"({"applicants":)" + nested(8'000) + "}", "body", "not JSON"},
          {"[]", "body", "object"},
          {"null", "body", "object"},
          {R"("text")", "body", "object"},
          {"12", "body", "object"},
          // Fields.
          {"{}", "slot", "missing"},
          {R"({"slot":")" + slot + R"("})", "applicants", "missing"},
          {R"({"slot":")" + slot + R"(","applicants":[)" + person + R"(],"priority":1})",
           "priority", "known are slot, applicants"},
          {R"({"Slot":")" + slot + R"("})", "Slot", "not a field"},
          {R"({"\u0000":1})", "?", "not a field"},
          {R"({"slot":1})", "slot", "string"},
          {R"({"slot":null})", "slot", "string"},
          {R"({"slot":["a"]})", "slot", "string"},
          {R"({"slot":"tomorrow"})", "slot", "hall.lane.date.start"},
          {R"({"slot":"330100.documents.2026-02-30.0830"})", "slot", "hall.lane.date.start"},
          {R"({"slot":")" + slot + R"(","applicants":{}})", "applicants", "list of 1 to 4"},
          {R"({"slot":")" + slot + R"(","applicants":[]})", "applicants", "list of 1 to 4"},
          {wish(slot, {{1}, {2}, {3}, {4}, {5}}), "applicants", "list of 1 to 4"},
          {R"({"slot":")" + slot + R"(","applicants":["me"]})", "applicants[0]", "object"},
          {R"({"slot":")" + slot + R"(","applicants":[)" + person + ",null]}", "applicants[1]",
           "object"},
          // Applicants.
          {with_applicant(R"("id_number":")" + resident_number(1) + R"(")"),
           "applicants[0].service", "missing"},
          {with_applicant(R"("service":2)"), "applicants[0].service", "string"},
          {with_applicant(R"("service":"haircut")"), "applicants[0].service", "not a service"},
          {with_applicant(service), "applicants[0].id_number", "missing"},
          {with_applicant(service + R"(,"id_number":110101199001011237)"),
           "applicants[0].id_number", "string"},
          {with_applicant(service + R"(,"id_number":"")"), "applicants[0].id_number", "5 to 20"},
          {with_applicant(service + R"(,"id_number":"12345678")"), "applicants[0].id_number",
           "18 characters"},
          {with_applicant(service + R"(,"id_number":")" + number_with_wrong_check() + R"(")"),
           "applicants[0].id_number", "check digit"},
          {with_applicant(service + R"(,"id_number":")" +
                          resident_number(today + std::chrono::days{1}, 1) + R"(")"),
           "applicants[0].id_number", "birth date"},
          {with_applicant(service + R"(,"id_type":"permit","id_number":"C12345678")"),
           "applicants[0].id_type", "hk_macao_permit"},
          {with_applicant(service + R"(,"id_type":1,"id_number":"C12345678")"),
           "applicants[0].id_type", "string"},
          {with_applicant(service + R"(,"citizen":"0123")"), "applicants[0].citizen", "32"},
          {with_applicant(service + R"(,"citizen":"0123456789ABCDEF0123456789ABCDEF")"),
           "applicants[0].citizen", "32"},
          {with_applicant(service +
                          R"(,"citizen":"0123456789abcdef0123456789abcdef","id_number":")" +
                          resident_number(1) + R"(")"),
           "applicants[0].citizen", "one or the other"},
          {with_applicant(service + R"(,"name":"x")"), "applicants[0].name", "not a field"},
          {R"({"slot":")" + slot + R"(","applicants":[)" + person + R"(,{"service":"x"}]})",
           "applicants[1].service", "not a service"},
      },
      [](std::string_view body) { return read(body); });
}

TEST_CASE("No refusal repeats an identity number") {
  const std::string number = number_with_wrong_check();
  const auto result =
      read(with_applicant(R"("service":"passport_renewal","id_number":")" + number + R"(")"));
  REQUIRE(result.has_error());
  CHECK(api::problem_body(result.error()).find(number) == std::string::npos);
}

TEST_CASE("Of a field that stands twice, the last counts") {
  const auto result =
      read(R"({"slot":"nonsense","slot":")" + slot + R"(","applicants":[)" + applicant({1}) + "]}");
  REQUIRE(result.has_value());
  CHECK(scheduler::format_slot(hangzhou(), result->slot) == slot);
}

TEST_CASE("A body as large as the server takes is read, however it is filled") {
  constexpr std::size_t body_bytes_max = 16 * 1024;
  std::string body = wish(slot, {{1}, {2}, {3}, {4}});
  body.insert(1, body_bytes_max - body.size(), ' ');
  CHECK(read(body).has_value());

  std::string strings = R"({"slot":")";
  strings += std::string(body_bytes_max - strings.size() - 2, 'x') + R"("})";
  REQUIRE(read(strings).has_error());
  CHECK(read(strings).error().field == "slot");

  std::string many = R"({"slot":[)";
  while (many.size() + 4 < body_bytes_max) many += "{},";
  many += "{}]}";
  REQUIRE(read(many).has_error());
  CHECK(read(many).error().field == "slot");
}

TEST_CASE("An appointment is asked for by a hold alone, or by a wish") {
  security::CitizenKeyer keyer{keys()};
  const auto read_request = [&](std::string_view body) {
    return api::read_appointment_request({hangzhou(), keyer, today, true}, body);
  };
  const std::string hold = R"("hold":"0123456789abcdef0123456789abcdef")";
  const auto by_hold = read_request("{" + hold + "}");
  REQUIRE(by_hold.has_value());
  CHECK(std::get<scheduler::AppointmentId>(*by_hold).words[0] == 0x0123456789abcdef);
  const auto by_wish = read_request(wish(slot, {{1}}));
  REQUIRE(by_wish.has_value());
  CHECK(std::get<api::Wish>(*by_wish).party.size == 1);
  check_refusals({{"{}", "slot", "missing"},
                  {"{" + hold + R"(,"slot":")" + slot + R"("})", "hold", "only field"},
                  {"{" + hold + R"(,"applicants":[]})", "hold", "only field"},
                  {R"({"hold":null})", "hold", "string"},
                  {R"({"hold":"0123"})", "hold", "32 hexadecimal"},
                  {R"({"hold":"0123456789abcdef0123456789abcdeg"})", "hold", "32 hexadecimal"},
                  {R"({"id":"0123456789abcdef0123456789abcdef"})", "id", "known are hold"}},
                 read_request);
}

TEST_CASE("A service may ask for the resident number, which nobody has twice") {
  auto city = hangzhou();
  REQUIRE(city.find_service("first_passport")->requires_resident_number);
  security::CitizenKeyer keyer{keys()};
  const auto self = key_of(resident_number(1));
  const auto hex = [](scheduler::CitizenKey key) {
    return std::string{offpeak::base::text_of(offpeak::base::to_hex(key))};
  };
  const auto read_as = [&](std::optional<security::IdType> document, const std::string& members) {
    api::BodyContext context{city, keyer, today, true};
    context.holder = self;
    context.people = std::make_shared<const std::vector<security::KnownPerson>>(
        1, security::KnownPerson{.key = self, .document = document});
    return api::read_wish(context, with_applicant(R"("service":"first_passport",)" + members));
  };
  const auto passport = security::IdType::passport;
  const auto resident = security::IdType::resident;
  CHECK(read_as(resident, R"("id_number":")" + resident_number(2) + '"').has_value());
  CHECK(read_as(resident, R"("citizen":")" + hex(self) + '"').has_value());
  CHECK(read_as({}, R"("citizen":")" + hex(self) + '"').has_value());
  check_refusals({{R"("id_type":"passport","id_number":"E12345678")", "applicants[0].id_number",
                   "resident identity card"},
                  {R"("citizen":")" + hex(self) + '"', "applicants[0].citizen", "first_passport"},
                  {R"("citizen":")" + hex(key_of(resident_number(2))) + '"',
                   "applicants[0].citizen", "resident identity card"}},
                 [&](std::string_view members) { return read_as(passport, std::string{members}); });
}

TEST_CASE("Whom a token vouches for needs no number, and is known by age") {
  security::CitizenKeyer keyer{keys()};
  const auto child = security::KnownPerson{.key = key_of(resident_number(4)),
                                           .document = security::IdType::resident,
                                           .birth = config::make_date(2015, 1, 1)};
  api::BodyContext context{hangzhou(), keyer, today, true};
  const auto body =
      with_applicant(R"("service":"advice","citizen":")" +
                     std::string{offpeak::base::text_of(offpeak::base::to_hex(child.key))} + '"');
  const auto stranger = api::read_wish(context, body);
  REQUIRE(stranger.has_value());
  CHECK(stranger->party.applicants[0].named_by_key);
  CHECK_FALSE(stranger->party.applicants[0].minor);
  context.people = std::make_shared<const std::vector<security::KnownPerson>>(1, child);
  const auto known = api::read_wish(context, body);
  REQUIRE(known.has_value());
  CHECK_FALSE(known->party.applicants[0].named_by_key);
  CHECK(known->party.applicants[0].minor);
}

TEST_CASE("The other bodies have one form each") {
  security::CitizenKeyer keyer{keys()};
  const api::BodyContext context{hangzhou(), keyer, today, true};

  CHECK(api::read_reschedule(context, R"({"slot":")" + slot + R"("})").has_value());
  check_refusals({{"{}", "slot", "missing"},
                  {R"({"slot":")" + slot + R"(","applicants":[]})", "applicants", "not a field"}},
                 [&](std::string_view body) { return api::read_reschedule(context, body); });

  const auto identity = api::read_identity(
      context, R"({"id_number":")" + resident_number(3) + R"(","id_type":"resident"})");
  REQUIRE(identity.has_value());
  CHECK(identity->key == key_of(resident_number(3)));
  CHECK(identity->document == security::IdType::resident);
  check_refusals({{"{}", "id_number", "missing"},
                  {R"({"id_number":"E12345678","service":"x"})", "service", "not a field"},
                  {R"({"id_type":"card","id_number":"E12345678"})", "id_type", "must be resident"},
                  {R"({"id_number":"E12345678","id_type":"passport","printed_check_digit":"7"})",
                   "id_number", "check digit printed"},
                  {R"({"id_number":"E12345678","id_type":"passport","printed_check_digit":""})",
                   "printed_check_digit", "one digit"},
                  {R"({"id_number":"E12345678","id_type":"passport","printed_check_digit":4})",
                   "printed_check_digit", "string"}},
                 [&](std::string_view body) { return api::read_identity(context, body); });
}
