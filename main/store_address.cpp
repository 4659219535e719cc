#include "main/store_address.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "base/own_path.hpp"

namespace offpeak {
namespace {

using Address = base::Result<std::string>;

constexpr std::size_t address_bytes_max = 4096;

}  // namespace

base::Result<std::string> store_address(const std::string& given) {
  if (!given.starts_with('@')) return Address{boost::system::in_place_value, given};
  const auto file = given.substr(1);
  if (const auto own = base::check_is_own(file); !own) return base::Fault{own.error().message};
  struct stat status {};
  if (stat(file.c_str(), &status) != 0 || (status.st_mode & S_IROTH) != 0) {
    return base::Fault{file + ": others may read this file: chmod o-r it"};
  }
  const auto text = base::read_file(file, address_bytes_max);
  if (!text) return base::Fault{file + ' ' + std::string{base::words_of(text.error())}};
  auto line = text->substr(0, text->find('\n'));
  if (line.empty()) return base::Fault{file + ": its first line is to be the store's address"};
  return Address{boost::system::in_place_value, std::move(line)};
}

// Before there are threads.
void forget_store_variable() { unsetenv(store_variable); }

}  // namespace offpeak
