#include "api/operations/citizens.hpp"

#include <string>

#include "api/citizen/bodies.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/operations/news_request.hpp"
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

}  // namespace

void describe_citizen(Exchange& exchange, Resources& resources) {
  const auto person = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  exchange.submit(s::DescribeCitizen{person->key}, 200, show_file);
}

void forget_citizen(Exchange& exchange, Resources& resources) {
  const auto person = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  exchange.submit(
      s::ForgetCitizen{.citizen = person->key, .as = security::random_bits<s::CitizenKey>()}, 204,
      no_body);
}

}  // namespace offpeak::api
