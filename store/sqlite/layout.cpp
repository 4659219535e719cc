#include "store/sqlite/layout.hpp"

#include <string>
#include <system_error>

namespace offpeak::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t database_bytes_min = 512;  // SQLite's smallest page

}  // namespace

fs::path beside(const fs::path& path, std::string_view suffix) {
  return path.string() + std::string{suffix};
}

Result<void> check_existing(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return Error{path.string() + " is not a regular file; name the journal's database file"};
  }
  const auto bytes = fs::file_size(path, error);
  if (error) return Error{"cannot examine " + path.string() + ": " + error.message()};
  if (bytes < database_bytes_min) {
    return Error{path.string() + " has only " + std::to_string(bytes) +
                 " bytes: if it never held a journal (a first start was cut short), delete it "
                 "and start again; otherwise the journal was lost, restore a copy"};
  }
  return {};
}

Result<void> check_identity(const fs::path& path, std::int64_t application_id,
                            std::int64_t layout_version) {
  if (application_id != sqlite_application_id) {
    return Error{path.string() +
                 " is a SQLite database of another application; it was left as it is, name another "
                 "file for the journal"};
  }
  if (layout_version != sqlite_layout_version) {
    return Error{path.string() + " has layout version " + std::to_string(layout_version) +
                 "; this build reads version " + std::to_string(sqlite_layout_version) +
                 ": use the build that wrote it"};
  }
  return {};
}

Error sqlite_damage(const fs::path& path, std::string_view what, Cause cause) {
  if (cause == Cause::begins_later) {
    return Error{.message = path.string() + ": " + std::string{what}, .cause = cause};
  }
  return Error{.message = path.string() + " is damaged: " + std::string{what} +
                          ". Nothing in it was changed: keep it for examination, restore a copy, "
                          "start again",
               .cause = cause};
}

}  // namespace offpeak::store
