// Turns a response into bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/message.hpp"

namespace offpeak::http {

/// How a client knows where the body ends.
enum class BodyForm : std::uint8_t {
  whole,        // Content-Length
  chunks,       // a stream: its body is the first message
  until_close,  // a stream to an HTTP/1.0 client
};

/// How the request shapes its reply.
struct ReplyTraits {
  bool head_only = false;
  bool close = false;
  bool announce_keep_alive = false;
  std::string_view request_id = {};
  std::string_view header_lines = {};
  BodyForm form = BodyForm::whole;
};

/// One per I/O thread: it keeps the header lines that change once a second.
class ResponseWriter {
 public:
  /// Sets what Date says from here on.
  void set_date(std::chrono::system_clock::time_point now);

  /// Appends head and body to `out`.
  void append(std::string& out, const Response& response, const ReplyTraits& traits) const;

 private:
  std::string common_lines_;
};

}  // namespace offpeak::http
