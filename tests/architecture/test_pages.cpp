// What the pages of the repository say of it is there: the files that they name, and their links.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/source_path.hpp"

namespace offpeak::architecture {
namespace {

namespace fs = std::filesystem;

const fs::path root{testing::source_path()};
const std::set<std::string> not_ours{".git", "build", "node_modules", "var"};

std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  for (auto entry = fs::recursive_directory_iterator{root}; entry != fs::end(entry); ++entry) {
    const auto name = entry->path().filename().string();
    if (entry->is_directory() && not_ours.contains(name)) entry.disable_recursion_pending();
    if (entry->is_regular_file() && entry->path().extension() == ".md") {
      found.push_back(entry->path());
    }
  }
  return found;
}

/// Every `path/of/something` of a text: at least one slash, and a first folder that there is.
std::vector<std::string> named_paths(const std::string& text) {
  static const std::regex path{"`([a-z_]+/[A-Za-z0-9_./-]*)`"};
  std::vector<std::string> paths;
  for (std::sregex_iterator at{text.begin(), text.end(), path}, end; at != end; ++at) {
    const std::string named = (*at)[1];
    const auto folder = named.substr(0, named.find('/'));
    if (fs::is_directory(root / folder) && !not_ours.contains(folder)) paths.push_back(named);
  }
  return paths;
}

/// From the root or from the page's folder, and also without its ending: `config/load` is load.hpp
/// and load.cpp.
bool is_there(const std::string& named, const fs::path& folder = root) {
  for (const auto* const ending : {"", ".hpp", ".cpp"}) {
    if (fs::exists(root / (named + ending)) || fs::exists(folder / (named + ending))) return true;
  }
  return false;
}

/// Every [words](file) and [words](file#part) that leads to a file.
std::vector<std::string> linked_files(const std::string& text) {
  static const std::regex link{R"(\]\(([^)#\s:]+)(#[^)\s]*)?\))"};
  std::vector<std::string> files;
  for (std::sregex_iterator at{text.begin(), text.end(), link}, end; at != end; ++at) {
    files.push_back((*at)[1]);
  }
  return files;
}

std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

TEST_CASE("a page names files that there are, and links to them") {
  std::size_t names = 0;
  std::size_t links = 0;
  for (const fs::path& page : pages()) {
    const std::string text = read(page);
    CAPTURE(page);
    for (const std::string& named : named_paths(text)) {
      CAPTURE(named);
      CHECK(is_there(named, page.parent_path()));
      ++names;
    }
    for (const std::string& linked : linked_files(text)) {
      CAPTURE(linked);
      CHECK(fs::exists(page.parent_path() / linked));
      ++links;
    }
  }
  CHECK(names >= 150);
  CHECK(links >= 50);
}

TEST_CASE("a path or link that leads nowhere would be found") {
  CHECK(named_paths("see `scheduler/nowhere.hpp` and `x/y`") ==
        std::vector<std::string>{"scheduler/nowhere.hpp"});
  CHECK_FALSE(is_there("scheduler/nowhere.hpp"));
  CHECK(is_there("scheduler/engine/"));
  CHECK(is_there("scheduler/table/table"));
  CHECK(linked_files("[a](b.md#c), [d](https://e), [f](../g)") ==
        std::vector<std::string>{"b.md", "../g"});
}

}  // namespace
}  // namespace offpeak::architecture
