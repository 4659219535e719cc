#include "base/json_writer.hpp"

#include "base/hex.hpp"

namespace offpeak::base {

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  out_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += "\\u00";
      out_ += hex_digits[static_cast<unsigned char>(c) >> 4];
      out_ += hex_digits[c & 0xF];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::real(double value, int significant_digits) {
  if (!std::isfinite(value)) return null();
  return digits_of(value, std::chars_format::general, significant_digits);
}

}  // namespace offpeak::base
