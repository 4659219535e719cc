// A copy of the default city's files, to be changed.
#pragma once

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/support/source_path.hpp"

namespace offpeak::testing {

class ChangedCity {
 public:
  /// In a folder below this one.
  explicit ChangedCity(const std::filesystem::path& folder, const std::string& name = "config")
      : folder_{folder / name} {
    namespace fs = std::filesystem;
    fs::copy(source_path("config"), folder_, fs::copy_options::recursive);
  }
  std::string file() const { return (folder_ / "hangzhou.yaml").string(); }

  /// Each place where `pattern` fits in the city's own file. Throws where there is none.
  void change(const std::string& pattern, const std::string& into) const {
    std::stringstream text;
    text << std::ifstream{file()}.rdbuf();
    const std::string before = text.str();
    const std::string after = std::regex_replace(before, std::regex{pattern}, into);
    if (after == before) throw std::runtime_error{"nothing like " + pattern + " is there"};
    std::ofstream{file()} << after;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace offpeak::testing
