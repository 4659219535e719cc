// The bounds that the description states are those that the reader holds.
#include <doctest/doctest.h>
#include <yaml-cpp/yaml.h>

#include <string>

#include "api/planner/simulation_request.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::api {
namespace {

YAML::Node described_properties() {
  const auto file = testing::source_path("api/openapi.yaml");
  return YAML::LoadFile(file)["components"]["schemas"]["SimulationRequest"]["properties"];
}

/// The field that is refused; nothing when the body is accepted.
std::string refused_field(const std::string& field, const std::string& value) {
  const auto request =
      read_simulation_request(R"({"date":"2026-06-13",")" + field + "\":" + value + "}");
  return request ? "" : request.error().field;
}

std::string scenarios(std::size_t count) {
  std::string list = "[{}";
  for (std::size_t i = 1; i < count; ++i) list += ",{}";
  return list + "]";
}

TEST_CASE("each number of a simulation may be what its description says, and no more") {
  std::size_t bounded = 0;
  for (const auto& property : described_properties()) {
    const auto field = property.first.as<std::string>();
    const YAML::Node& schema = property.second;
    if (!schema["type"] || schema["type"].as<std::string>() != "integer") continue;
    CAPTURE(field);
    REQUIRE(schema["minimum"].IsDefined());
    REQUIRE(schema["maximum"].IsDefined());
    const auto least = schema["minimum"].as<std::int64_t>();
    const auto most = schema["maximum"].as<std::int64_t>();
    CHECK(refused_field(field, std::to_string(least)).empty());
    CHECK(refused_field(field, std::to_string(most)).empty());
    CHECK(refused_field(field, std::to_string(least - 1)) == field);
    CHECK(refused_field(field, std::to_string(most + 1)) == field);
    ++bounded;
  }
  CHECK(bounded >= 4);
}

TEST_CASE("a simulation may have as many scenarios as its description says") {
  const YAML::Node schema = described_properties()["scenarios"];
  REQUIRE(schema["maxItems"].IsDefined());
  const auto most = schema["maxItems"].as<std::size_t>();
  CHECK(refused_field("scenarios", scenarios(most)).empty());
  CHECK(refused_field("scenarios", scenarios(most + 1)) == "scenarios");
  CHECK(refused_field("scenarios", "[]") == "scenarios");
}

}  // namespace
}  // namespace offpeak::api
