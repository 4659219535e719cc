// Prints the server's routes, one `GET /v1/halls/{hall}` a line, for
// tests/openapi/validate_exchanges.mjs.
#include <iostream>

#include "api/route_table.hpp"

int main() {
  for (const auto& route : offpeak::api::all_routes()) {
    std::cout << offpeak::http::method_name(route.method) << ' ' << route.pattern.text << '\n';
  }
}
