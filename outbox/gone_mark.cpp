#include "outbox/gone_mark.hpp"

#include <fstream>
#include <utility>

#include "base/file.hpp"
#include "outbox/endpoint.hpp"

namespace offpeak::outbox {

GoneMark::GoneMark(std::filesystem::path file, std::string url)
    : file_{std::move(file)}, url_{std::move(url)} {}

bool GoneMark::is_set() const {
  if (file_.empty()) return false;
  const auto text = base::read_file(file_, url_bytes_max + 1);
  return text && *text == url_ + "\n";
}

base::Result<void> GoneMark::set() const {
  if (file_.empty()) return {};
  std::ofstream file = base::open_private(file_);
  file << url_ << '\n' << std::flush;
  if (!file) return base::Fault{file_.string() + " cannot be written"};
  return {};
}

base::Result<void> GoneMark::clear() const {
  std::error_code error;
  std::filesystem::remove(file_, error);
  if (error) return base::Fault{file_.string() + " cannot be removed: " + error.message()};
  return {};
}

}  // namespace offpeak::outbox
