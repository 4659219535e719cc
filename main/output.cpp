#include "main/output.hpp"

#include <fstream>
#include <iostream>

namespace offpeak {

bool write_output(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::cout << text << std::flush;
    return std::cout.good();
  }
  std::ofstream stream{file, std::ios::binary | std::ios::trunc};
  stream << text << std::flush;
  return stream.good();
}

}  // namespace offpeak
