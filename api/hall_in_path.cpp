#include "api/hall_in_path.hpp"

#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {

const config::Hall* hall_in_path(const Exchange& exchange, const Resources& resources) {
  const auto code = scheduler::parse_hall(exchange.parameters[0]);
  return code ? resources.city.find(*code) : nullptr;
}

Problem unknown_hall() { return not_found("there is no such hall: see GET /v1/halls"); }

}  // namespace offpeak::api
