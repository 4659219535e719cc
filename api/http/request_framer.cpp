#include "api/http/request_framer.hpp"

namespace offpeak::http {
namespace {

Frame fault(int status) { return {.kind = Frame::Kind::fault, .status = status}; }

}  // namespace

std::size_t RequestFramer::leading_bytes(std::string_view input) {
  const bool at_start = progress_.scanned == 0 && !progress_.empty_line_dropped;
  if (!at_start || !input.starts_with("\r\n")) return 0;
  progress_.empty_line_dropped = true;
  return 2;
}

Frame RequestFramer::next(std::string_view input) {
  if (input.size() < progress_.size_needed) return {};
  // This may be half of an empty line. Read now, it would become part of the head.
  if (input == "\r" && !progress_.empty_line_dropped) return {};
  if (progress_.head_size == 0) {
    switch (scan_head(input, limits_.header_bytes_max, progress_.scanned)) {
      case HeadScan::incomplete:
        return {};
      case HeadScan::malformed:
        return fault(400);
      case HeadScan::too_long:
        return fault(431);
      case HeadScan::complete:
        progress_.head_size = progress_.scanned;
        break;
    }
  }
  Frame frame;
  if (const int status = parse_head(input.substr(0, progress_.head_size), limits_, frame.head)) {
    return fault(status);
  }
  const std::size_t size = progress_.head_size + frame.head.content_length;
  if (input.size() < size) {
    progress_.size_needed = size;
    frame.expects_continue = frame.head.expects_continue;
    return frame;
  }
  frame.kind = Frame::Kind::request;
  frame.size = size;
  frame.head.request.body = input.substr(progress_.head_size, frame.head.content_length);
  progress_ = {};
  return frame;
}

}  // namespace offpeak::http
