// The name that a client gives its request, and under which the log has it.
#pragma once

#include <string_view>

namespace offpeak::http {

/// 1 to `request_id_chars_max` visible ASCII characters that do not look like the number of an
/// identity document: whoever sends one must not find it in the log.
bool is_request_id(std::string_view id);

}  // namespace offpeak::http
