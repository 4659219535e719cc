// A mistake in a configuration file, in words that say how to mend it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace offpeak::config {

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  std::string file;
  int line = 0;          // from 1; 0 when the file as a whole is meant
  int column = 0;        // from 1, in bytes
  std::string field;     // "halls[2].lat"; empty when no field is meant
  std::string problem;   // what is wrong: "\"abc\" is not a number"
  std::string expected;  // what would be right: "a latitude from -90 to 90"; may be empty
  Severity severity = Severity::error;
};

/// One line for people: `config/hangzhou.yaml:41: halls[2].lat: "abc" is not a number; expected a
/// latitude from -90 to 90`. A warning says so before the field.
std::string format(const Diagnostic& diagnostic);

/// A part of the file in quotes, for a message: cut to a readable length, on one line.
std::string in_quotes(std::string_view text);

/// Mistakes listed for one load; a longer list helps nobody.
inline constexpr std::size_t diagnostics_max = 200;

/// Collects the mistakes of one load.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);

  /// Errors so far, also those beyond `diagnostics_max`. When two calls return the same number,
  /// everything read in between was sound: only then are relations checked.
  std::size_t errors() const { return errors_; }

  /// Hands over all of them: those of `first_file` first, each file's by line.
  std::vector<Diagnostic> take(const std::string& first_file);

 private:
  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace offpeak::config
