#include "config/read_catalog.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "config/scalars.hpp"
#include "config/unique.hpp"

namespace offpeak::config {
namespace {

/// Codes and keys of one list, each to be used once.
struct Used {
  Unique<int> codes;
  Unique<std::string> keys;
};

Lane read_lane(const View& where, Used& used) {
  Lane lane;
  int code = 0;
  Fields fields{where};
  fields.required("code", used.codes.reading(integer(code, {1, lanes_max}, "a lane code"), code));
  fields.required("key", used.keys.reading(key_name(lane.key), lane.key));
  fields.required("name", name(lane.name));
  fields.optional("bookable", truth(lane.bookable));
  fields.optional("machines", truth(lane.machines));
  fields.finish();
  lane.code = LaneCode{static_cast<std::uint8_t>(code)};
  return lane;
}

Service read_service(const View& where, Used& used, const std::vector<Lane>& known) {
  Service service;
  int code = 0;
  Fields fields{where};
  fields.required("code",
                  used.codes.reading(integer(code, {1, services_max}, "a service code"), code));
  fields.required("key", used.keys.reading(key_name(service.key), service.key));
  fields.required("name", name(service.name));
  fields.required("lane", lane_key(service.lane, known));
  fields.required("mean_minutes",
                  integer(service.mean_minutes, {1, service_minutes_max}, "counter-minutes"));
  fields.optional("variation",
                  real(service.variation, {0, variation_max}, "a coefficient of variation"));
  fields.optional("fee_yuan", optional_integer(service.fee_yuan, {0, fee_yuan_max}, "yuan"));
  fields.optional("requires_resident_number", truth(service.requires_resident_number));
  fields.finish();
  service.code = ServiceCode{static_cast<std::uint8_t>(code)};
  return service;
}

}  // namespace

Reader lanes(std::vector<Lane>& into) {
  const std::string what = "lanes {code, key, name, …}";
  return {"a list of " + what, [what, &into](const View& where) {
            Used used;
            list(1, lanes_max, what, [&](const View& item) {
              into.push_back(read_lane(item, used));
            }).read(where);
          }};
}

Reader services(std::vector<Service>& into, const std::vector<Lane>& known) {
  const std::string what = "services {code, key, name, lane, …}";
  return {"a list of " + what, [what, &into, &known](const View& where) {
            Used used;
            list(1, services_max, what, [&](const View& item) {
              into.push_back(read_service(item, used, known));
            }).read(where);
          }};
}

Reader lane_key(LaneCode& into, const std::vector<Lane>& known) {
  return {"the key of a lane", [&into, &known](const View& where) {
            const auto lane = std::ranges::find(known, where.node().text, &Lane::key);
            if (where.is(NodeKind::scalar) && lane != known.end()) {
              into = lane->code;
              return;
            }
            if (known.empty()) return;  // the lanes are faulty, which was reported
            std::vector<std::string> keys;
            for (const Lane& each : known) {
              if (!each.key.empty()) keys.push_back(each.key);
            }
            where.wrong_type("is not a lane of this city", "one of " + joined(keys));
          }};
}

}  // namespace offpeak::config
