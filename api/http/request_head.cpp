#include "api/http/request_head.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <utility>

#include "api/http/request_id.hpp"

namespace offpeak::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::iequals;
using boost::system::error_code;

constexpr int bad_request = 400;
constexpr int length_required = 411;

constexpr bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

constexpr bool is_decimal(char c) { return c >= '0' && c <= '9'; }

/// Visible ASCII except '#': a fragment is never sent.
bool is_request_target(std::string_view target) {
  return std::ranges::all_of(target, [](char c) { return is_visible(c) && c != '#'; });
}

/// uri-host [":" port], loosely: no byte that would end an authority or start another part.
bool is_host(std::string_view host) {
  return std::ranges::all_of(host, [](char c) {
    return is_visible(c) && std::string_view{"/?#@\\\"<>^`{|},"}.find(c) == std::string_view::npos;
  });
}

Method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::get;
    case beast_http::verb::head:
      return Method::head;
    case beast_http::verb::post:
      return Method::post;
    case beast_http::verb::delete_:
      return Method::del;
    case beast_http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// From "http://authority/path" to "/path"; empty when it is not of that form.
std::string_view origin_form(std::string_view absolute) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!iequals(absolute.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = absolute.substr(scheme.size());
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    if (authority_end == 0 || !is_host(rest.substr(0, authority_end))) return {};
    const std::string_view target = rest.substr(authority_end);
    if (target.empty()) return "/";
    return target.front() == '/' ? target : std::string_view{};
  }
  return {};
}

/// "HTTP/2.0" is a version that we do not speak; "HTTP/1.1 " and "HTPP/1.1" are not versions.
bool names_a_version(std::string_view block) {
  std::string_view version = block.substr(0, block.find('\r'));
  for (int word = 0; word < 2; ++word) {  // method, target
    const std::size_t space = version.find(' ');
    if (space == std::string_view::npos) return false;
    version.remove_prefix(space + 1);
  }
  return version.size() == 8 && version.starts_with("HTTP/") && is_decimal(version[5]) &&
         version[6] == '.' && is_decimal(version[7]);
}

/// Beast's parser, fed one whole head, with our own rules on what it reports. Views into the block
/// instead of a fields container: nothing is allocated.
class HeadParser final : public beast_http::basic_parser<true> {
 public:
  HeadParser(std::string_view block, const Limits& limits, RequestHead& head)
      : block_{block}, limits_{limits}, head_{head} {
    header_limit(static_cast<std::uint32_t>(block.size()) + 1);
    skip(true);  // the body is taken from the read buffer by its length
  }

  int parse() {
    error_code error;
    const std::size_t used = put(boost::asio::const_buffer{block_.data(), block_.size()}, error);
    if (status_ != 0) return status_;
    if (error == beast_http::error::bad_version && names_a_version(block_)) return 505;
    if (error || !is_done() || used != block_.size()) return bad_request;
    return finish();
  }

 private:
  using BeastView = boost::beast::string_view;

  void on_request_impl(beast_http::verb verb, BeastView, BeastView target, int version,
                       error_code& error) override {
    head_.request.method = method_of(verb);
    version_ = version;
    if (target.size() > limits_.target_bytes_max) return refuse(414, error);
    if (!set_target(target, verb)) refuse(bad_request, error);
  }

  void on_field_impl(beast_http::field field, BeastView name, BeastView raw_value,
                     error_code& error) override {
    const std::string_view value{raw_value.data(), raw_value.size()};
    Request& request = head_.request;
    bool ok = true;
    switch (field) {
      case beast_http::field::transfer_encoding:
        ok = !std::exchange(is_chunked_, true) && iequals(value, "chunked");
        break;
      case beast_http::field::content_length:
        ok = !std::exchange(has_length_, true) && std::ranges::all_of(value, is_decimal);
        break;
      case beast_http::field::host:
        ok = !std::exchange(has_host_, true) && is_host(value);
        break;
      case beast_http::field::authorization:
        ok = set_once(request.authorization, value);
        break;
      case beast_http::field::content_type:
        ok = set_once(request.content_type, value);
        break;
      case beast_http::field::accept:
        head_.accept.add(value);
        break;
      case beast_http::field::accept_encoding:
        head_.accept_encoding.add(value);
        break;
      case beast_http::field::if_none_match:
        head_.if_none_match.add(value);
        break;
      case beast_http::field::forwarded:
        head_.forwarded.add(value);
        break;
      case beast_http::field::origin:
        ok = set_once(request.origin, value);
        break;
      case beast_http::field::access_control_request_method:
        ok = set_once(request.access_control_request_method, value);
        break;
      case beast_http::field::expect:
        head_.expects_continue = iequals(value, "100-continue");
        break;
      case beast_http::field::unknown:
        ok = take_named(std::string_view{name.data(), name.size()}, value);
        break;
      default:
        break;
    }
    if (!ok) refuse(bad_request, error);
  }

  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastView body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override {
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  bool set_target(BeastView raw, beast_http::verb verb) {
    std::string_view target{raw.data(), raw.size()};
    if (!is_request_target(target)) return false;
    if (target.front() != '/' && !(target == "*" && verb == beast_http::verb::options)) {
      target = origin_form(target);
      if (target.empty()) return false;
    }
    const std::size_t mark = std::min(target.find('?'), target.size());
    head_.request.target = target;
    head_.request.path = target.substr(0, mark);
    head_.request.query = target.substr(std::min(mark + 1, target.size()));
    return true;
  }

  /// Fields that Beast has no name for.
  bool take_named(std::string_view name, std::string_view value) {
    Request& request = head_.request;
    if (iequals(name, "idempotency-key")) return set_once(request.idempotency_key, value);
    if (iequals(name, "x-request-id") && is_request_id(value)) request.request_id = value;
    if (iequals(name, "x-forwarded-for")) head_.x_forwarded_for.add(value);
    return true;
  }

  /// A present but empty field counts as absent for the application, so it may come again.
  static bool set_once(std::string_view& field, std::string_view value) {
    if (!field.empty()) return false;
    field = value;
    return true;
  }

  void refuse(int status, error_code& error) {
    status_ = status;
    error = beast_http::error::bad_value;
  }

  int finish() {
    if (version_ >= 11 && !has_host_) return bad_request;
    if (is_chunked_) return has_length_ || version_ < 11 ? bad_request : length_required;
    head_.content_length = content_length().value_or(0);
    if (head_.content_length > limits_.body_bytes_max) return 413;
    head_.keep_alive = keep_alive();
    head_.announce_keep_alive = head_.keep_alive && version_ < 11;
    head_.expects_continue = head_.expects_continue && version_ >= 11;
    head_.takes_chunks = version_ >= 11;
    head_.request.accept = head_.accept.value();
    head_.request.accept_encoding = head_.accept_encoding.value();
    head_.request.if_none_match = head_.if_none_match.value();
    return 0;
  }

  std::string_view block_;
  const Limits& limits_;
  RequestHead& head_;
  int status_ = 0;
  int version_ = 0;
  bool has_length_ = false;
  bool has_host_ = false;
  bool is_chunked_ = false;
};

}  // namespace

HeadScan scan_head(std::string_view input, std::size_t header_bytes_max, std::size_t& scanned) {
  const std::string_view window = input.substr(0, header_bytes_max);
  while (scanned < window.size()) {
    const std::size_t end = window.find('\n', scanned);
    if (end == std::string_view::npos) {
      scanned = window.size();
      break;
    }
    if (end == 0 || window[end - 1] != '\r') return HeadScan::malformed;
    const std::string_view next = window.substr(end + 1, 2);
    if (next.starts_with(' ') || next.starts_with('\t')) return HeadScan::malformed;
    if (next == "\r\n") {
      scanned = end + 3;
      return HeadScan::complete;
    }
    if (next.empty() || next == "\r") {
      scanned = end;  // the byte after this line end decides: look at it again next time
      break;
    }
    scanned = end + 1;
  }
  return input.size() >= header_bytes_max ? HeadScan::too_long : HeadScan::incomplete;
}

int parse_head(std::string_view block, const Limits& limits, RequestHead& head) {
  return HeadParser{block, limits, head}.parse();
}

}  // namespace offpeak::http
