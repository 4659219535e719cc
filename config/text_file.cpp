#include "config/text_file.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "base/file.hpp"
#include "base/result.hpp"

namespace offpeak::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Whether the file can be opened as a text.
base::Result<void> check(const fs::path& file) {
  std::error_code failed;
  const fs::file_status status = fs::status(file, failed);
  if (status.type() == fs::file_type::not_found) return base::Fault{"no such file"};
  if (failed) return base::Fault{"cannot be read: " + failed.message()};
  if (status.type() == fs::file_type::directory) return base::Fault{"is a directory"};
  if (status.type() != fs::file_type::regular) return base::Fault{"is not a regular file"};
  return {};
}

/// The length of the UTF-8 sequence at the start of `text`, or 0 when there is none (RFC 3629).
std::size_t sequence_bytes(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool beyond_unicode = lead == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond_unicode ? 0 : length;
}

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return (value < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || value == 0x7F;
}

/// The position of the first byte that is not text; the size when all is text.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = sequence_bytes(text.substr(at));
    if (length == 0 || is_control(text[at])) return at;
    at += length;
  }
  return at;
}

Diagnostic not_text(const std::string& shown_as, std::string_view bytes, std::size_t at) {
  const std::string_view before = bytes.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  Diagnostic wrong;
  wrong.file = shown_as;
  wrong.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
  wrong.column = 1 + static_cast<int>(at - line_start);
  wrong.problem = is_control(bytes[at]) ? "contains a control character" : "is not UTF-8";
  wrong.expected = "a YAML text in UTF-8";
  return wrong;
}

}  // namespace

std::optional<std::string> read_text_file(const fs::path& file, const std::string& shown_as,
                                          Diagnostics& diagnostics) {
  const auto refuse = [&](std::string problem, std::string expected) {
    Diagnostic wrong;
    wrong.file = shown_as;
    wrong.problem = std::move(problem);
    wrong.expected = std::move(expected);
    diagnostics.add(std::move(wrong));
    return std::nullopt;
  };
  if (const auto checked = check(file); !checked) {
    return refuse(checked.error().message, "a readable YAML file");
  }
  auto bytes = base::read_file(file, file_bytes_max);
  if (!bytes) {
    return refuse(std::string{base::words_of(bytes.error())},
                  bytes.error() == base::FileFault::too_large
                      ? "at most " + std::to_string(file_bytes_max) + " bytes"
                      : "a readable YAML file");
  }
  if (bytes->starts_with(byte_order_mark)) bytes->erase(0, byte_order_mark.size());
  const std::size_t bad = first_bad_byte(*bytes);
  if (bad == bytes->size()) return *std::move(bytes);
  diagnostics.add(not_text(shown_as, *bytes, bad));
  return std::nullopt;
}

}  // namespace offpeak::config
