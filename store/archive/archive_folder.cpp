#include "store/archive/archive_folder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "base/hex16.hpp"
#include "base/number.hpp"
#include "store/private_file.hpp"
#include "store/record.hpp"

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sequence_digits = 20;
constexpr std::size_t checksum_digits = 16;

constexpr std::string_view suffix_of(ArchiveContent content) {
  return content == ArchiveContent::records ? ".archive" : ".audit";
}

std::optional<std::uint64_t> checksum_of(std::string_view digits) {
  std::uint64_t value = 0;
  if (digits.size() != checksum_digits) return std::nullopt;
  for (const char c : digits) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !(c >= 'a' && c <= 'f')) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
  }
  return value;
}

/// Nothing for a name that is not one of these.
std::optional<ArchivedFile> parse(const fs::path& path, config::Date day, std::string_view suffix) {
  const std::string name = path.filename().string();
  std::string_view rest{name};
  if (rest.size() != 2 * (sequence_digits + 1) + checksum_digits + suffix.size() ||
      !rest.ends_with(suffix)) {
    return std::nullopt;
  }
  const auto number = [&](std::size_t at) {
    return base::parse_number<std::uint64_t>(rest.substr(at, sequence_digits), 1, sequence_max);
  };
  const auto first = number(0);
  const auto last = number(sequence_digits + 1);
  const auto checksum = checksum_of(rest.substr(2 * (sequence_digits + 1), checksum_digits));
  if (!first || !last || !checksum || *last < *first) return std::nullopt;
  return ArchivedFile{
      .path = path, .day = day, .first_sequence = *first, .end = {*last + 1, *checksum}};
}

/// The entries of a folder; none of one that is not there.
Result<std::vector<fs::path>> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::directory_iterator at{folder, error};
  while (!error && at != fs::directory_iterator{}) {
    found.push_back(at->path());
    at.increment(error);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return file_failure("list directory", folder, error.value());
  }
  return found;
}

}  // namespace

ArchiveFolder::ArchiveFolder(const fs::path& folder, const std::string& city,
                             ArchiveContent content)
    : folder_{folder / city}, content_{content} {}

Result<void> ArchiveFolder::make() const { return create_private_directory(folder_); }

Result<std::vector<config::Date>> ArchiveFolder::days() const {
  const auto found = entries(folder_);
  if (!found) return found.error();
  std::vector<config::Date> days;
  for (const auto& path : *found) {
    if (const auto day = config::parse_date(path.filename().string())) days.push_back(*day);
  }
  std::ranges::sort(days);
  return days;
}

Result<std::vector<ArchivedFile>> ArchiveFolder::files_of(config::Date day) const {
  const auto found = entries(folder_ / config::format_date(day));
  if (!found) return found.error();
  std::vector<ArchivedFile> files;
  for (const auto& path : *found) {
    if (auto file = parse(path, day, suffix_of(content_))) files.push_back(std::move(*file));
  }
  std::ranges::sort(files, {}, &ArchivedFile::first_sequence);
  return files;
}

Result<std::vector<ArchivedFile>> ArchiveFolder::list() const {
  const auto all = days();
  if (!all) return all.error();
  std::vector<ArchivedFile> files;
  for (const auto day : *all) {
    auto more = files_of(day);
    if (!more) return more.error();
    std::ranges::move(*more, std::back_inserter(files));
  }
  return files;
}

Result<std::optional<ArchivedFile>> ArchiveFolder::newest() const {
  auto all = days();
  if (!all) return all.error();
  for (; !all->empty(); all->pop_back()) {
    auto files = files_of(all->back());
    if (!files) return files.error();
    if (!files->empty()) return std::optional{std::move(files->back())};
  }
  return std::optional<ArchivedFile>{};
}

Result<fs::path> ArchiveFolder::place(config::Date day, std::uint64_t first,
                                      const ChainPosition& end) const {
  const auto folder = folder_ / config::format_date(day);
  if (auto made = create_private_directory(folder); !made) return made.error();
  std::array<char, 2 * (sequence_digits + 1) + 1> sequences;
  std::snprintf(sequences.data(), sequences.size(), "%020llu-%020llu-",
                static_cast<unsigned long long>(first),
                static_cast<unsigned long long>(end.next_sequence - 1));
  std::string name = sequences.data() + base::hex16(end.checksum);
  name += suffix_of(content_);
  return Result<fs::path>{boost::system::in_place_value, folder / name};
}

Result<void> ArchiveFolder::remove_before(config::Date day) const {
  const auto all = days();
  if (!all) return all.error();
  for (const auto old : *all) {
    if (old >= day) break;
    const auto path = folder_ / config::format_date(old);
    std::error_code error;
    fs::remove_all(path, error);
    if (error) return file_failure("remove", path, error.value());
  }
  return {};
}

}  // namespace offpeak::store
