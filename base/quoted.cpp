#include "base/quoted.hpp"

#include "base/json_writer.hpp"

namespace offpeak::base {

std::string quoted(std::string_view text) {
  std::string line;
  JsonWriter{line}.text(text);
  return line;
}

}  // namespace offpeak::base
