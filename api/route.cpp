#include "api/route.hpp"

namespace offpeak::api {
namespace {

/// A parameter is one path segment; the last one is what stands before the pattern's end in it.
bool matches(const Pattern& pattern, std::string_view path, PathParameters& parameters) {
  if (!path.starts_with(pattern.pieces[0])) return false;
  path.remove_prefix(pattern.pieces[0].size());
  for (std::size_t i = 0; i < pattern.parameters; ++i) {
    const auto after = pattern.pieces[i + 1];
    if (path.size() <= after.size()) return false;
    const bool is_last = i + 1 == pattern.parameters;
    const auto size = is_last ? path.size() - after.size() : path.find('/');
    parameters[i] = path.substr(0, size);
    if (parameters[i].empty() || parameters[i].find('/') != std::string_view::npos) return false;
    path.remove_prefix(parameters[i].size());
    if (!path.starts_with(after)) return false;
    path.remove_prefix(after.size());
  }
  return path.empty();
}

}  // namespace

Match match_route(std::span<const Route> routes, http::Method method, std::string_view path,
                  Audience audience) {
  Match match;
  const auto wanted = method == http::Method::head ? http::Method::get : method;
  for (const auto& route : routes) {
    if (route.audience > audience) continue;
    PathParameters parameters;
    if (!matches(route.pattern, path, parameters)) continue;
    if (route.method == wanted) {
      match.route = &route;
      match.parameters = parameters;
      return match;
    }
    // "/v1/appointments/x.ics" is a path of two routes with GET.
    const auto name = http::method_name(route.method);
    if (match.allow.find(name) != std::string::npos) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name;
    if (route.method == http::Method::get) match.allow += ", HEAD";
  }
  return match;
}

}  // namespace offpeak::api
