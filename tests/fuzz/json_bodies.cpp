// Input: a letter for the kind of body or query, then that. What is accepted is within its bounds;
// what is refused makes a problem that is JSON and repeats no identity number.
#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <string>

#include "api/citizen/advice.hpp"
#include "api/citizen/bodies.hpp"
#include "api/citizen/first_slots.hpp"
#include "api/citizen/guidance.hpp"
#include "api/citizen/watches.hpp"
#include "api/hall/bodies.hpp"
#include "api/planner/simulation_request.hpp"
#include "api/security/identity.hpp"
#include "base/typed_text.hpp"
#include "config/load.hpp"
#include "jobs/job_file.hpp"
#include "scheduler/messages/kiosk_code.hpp"
#include "tests/api/security/support.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::fuzz {
namespace {

const config::City& city() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  OFFPEAK_ASSERT(loaded.city.has_value());
  return *loaded.city;
}

const config::OnlineRules& online_rules() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  OFFPEAK_ASSERT(loaded.online.has_value());
  return *loaded.online;
}

api::BodyContext context() {
  static security::CitizenKeyer keyer{testing::counting_keys()};
  return {city(), keyer, config::make_date(2026, 6, 12), true};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The longest run of digits: an identity number has 17 at least.
std::size_t longest_number(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = is_digit(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

void check_problem(const api::Problem& problem) {
  constexpr std::size_t id_digits_min = 17;
  OFFPEAK_ASSERT(problem.status == 400);
  OFFPEAK_ASSERT(problem.code == "invalid_field");
  OFFPEAK_ASSERT(!problem.detail.empty());
  OFFPEAK_ASSERT(!problem.field.empty());
  const std::string body = api::problem_body(problem);
  OFFPEAK_ASSERT(longest_number(body) < id_digits_min);
  boost::system::error_code error;
  const auto value = boost::json::parse(body, error);
  OFFPEAK_ASSERT(!error);
  OFFPEAK_ASSERT(value.as_object().at("field").as_string() == problem.field);
}

void check_wish(const api::Wish& wish) {
  OFFPEAK_ASSERT(wish.party.size >= 1);
  OFFPEAK_ASSERT(wish.party.size <= config::party_max);
  OFFPEAK_ASSERT(city().find(wish.slot.lane()) != nullptr);
  for (const auto& applicant : wish.party) {
    OFFPEAK_ASSERT(city().find(applicant.service) != nullptr);
  }
}

void check(const api::Wish& wish) { check_wish(wish); }
void check(const std::variant<scheduler::AppointmentId, api::Wish>& request) {
  if (const auto* wish = std::get_if<api::Wish>(&request)) check_wish(*wish);
}
void check(const scheduler::SlotKey& slot) {
  OFFPEAK_ASSERT(city().find(slot.lane()) != nullptr);
  OFFPEAK_ASSERT(scheduler::SlotKey::from_packed(slot.packed()) == slot);
}
void check(const scheduler::CitizenKey& key) { OFFPEAK_ASSERT(!key.is_zero()); }
void check(const scheduler::Services& services) {
  OFFPEAK_ASSERT(services.size <= config::party_max);
  for (std::size_t i = 0; i < services.size; ++i) {
    OFFPEAK_ASSERT(city().find(services.codes[i]) != nullptr);
  }
}
void check(const api::Arrival& arrival) {
  if (const auto* citizen = std::get_if<scheduler::CitizenKey>(&arrival.who)) {
    return check(*citizen);
  }
  const auto code = std::get<scheduler::KioskCode>(arrival.who);
  OFFPEAK_ASSERT(static_cast<std::uint32_t>(code) < scheduler::kiosk_codes_max);
}
void check(const api::WalkIn& walk_in) {
  OFFPEAK_ASSERT(walk_in.services.size >= 1);
  check(walk_in.services);
}
void check(const scheduler::LaneSet& lanes) {
  scheduler::LaneSet known = 0;
  for (const auto& lane : city().lanes) known |= scheduler::lane_bit(lane.code);
  OFFPEAK_ASSERT((lanes & ~known) == 0);
}
void check(const scheduler::TicketId&) {}
void check(const api::Outcome& outcome) {
  OFFPEAK_ASSERT(outcome.documents <= api::visit_documents_max);
  check(outcome.done);
}
/// What is accepted can be kept, and read again after a restart.
void check(const jobs::JobRequest& request) {
  jobs::Job job;
  job.request = std::make_shared<const jobs::JobRequest>(request);
  const auto text = jobs::job_text(job);
  OFFPEAK_ASSERT(text.has_value());
  const auto again = jobs::read_job(*text);
  OFFPEAK_ASSERT(again.has_value());
  // Not the same text: Boost.JSON 1.81 reads some numbers, such as 0.79157e305, to within a last
  // digit.
  OFFPEAK_ASSERT(jobs::job_text(*again).has_value());
}
void check(const security::KnownPerson& person) { check(person.key); }
void check(const api::TwoDocuments& two) {
  check(two.person);
  check(two.document);
  OFFPEAK_ASSERT(two.person != two.document);
}
/// Whatever the answers are, they lead to advice that can be shown.
void check(const api::AdviceRequest& request) {
  const auto advice = scheduler::advise(online_rules(), city(), request.answers);
  boost::system::error_code error;
  boost::json::parse(api::render_advice(online_rules(), city(), request, advice, {}), error);
  OFFPEAK_ASSERT(!error);
}
void check(const api::Whereabouts& near) {
  OFFPEAK_ASSERT(!near.is_far || !near.position);
  if (!near.position) return;
  OFFPEAK_ASSERT(near.position->lat >= -90 && near.position->lat <= 90);
  OFFPEAK_ASSERT(near.position->lon >= -180 && near.position->lon <= 180);
}
void check(const api::Visit& visit) {
  OFFPEAK_ASSERT(visit.party >= 1 && visit.party <= config::party_max);
  for (int i = 0; i < visit.party; ++i) {
    OFFPEAK_ASSERT(visit.services[static_cast<std::size_t>(i)]->lane == visit.lane());
  }
  OFFPEAK_ASSERT(visit.minors >= 0 && visit.minors <= visit.party);
}
void check(const api::GuidanceQuery& query) {
  check(query.visit);
  check(query.near);
  OFFPEAK_ASSERT(query.hall != nullptr || query.near.position || query.near.is_far);
  OFFPEAK_ASSERT(query.from <= query.to);
  OFFPEAK_ASSERT((query.to - query.from).count() < api::guidance_days_max);
  OFFPEAK_ASSERT(query.limit >= 1 && query.limit <= scheduler::suggestions_max);
}
void check(const api::FirstSlotsQuery& query) {
  check(query.visit);
  check(query.near);
}
void check(const scheduler::WatchedPlaces& places) {
  OFFPEAK_ASSERT(places.halls_size <= scheduler::watch_halls_max);
  for (const auto hall : places) {
    OFFPEAK_ASSERT(city().find(hall) != nullptr);
    OFFPEAK_ASSERT(std::ranges::count(places, hall) == 1);
  }
  OFFPEAK_ASSERT(places.from <= places.to);
  OFFPEAK_ASSERT(places.from_minute < places.to_minute);
}
void check(const scheduler::LaneCode& lane) { OFFPEAK_ASSERT(city().find(lane) != nullptr); }

/// What somebody typed, without JSON around it. Boost.JSON lets no bytes through that are not
/// UTF-8, but a command line does.
int check_typed(std::string_view typed) {
  const base::TypedText folded{typed};
  OFFPEAK_ASSERT(folded.text().size() <= base::TypedText::chars_max);
  OFFPEAK_ASSERT(folded.text().find_first_of(" \t\n-") == std::string_view::npos);
  const auto code = scheduler::parse_code(typed);
  OFFPEAK_ASSERT(!code || scheduler::parse_code(scheduler::format_code(*code)) == code);
  const auto number = security::IdNumber::parse(security::IdType::passport, typed, context().today);
  if (!number) return 0;
  const auto again =
      security::IdNumber::parse(security::IdType::passport, number->text(), context().today);
  OFFPEAK_ASSERT(again.has_value());
  OFFPEAK_ASSERT(again->text() == number->text());
  return 0;
}

template <class T>
int check_result(const api::Checked<T>& result) {
  if (result) {
    check(*result);
  } else {
    check_problem(result.error());
  }
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return rejected;
  const std::string_view body = text_of(data + 1, size - 1);
  switch (data[0]) {
    case 'w':
      return check_result(api::read_wish(context(), body));
    case 'a':
      return check_result(api::read_appointment_request(context(), body));
    case 'r':
      return check_result(api::read_reschedule(context(), body));
    case 'i':
      return check_result(api::read_identity(context(), body));
    case 'd':
      return check_result(api::read_two_documents(context(), body));
    case 'c':
      return check_result(api::read_arrival(context(), body));
    case 't':
      return check_result(api::read_walk_in(city(), body));
    case 'l':
      return check_result(api::read_lanes(city(), body));
    case 'p':
      return check_result(api::read_parked_ticket(body));
    case 'o':
      return check_result(api::read_outcome(city(), body));
    case 'n':
      return check_result(api::read_lane(city(), body));
    case 's':
      return check_result(api::read_simulation_request(body));
    case 'v':
      return check_result(api::read_advice_request(online_rules(), city(), context().today, body));
    case 'g':
      return check_result(api::read_guidance_query(city(), body, context().today));
    case 'q':
      return check_result(api::read_first_slots_query(city(), body));
    case 'e':
      return check_result(api::read_watch_request(city(), context().today, body));
    case 'f':
      return check_typed(body);
    default:
      return rejected;
  }
}

}  // namespace offpeak::fuzz
