#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "api/web/static_files.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"

using namespace offpeak::testing;
using offpeak::api::StaticFiles;
using offpeak::store::tests::TemporaryDirectory;

namespace {

const std::string page = "<!doctype html>\n<html></html>";

/// What a build leaves: two pages, a style sheet with its compressed form, and what is no asset.
std::filesystem::path built_in(const TemporaryDirectory& folder) {
  const auto built = folder.path() / "build" / "web";
  std::filesystem::create_directories(built / "assets");
  std::filesystem::create_directories(built / "citizen");
  std::filesystem::create_directories(built / "display");
  const auto write = [&](const std::string& file, const std::string& text) {
    std::ofstream{built / file} << text;
  };
  write("citizen/index.html", page);
  write("display/index.html", page);
  write("assets/vue-0a1b.css", "body {}");
  write("assets/vue-0a1b.css.gz", "compressed");
  write("assets/vue-0a1b.js.map", "{}");
  return folder.path();
}

/// The first asset that a page names; empty: none.
std::string asset_of(const std::string& html) {
  const auto at = html.find("/assets/");
  return at == std::string::npos ? "" : html.substr(at, html.find('"', at) - at);
}

}  // namespace

TEST_CASE("Pages are read from the build, with their compressed forms, and nothing else of it") {
  const TemporaryDirectory folder;
  const StaticFiles files{built_in(folder)};
  CHECK(files.has_pages());
  REQUIRE(files.find("/display") != nullptr);
  CHECK(files.find("/display")->page.body() == page);
  CHECK(files.find("/display")->page.gzip().empty());
  REQUIRE(files.find("/assets/vue-0a1b.css") != nullptr);
  CHECK(files.find("/assets/vue-0a1b.css")->page.gzip() == "compressed");
  CHECK(files.find("/assets/vue-0a1b.css")->content_type == "text/css; charset=utf-8");
  for (const std::string_view path :
       {"/counter", "/assets/vue-0a1b.css.gz", "/assets/vue-0a1b.js.map", "/assets/", "/citizen"}) {
    CAPTURE(path);
    CHECK(files.find(path) == nullptr);
  }
}

TEST_CASE("Without a build there are no pages, and all else is there") {
  const TemporaryDirectory folder;
  CHECK_FALSE(StaticFiles{folder.path()}.has_pages());
}

TEST_CASE("A page is asked for anew, under a strict policy; what it loads is kept for a year") {
  ApiServer server;
  auto client = server.connect();
  for (const std::string path : {"/", "/display/330100", "/display/city", "/counter",
                                 "/kiosk/330100", "/planner", "/admin"}) {
    CAPTURE(path);
    const auto reply = client.get(path);
    REQUIRE(reply.status == 200);
    CHECK(reply.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(reply.header("Cache-Control") == "no-cache");
    CHECK_FALSE(reply.header("ETag").empty());
    CHECK(reply.header("Content-Security-Policy").find("default-src 'none'") == 0);
    CHECK(reply.header("Content-Security-Policy").find("unsafe") == std::string::npos);
    CHECK(reply.header("Referrer-Policy") == "no-referrer");
    const auto asset = client.get(asset_of(reply.body));
    CHECK(asset.status == 200);
    CHECK(asset.header("Cache-Control") == "public, max-age=31536000, immutable");
  }
  CHECK(client.get("/manifest.webmanifest").header("Content-Type") == "application/manifest+json");
  CHECK(client.get("/service-worker.js").status == 200);
}
