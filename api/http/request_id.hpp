// The name that a client gives its request, and under which the log has it.
#pragma once

#include <string_view>

namespace offpeak::http {

/// 1 to `request_id_chars_max` visible ASCII characters in which nothing looks like the number of
/// an identity document: whoever sends one by mistake must not have it in the log. UUIDs and trace
/// ids pass as they are, for no number is written so.
bool is_request_id(std::string_view id);

}  // namespace offpeak::http
