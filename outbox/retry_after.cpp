#include "outbox/retry_after.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>

#include "base/number.hpp"

namespace offpeak::outbox {
namespace {

using std::chrono::seconds;

/// The form of dates that senders have to use; the two obsolete ones are not read.
std::optional<std::chrono::system_clock::time_point> parse_http_date(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view text,
                                         std::chrono::system_clock::time_point now) {
  if (const auto count = base::parse_number<std::uint32_t>(text)) return seconds{*count};
  const auto date = parse_http_date(std::string{text});
  if (!date) return std::nullopt;
  return std::max(seconds{0}, std::chrono::ceil<seconds>(*date - now));
}

}  // namespace offpeak::outbox
