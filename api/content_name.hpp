// Names for what is sent, made of what it says.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::api {

/// 32 hexadecimal digits: the same for the same bytes on every thread, server and day, and others
/// for others.
std::string content_name(std::string_view content);

}  // namespace offpeak::api
