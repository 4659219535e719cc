#include "main/assets.hpp"

#include <array>
#include <filesystem>

namespace offpeak {
namespace {

namespace fs = std::filesystem;

// Of an installed program, then of one that was built in the sources.
constexpr std::array<const char*, 2> places_from_program{"../share/offpeak", "../../.."};
constexpr auto known_file = "api/openapi.yaml";

}  // namespace

std::string default_assets() {
  std::error_code failed;
  const auto folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
  for (const char* place : places_from_program) {
    const auto assets = (folder / place).lexically_normal();
    if (fs::exists(assets / known_file, failed)) return assets.string();
  }
  return (folder / places_from_program.front()).lexically_normal().string();
}

std::string assets_or_default(const std::string& given) {
  return given.empty() ? default_assets() : given;
}

}  // namespace offpeak
