#include "api/operations/step_down.hpp"

#include "api/exchange.hpp"
#include "api/resources.hpp"

namespace offpeak::api {

void step_down(Exchange& exchange, Resources& resources) {
  auto& shared = resources.shared;
  if (!shared.engine.is_leading()) {
    return exchange.reply(Problem{.status = 409,
                                  .code = "not_leading",
                                  .detail = "this server stands by: it has nothing to hand over"});
  }
  if (shared.replication.standby_sequence.load(std::memory_order_relaxed) < 0) {
    return exchange.reply(
        Problem{.status = 409,
                .code = "no_standby",
                .detail = "no standby is there to take over; start one with --standby"});
  }
  shared.replication.step_down();
  exchange.reply(202, json_type, R"({"status":"stopping"})");
}

}  // namespace offpeak::api
