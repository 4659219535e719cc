#include "config/city.hpp"

#include <doctest/doctest.h>

namespace offpeak::config {
namespace {

City city_with_gaps() {
  City city;
  for (const int code : {1, 2, 5, 16}) {
    Lane lane;
    lane.code = LaneCode{static_cast<std::uint8_t>(code)};
    lane.key = "lane" + std::to_string(code);
    city.lanes.push_back(lane);
  }
  for (const int code : {3, 4, 31}) {
    Service service;
    service.code = ServiceCode{static_cast<std::uint8_t>(code)};
    service.key = "service" + std::to_string(code);
    city.services.push_back(service);
  }
  for (const std::uint32_t code : {100'000U, 330'100U, 999'999U}) {
    Hall hall;
    hall.code = HallCode{code};
    city.halls.push_back(hall);
  }
  return city;
}

TEST_CASE("every code finds its own item and no other, gaps between codes or not") {
  const City city = city_with_gaps();
  for (int code = 0; code < 256; ++code) {
    CAPTURE(code);
    const auto lane = LaneCode{static_cast<std::uint8_t>(code)};
    const auto service = ServiceCode{static_cast<std::uint8_t>(code)};
    const bool has_lane = code == 1 || code == 2 || code == 5 || code == 16;
    const bool has_service = code == 3 || code == 4 || code == 31;
    REQUIRE((city.find(lane) != nullptr) == has_lane);
    REQUIRE((city.find(service) != nullptr) == has_service);
    if (has_lane) CHECK(city.find(lane)->code == lane);
    if (has_service) CHECK(city.find(service)->code == service);
  }
  for (const Hall& hall : city.halls) CHECK(city.find(hall.code) == &hall);
  for (const std::uint32_t code : {0U, 99'999U, 100'001U, 330'101U, 1'000'000U}) {
    CHECK(city.find(HallCode{code}) == nullptr);
  }
}

TEST_CASE("keys find their items, and an unknown key finds none") {
  const City city = city_with_gaps();
  CHECK(city.find_lane("lane5") == &city.lanes[2]);
  CHECK(city.find_service("service31") == &city.services[2]);
  CHECK(city.find_lane("service31") == nullptr);
  CHECK(city.find_service("") == nullptr);
}

TEST_CASE("nothing is found in an empty city") {
  const City city;
  CHECK(city.find(HallCode{330'100}) == nullptr);
  CHECK(city.find(LaneCode{1}) == nullptr);
  CHECK(city.find(ServiceCode{1}) == nullptr);
}

}  // namespace
}  // namespace offpeak::config
