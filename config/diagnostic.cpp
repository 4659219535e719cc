#include "config/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace offpeak::config {
namespace {

constexpr std::size_t quoted_bytes_max = 40;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string in_quotes(std::string_view text) {
  std::size_t end = std::min(text.size(), quoted_bytes_max);
  while (end > 0 && end < text.size() && continues_character(text[end])) --end;
  std::string shown{text.substr(0, end)};
  std::ranges::replace_if(
      shown, [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }, ' ');
  return '"' + shown + (end < text.size() ? "…\"" : "\"");
}

std::string format(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) text += ':' + std::to_string(diagnostic.line);
  text += ": ";
  if (diagnostic.severity == Severity::warning) text += "warning: ";
  if (!diagnostic.field.empty()) text += diagnostic.field + ": ";
  text += diagnostic.problem;
  if (!diagnostic.expected.empty()) text += "; expected " + diagnostic.expected;
  return text;
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (list_.size() == diagnostics_max) {
    ++left_out_;
    return;
  }
  list_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::take(const std::string& first_file) {
  const auto rank = [&](const Diagnostic& each) {
    return std::make_tuple(each.file != first_file, each.line, each.column);
  };
  std::ranges::stable_sort(list_, {}, rank);
  if (left_out_ > 0) {
    Diagnostic rest;
    rest.file = first_file;
    rest.problem = std::to_string(left_out_) + " more mistakes are not listed";
    rest.severity = errors_ > 0 ? Severity::error : Severity::warning;
    list_.push_back(std::move(rest));
  }
  return std::exchange(list_, {});
}

}  // namespace offpeak::config
