#include "tests/demand/hangzhou.hpp"

#include "config/load.hpp"
#include "tests/config/sample.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::demand {
namespace {

const std::string folder = testing::source_path("config/");

}  // namespace

const config::City& hangzhou() {
  static const config::City city = *config::load_city(folder + "hangzhou.yaml").city;
  return city;
}

const DemandModel& hangzhou_demand() {
  static const DemandModel model = *read_demand(folder + "demand/hangzhou.yaml", hangzhou()).model;
  return model;
}

std::string hangzhou_demand_text() { return config::read_source("config/demand/hangzhou.yaml"); }

DemandResult read_text(const std::string& text) {
  const config::Folder scratch;
  return read_demand(scratch.write("demand.yaml", text), hangzhou());
}

}  // namespace offpeak::demand
