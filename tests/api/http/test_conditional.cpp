// Which If-None-Match fields name an entity tag: RFC 9110 sections 8.8.3 and 13.1.2.
#include <doctest/doctest.h>

#include <string_view>

#include "api/http/conditional.hpp"

namespace offpeak::http::tests {
namespace {

struct Row {
  std::string_view field;
  bool names_it;
};

TEST_CASE("a field names a tag alone, in a list, weakly, or by a star") {
  for (const auto& [field, names_it] : {
           Row{R"("a")", true},
           Row{R"(W/"a")", true},
           Row{R"("b", "a")", true},
           Row{R"("b","a","c")", true},
           Row{"\"b\"\t, W/\"a\"", true},
           Row{R"(, ,"b",, "a",)", true},
           Row{R"(  "a"  )", true},
           Row{"*", true},
           Row{" * ", true},
           Row{R"("b")", false},
           Row{R"("b", W/"c")", false},
           Row{R"("A")", false},
           Row{R"("")", false},
           Row{"", false},
           Row{" , ", false},
       }) {
    CAPTURE(field);
    CHECK(names_entity_tag(field, R"("a")") == names_it);
    CHECK(names_entity_tag(field, R"(W/"a")") == names_it);
  }
}

TEST_CASE("a comma or a star inside a tag is a part of it") {
  CHECK(names_entity_tag(R"("b,"a"", "x, y")", R"("x, y")") == false);  // ends after "b,"
  CHECK(names_entity_tag(R"("b", "x, y")", R"("x, y")"));
  CHECK_FALSE(names_entity_tag(R"("x, "a"")", R"("a")"));
  CHECK_FALSE(names_entity_tag(R"("*")", R"("a")"));
}

TEST_CASE("what is malformed names nothing further") {
  for (const std::string_view field : {R"(a)", R"("a)", R"(a")", R"(w/"a")", R"(W/ "a")", R"(W/a)",
                                       R"("b" "a")", R"(b, "a")", R"(* , "a")", R"("b";"a")"}) {
    CAPTURE(field);
    CHECK_FALSE(names_entity_tag(field, R"("a")"));
  }
  CHECK(names_entity_tag(R"("a", b)", R"("a")"));
}

}  // namespace
}  // namespace offpeak::http::tests
