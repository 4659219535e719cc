#include "api/http/response_writer.hpp"

#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <cstdint>
#include <cstdio>

namespace offpeak::http {
namespace {

template <class Number>
void append_decimal(std::string& out, Number number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  namespace beast_http = boost::beast::http;
  const auto reason =
      beast_http::obsolete_reason(beast_http::int_to_status(static_cast<unsigned>(status)));
  out += "HTTP/1.1 ";
  append_decimal(out, status);
  out += ' ';
  out.append(reason.data(), reason.size());
  out += "\r\n";
}

bool says_cache_control(std::string_view header_lines) {
  constexpr std::string_view name = "cache-control:";
  while (!header_lines.empty()) {
    if (boost::beast::iequals(header_lines.substr(0, name.size()), name)) return true;
    const std::size_t end = header_lines.find('\n');
    if (end == std::string_view::npos) return false;
    header_lines.remove_prefix(end + 1);
  }
  return false;
}

/// RFC 9110 section 6.4.1: such a reply ends with its head.
bool has_no_content(int status) { return status == 204 || status == 304; }

/// The rest of the head, and the first message.
void append_stream_start(std::string& out, std::string_view message, const ReplyTraits& traits) {
  const bool chunks = traits.form == BodyForm::chunks;
  if (chunks) out += "\r\nTransfer-Encoding: chunked";
  out += "\r\n\r\n";
  if (traits.head_only || message.empty()) return;
  if (chunks) {
    out += StreamMessage{message}.chunk();
  } else {
    out += message;
  }
}

/// RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", in no locale.
std::string format_http_date(std::chrono::system_clock::time_point now) {
  static constexpr std::array<const char*, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> month_names{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
  std::array<char, 64> text;
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      day_names[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
      month_names[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

void ResponseWriter::set_date(std::chrono::system_clock::time_point now) {
  common_lines_ = "Server: offpeak\r\nX-Content-Type-Options: nosniff\r\nDate: ";
  common_lines_ += format_http_date(now);
  common_lines_ += "\r\n";
}

void ResponseWriter::append(std::string& out, const Response& response,
                            const ReplyTraits& traits) const {
  append_status_line(out, response.status);
  out += common_lines_;
  if (!says_cache_control(response.extra_headers)) out += "Cache-Control: no-store\r\n";
  out += response.extra_headers;
  out += traits.header_lines;
  if (traits.close) {
    out += "Connection: close\r\n";
  } else if (traits.announce_keep_alive) {
    out += "Connection: keep-alive\r\n";
  }
  out += "X-Request-Id: ";
  out += traits.request_id;
  if (has_no_content(response.status)) {
    out += "\r\n\r\n";
    return;
  }
  if (!response.content_type.empty()) {
    out += "\r\nContent-Type: ";
    out += response.content_type;
  }
  if (traits.form != BodyForm::whole) return append_stream_start(out, response.body, traits);
  out += "\r\nContent-Length: ";
  append_decimal(out, response.body.size());
  out += "\r\n\r\n";
  if (!traits.head_only) out += response.body;
}

StreamMessage::StreamMessage(std::string_view text) {
  std::array<char, 16> size;
  const auto end = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16).ptr;
  chunk_.reserve(size.size() + text.size() + 4);
  chunk_.append(size.data(), end);
  chunk_ += "\r\n";
  text_begin_ = chunk_.size();
  chunk_ += text;
  chunk_ += "\r\n";
}

std::string_view StreamMessage::text() const {
  return std::string_view{chunk_}.substr(text_begin_, chunk_.size() - text_begin_ - 2);
}

}  // namespace offpeak::http
