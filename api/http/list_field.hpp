// A header field whose value is a list: several lines of it mean the same as one with all their
// members, in order (RFC 9110 section 5.3).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace offpeak::http {

/// Allocates only when there is more than one line.
class ListField {
 public:
  /// `line` must stay where it is as long as the value is used.
  void add(std::string_view line) {
    if (value().empty()) {
      line_ = line;
      return;
    }
    if (!joined_) joined_ = std::make_unique<std::string>(line_);
    joined_->append(", ").append(line);
  }

  /// Empty when there is no such line. Valid as long as this, wherever it is moved.
  std::string_view value() const { return joined_ ? *joined_ : line_; }

 private:
  std::string_view line_;
  std::unique_ptr<std::string> joined_;
};

}  // namespace offpeak::http
