// Which Accept-Encoding fields ask for gzip: RFC 9110 section 12.5.3.
#include <doctest/doctest.h>

#include <string_view>

#include "api/http/content_coding.hpp"

namespace offpeak::http::tests {
namespace {

struct Row {
  std::string_view field;
  bool gzip;
};

TEST_CASE("gzip is sent to those who name it, with a weight that is not below that of plain") {
  for (const auto& [field, gzip] : {
           Row{"gzip", true},
           Row{"GZip", true},
           Row{"x-gzip", true},
           Row{"gzip, deflate, br, zstd", true},
           Row{"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
           Row{"deflate,gzip;q=0.001", true},
           Row{"*", true},
           Row{"*;q=0.5", true},
           Row{"identity;q=0.5, gzip", true},
           Row{"identity, gzip", true},
           Row{"identity;q=0, *", true},
           Row{" gzip ; q=1.000 ", true},
           Row{"gzip;Q=0.3", true},
           Row{"", false},
           Row{"identity", false},
           Row{"br, deflate", false},
           Row{"gzip;q=0", false},
           Row{"gzip;q=0.000, *", false},
           Row{"*;q=0", false},
           Row{"identity, gzip;q=0.9", false},
           Row{"identity;q=1, *;q=0.5", false},
           Row{"gzipped", false},
       }) {
    CAPTURE(field);
    CHECK(prefers_gzip(field) == gzip);
  }
}

TEST_CASE("a coding whose weight is malformed is not named") {
  for (const std::string_view field :
       {"gzip;q", "gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=.5", "gzip;q=-1",
        "gzip;q=0,5", "gzip;q=1e0", "gzip;level=9", "gzip;", ";q=1", ",", ",,;,"}) {
    CAPTURE(field);
    CHECK_FALSE(prefers_gzip(field));
  }
  CHECK(prefers_gzip("br;q=x, gzip"));
}

}  // namespace
}  // namespace offpeak::http::tests
