// The hall that a path names.
#pragma once

#include "api/problem.hpp"
#include "config/city.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// By the path's first parameter; nullptr when the city has no such hall.
const config::Hall* hall_in_path(const Exchange& exchange, const Resources& resources);

Problem unknown_hall();

}  // namespace offpeak::api
