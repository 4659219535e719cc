#include "store/uri.hpp"

#include <array>
#include <string>

#include "store/sqlite_journal.hpp"

namespace offpeak::store {
namespace {

using Opened = Result<std::unique_ptr<Journal>>;

struct Scheme {
  std::string_view name;
  std::string_view usage;
  Opened (*open)(std::string_view place);
};

Opened open_sqlite(std::string_view path) {
  if (path.empty() || path.starts_with("//")) {
    return Error{"sqlite: takes the path of a file, as in sqlite:var/offpeak.db"};
  }
  auto journal = SqliteJournal::open(path);
  if (!journal) return journal.error();
  return std::unique_ptr<Journal>{std::move(*journal)};
}

constexpr std::array schemes{Scheme{"sqlite", "sqlite:PATH", open_sqlite}};

}  // namespace

Opened open_journal(std::string_view uri) {
  const auto colon = uri.find(':');
  std::string known;
  for (const Scheme& scheme : schemes) {
    if (colon != uri.npos && uri.substr(0, colon) == scheme.name) {
      return scheme.open(uri.substr(colon + 1));
    }
    if (!known.empty()) known += ", ";
    known += scheme.usage;
  }
  return Error{"\"" + std::string{uri} + "\" names no known store; known: " + known};
}

}  // namespace offpeak::store
