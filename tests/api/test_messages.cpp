// What people read about a refusal.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>
#include <string>

#include "api/problem.hpp"
#include "base/enumerators.hpp"
#include "base/file.hpp"
#include "tests/api/messages_page.hpp"
#include "tests/support/source_path.hpp"

namespace api = offpeak::api;
namespace config = offpeak::config;
using offpeak::testing::messages_page;
using offpeak::testing::source_path;

namespace {

const config::Name west_hall{.zh = "西湖大厅", .en = "West Hall"};

config::Instant at(std::string_view text) { return *config::parse_instant(text); }

bool has_code_word(std::string_view text) {
  return text.find('_') != std::string_view::npos || text.find('`') != std::string_view::npos ||
         text.find("http") != std::string_view::npos || text.find('|') != std::string_view::npos;
}

/// Placeholders that the texts name, such as "start".
std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    names.emplace(text.substr(open + 1, text.find('}', open) - open - 1));
  }
  return names;
}

}  // namespace

TEST_CASE("Every message is a whole sentence or two, without code words, alike in both languages") {
  const api::MessageFacts all{.again = at("2026-06-13T09:30:00+08:00"),
                              .opens = at("2026-06-14T08:30:00+08:00"),
                              .start = at("2026-06-13T10:00:00+08:00"),
                              .hall = &west_hall};
  for (const auto& message : api::messages) {
    CAPTURE(message.code);
    CAPTURE(message.about);
    CHECK(names_in(message.zh) == names_in(message.en));
    for (const auto& facts : {all, api::MessageFacts{}}) {
      const auto text = fill(message, facts);
      CHECK_FALSE(has_code_word(text.zh));
      CHECK_FALSE(has_code_word(text.en));
      CHECK(text.zh.ends_with("。"));
      CHECK(text.en.ends_with("."));
      CHECK(text.zh.find_first_of("{}[] ") == std::string::npos);
      CHECK(text.en.find_first_of("{}[]") == std::string::npos);
      CHECK(text.en.find("  ") == std::string::npos);
      CHECK(text.zh.find("请") != std::string::npos);  // what to do next
    }
  }
}

TEST_CASE("A message names the time and the hall where they are known") {
  const auto* closed = api::find_message("hall_closed", {});
  REQUIRE(closed != nullptr);
  const auto known = fill(*closed, {.opens = at("2026-06-14T08:30:00+08:00")});
  CHECK(
      known.zh ==
      "大厅现在不发号。下次开门时间是6月14日（星期日）08:30。请在开门以后来取号，也可以提前预约。");
  CHECK(
      known.en ==
      "The hall gives out no numbers now. It opens next on Sunday 14 June, 08:30. Please come when "
      "it is open, or book an appointment.");
  const auto unknown = fill(*closed, {});
  CHECK(unknown.zh == "大厅现在不发号。请在开门以后来取号，也可以提前预约。");
  const auto* elsewhere = api::find_message("appointment_elsewhere", {});
  const config::Instant start = at("2026-06-13T10:00:00+08:00");
  CHECK(fill(*elsewhere, {.start = start, .hall = &west_hall})
            .zh.find("6月13日（星期六）10:00，西湖大厅") != std::string::npos);
  CHECK(fill(*elsewhere, {.start = start}).zh.find("您预约的") == std::string::npos);
}

TEST_CASE("A wrong field is called by its name, whoever's it is") {
  const auto zh = [](std::string field) {
    return api::message_of(api::invalid_field(std::move(field), "is wrong")).zh;
  };
  CHECK(zh("id_number").starts_with("证件号码有误"));
  CHECK(zh("applicants[3].id_number") == zh("id_number"));
  CHECK(zh("services[0]").starts_with("业务"));
  CHECK(zh("applicants[0]").starts_with("申请人"));
  CHECK(zh("colour") == "填写的内容有误。请核对以后重新提交。");
  CHECK(zh("missed") == zh("colour"));
}

TEST_CASE("docs/messages.md is what the table makes") {
  const auto page = offpeak::base::read_file(source_path("docs/messages.md"), 1U << 20);
  REQUIRE(page.has_value());
  const bool is_current = *page == messages_page();
  CHECK_MESSAGE(is_current, "run build/release/tests/api/list_messages > docs/messages.md");
}
