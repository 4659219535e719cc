// docs/messages.md, made of the table of messages.
#pragma once

#include <string>

namespace offpeak::testing {

/// The page as it should be, in Markdown.
std::string messages_page();

}  // namespace offpeak::testing
