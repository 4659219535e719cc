#include "config/synthetic.hpp"

#include <string_view>
#include <utility>

#include "config/scalars.hpp"
#include "config/unique.hpp"

namespace offpeak::config {
namespace {

/// The number of places below `node` that `path` matches. Each step goes one level down, so the
/// depth of the tree bounds the recursion.
std::size_t count_places(const Node& node, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  std::size_t places = 0;
  for (const Node& child : node.children) {
    const bool matches = step == "*" || (node.kind == NodeKind::mapping && child.key == step);
    if (!matches) continue;
    places += dot == std::string_view::npos ? 1 : count_places(child, path.substr(dot + 1));
  }
  return places;
}

}  // namespace

Reader synthetic_marks(std::vector<SyntheticMark>& into, const Node& root) {
  const std::string what = "paths such as halls.*.counters";
  return {"a list of " + what, [what, &into, &root](const View& where) {
            Unique<std::string> paths;
            list(0, synthetic_paths_max, what, [&](const View& item) {
              SyntheticMark mark;
              paths.reading(text(mark.path, "a path"), mark.path).read(item);
              if (mark.path.empty()) return;
              mark.places = count_places(root, mark.path);
              if (mark.places == 0) {
                return item.wrong_type("names nothing in this file", "the path of existing values");
              }
              into.push_back(std::move(mark));
            }).read(where);
          }};
}

}  // namespace offpeak::config
