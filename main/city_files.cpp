#include "main/city_files.hpp"

#include <xxhash.h>

#include <string>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "config/load.hpp"
#include "config/text_file.hpp"
#include "demand/read_demand.hpp"

namespace offpeak {
namespace {

namespace fs = std::filesystem;

/// A file that cannot be read counts as an empty one: whoever reads it next says why.
std::uint64_t digest_of_texts(const std::vector<fs::path>& files) {
  std::string all;
  for (const auto& file : files) {
    const auto text = base::read_file(file, config::file_bytes_max);
    if (text) all += std::to_string(text->size()) + ' ' + *text;
  }
  return XXH3_64bits(all.data(), all.size());
}

bool is_there(const fs::path& file) {
  std::error_code failed;
  return fs::exists(file, failed);
}

}  // namespace

ReadCity read_city_files(const fs::path& file) {
  auto loaded = config::load_city(file);
  ReadCity read{.files = nullptr, .diagnostics = std::move(loaded.diagnostics)};
  if (!loaded.city) return read;
  auto files = std::make_shared<CityFiles>();
  files->city = std::move(*loaded.city);
  files->online_rules = std::move(loaded.online);
  files->audit_kept = std::chrono::days{loaded.audit_days};
  const auto demand = demand_beside(file, files->city);
  if (is_there(demand)) {
    auto told = demand::read_demand(demand, files->city);
    read.diagnostics.insert(read.diagnostics.end(), told.diagnostics.begin(),
                            told.diagnostics.end());
    if (!told.model) return read;
    files->demand = std::move(told.model);
    loaded.files.push_back(demand);
  }
  files->digest = digest_of_texts(loaded.files);
  read.files = std::move(files);
  return read;
}

fs::path demand_beside(const fs::path& city_file, const config::City& city) {
  return city_file.parent_path() / "demand" / (city.key + ".yaml");
}

}  // namespace offpeak
