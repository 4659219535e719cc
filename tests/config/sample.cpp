#include "tests/config/sample.hpp"
#include "tests/support/source_path.hpp"

#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace offpeak::config {

namespace fs = std::filesystem;

const std::string_view sample_city = R"(city: sample
name: {zh: 样本, en: Sample}
synthetic: [rules, halls.*.counters]
calendar: calendars/sample.yaml
limits: {address_rate_per_second: 50, citizen_burst: 7}
lanes:
  - {code: 2, key: machines, name: {zh: 自助, en: Machines}, bookable: false,
     machines: true}
  - {code: 1, key: documents, name: {zh: 证件, en: Documents}}
services:
  - {code: 1, key: passport, name: {zh: 护照, en: Passport}, lane: documents, mean_minutes: 8}
  - {code: 2, key: endorsement, name: {zh: 签注, en: Endorsement}, lane: machines, mean_minutes: 3,
     variation: 0.4, fee_yuan: 15}
hours:
  - {days: 10-01..05-31, periods: [08:30-12:00, 13:30-17:00]}
  - {days: 06-01..09-30, periods: [08:30-12:00, 14:30-17:30]}
rules:
  slot_minutes: 30
  horizon_days: 14
  release:
    - {days_before: horizon, at: "09:00", share_percent: 60}
    - {days_before: 1, at: "17:00", share_percent: 40}
halls:
  - code: 100002
    name: {zh: 乙, en: Second}
    district: East
    lat: 30.25
    lon: 120.17
    share_percent: 39.5
    counters:
      - {counters: 1-3, lanes: {documents: 100}}
      - {counters: 101, lanes: {machines: 100}}
    opened: [2026-10-02..2026-10-03]
    closed: [2026-03-02]
    rules:
      party_max: 2
      return_delay_min_minutes: 7
  - code: 100001
    name: {zh: 甲, en: First}
    district: West
    lat: 30.2
    lon: 120.1
    mode: walk_in_first
    share_percent: 60.5
    open_weekdays: [mon, sat]
    hours: [{days: 01-01..12-31, periods: ["09:00-10:00"]}]
    counters:
      - {counters: 5, lanes: {documents: 60, machines: 40}}
)";

const std::string_view sample_calendar = R"(years:
  - year: 2026
    status: official
    off_days: [01-01..01-03, 10-01..10-07]
    make_up_days: [01-04, 10-10]
)";

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "offpeak-config-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Folder::write(std::string_view name, std::string_view text) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream stream{file, std::ios::binary};
  stream << text;
  return file;
}

std::string replaced(std::string_view text, std::string_view old, std::string_view with) {
  const std::size_t at = text.find(old);
  if (at == std::string_view::npos || text.find(old, at + 1) != std::string_view::npos) {
    throw std::logic_error{"not exactly once in the text: " + std::string{old}};
  }
  return std::string{text}.replace(at, old.size(), with);
}

LoadResult load_texts(std::string_view city, std::string_view calendar) {
  const Folder folder;
  folder.write("calendars/sample.yaml", calendar);
  return load_city(folder.write("sample.yaml", city));
}

int line_of(std::string_view text, std::string_view part) {
  const std::size_t at = text.find(part);
  if (at == std::string_view::npos) return 0;
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, at), '\n'));
}

std::string listed(const LoadResult& result) {
  std::string text;
  for (const Diagnostic& each : result.diagnostics) text += format(each) + '\n';
  return text;
}

std::string read_source(const std::string& path) {
  std::ifstream stream{testing::source_path(path), std::ios::binary};
  if (!stream) throw std::runtime_error{"cannot read " + path};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace offpeak::config
