#include "api/operations/citizens.hpp"

#include <algorithm>
#include <string>

#include "api/citizen/bodies.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

void write_days(base::JsonWriter& json, std::string_view name, const std::vector<s::Date>& days) {
  json.key(name).begin_array();
  for (const auto day : days) json.plain(config::format_date(day));
  json.end_array();
}

/// All that is held, in the words of the rest of the interface.
Checked<Rendered> show_file(const s::Reply& answer, const Resources& resources) {
  const auto& file = *answer.citizen;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("citizen").plain(base::text_of(base::to_hex(answer.receipt.subject)));
  write_days(json, "cancellations", file.cancellations);
  write_days(json, "no_shows", file.no_shows);
  if (file.suspended_until != s::Date{}) {
    json.key("suspended_until").plain(config::format_date(file.suspended_until));
  }
  json.key("further_documents").number(file.further_documents);
  json.key("waitlist").begin_array();
  for (const auto& id : file.waitlist) json.plain(base::text_of(base::to_hex(id)));
  json.end_array().end_object();
  const std::string list = render_list(resources.city, resources.codes, *answer.list,
                                       Asking{resources.shared.clock.now(), resources.news.get()});
  // The same list as a citizen gets, inside this object.
  body.back() = ',';
  body.append(list, 1);
  return Rendered{body};
}

/// How much of it there is. `in_hall`: it would be refused until the visit is over.
Checked<Rendered> show_what_would_go(const s::Reply& answer, const Resources&) {
  const auto with = [&](s::AppointmentStatus status) {
    return std::ranges::count(*answer.list, status, &s::AppointmentView::status);
  };
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("dry_run").boolean(true);
  json.key("citizen").plain(base::text_of(base::to_hex(answer.receipt.subject)));
  json.key("appointments").number(static_cast<std::int64_t>(answer.list->size()));
  json.key("booked").number(with(s::AppointmentStatus::booked));
  json.key("held").number(with(s::AppointmentStatus::held));
  json.key("waitlist").number(static_cast<std::int64_t>(answer.citizen->waitlist.size()));
  json.key("in_hall").boolean(with(s::AppointmentStatus::checked_in) > 0);
  json.end_object();
  return Rendered{body};
}

}  // namespace

void describe_citizen(Exchange& exchange, Resources& resources) {
  const auto person = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  exchange.submit(s::DescribeCitizen{person->key}, 200, show_file);
}

void forget_citizen(Exchange& exchange, Resources& resources) {
  const auto person = read_forget(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  if (person->is_dry_run) {
    return exchange.submit(s::DescribeCitizen{person->key}, 200, show_what_would_go);
  }
  exchange.submit(
      s::ForgetCitizen{.citizen = person->key, .as = security::random_bits<s::CitizenKey>()}, 204,
      no_body);
}

}  // namespace offpeak::api
