#include "api/citizen/site.hpp"

#include <string>

#include "api/admission.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {

void get_site(Exchange& exchange, Resources& resources) {
  const auto& public_url = resources.shared.public_url;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("public_url");
  if (public_url.empty()) {
    json.null();
  } else {
    json.text(public_url);
  }
  json.end_object();
  spend_reading(exchange, resources, 1);
  exchange.reply_json(body);
}

}  // namespace offpeak::api
