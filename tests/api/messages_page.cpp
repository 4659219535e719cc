#include "tests/api/messages_page.hpp"

#include "api/messages.hpp"

namespace offpeak::testing {
namespace {

constexpr std::string_view head = R"(# What people read

When the server refuses something, its reply has `message: {zh, en}` beside the `code` for programs and the `detail` for
developers: what happened, and what to do next. These are all of them. The table is `api/messages.hpp`; this page is made of it:

```sh
build/release/tests/api/list_messages > docs/messages.md
```

A part in [brackets] is left out when what it names is not known: `{again}` when the same is allowed, `{opens}` when the hall
opens, `{start}` when the appointment is, `{hall}` where. For `invalid_field` the second column is the field, for others the case.

| code | of | 中文 | English |
|---|---|---|---|
)";

}  // namespace

std::string messages_page() {
  std::string page{head};
  for (const auto& message : api::messages) {
    page.append("| `").append(message.code).append("` | ");
    if (!message.about.empty()) page.append("`").append(message.about).append("` ");
    page.append("| ").append(message.zh).append(" | ").append(message.en).append(" |\n");
  }
  return page;
}

}  // namespace offpeak::testing
