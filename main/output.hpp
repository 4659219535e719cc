// Where commands write their results.
#pragma once

#include <string>

namespace offpeak {

/// To the file, which is replaced, or to standard output for "-". False when it cannot be written,
/// or not to its end.
bool write_output(const std::string& file, const std::string& text);

}  // namespace offpeak
