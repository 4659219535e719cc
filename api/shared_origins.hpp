// Which web pages of other origins may read what is published: the "CORS protocol" of the Fetch
// standard (fetch.spec.whatwg.org, section 3.3). Nothing else is shared: a browser shows no other
// reply to them, and sends no token for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.hpp"

namespace offpeak::api {

/// "https://city.example", with a port perhaps, as browsers write it; or "*" for every origin.
bool is_origin(std::string_view text);

/// Constant once made.
class SharedOrigins {
 public:
  SharedOrigins() = default;
  /// Each is an origin.
  explicit SharedOrigins(const std::vector<std::string>& origins);

  /// Header lines for a reply with what is published: that this origin may read it, and that
  /// another may not.
  std::string_view reply_lines(std::string_view origin) const;

  /// Header lines of the answer to a browser that asks beforehand whether a page of this origin may
  /// use this method; nothing when it may not.
  std::optional<std::string> preflight_lines(const http::Request& request) const;

 private:
  struct Shared {
    std::string origin;
    std::string lines;
  };
  const Shared* find(std::string_view origin) const;

  std::vector<Shared> origins_;
};

}  // namespace offpeak::api
