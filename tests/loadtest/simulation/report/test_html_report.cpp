#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "loadtest/simulation/report/report.hpp"
#include "tests/support/source_path.hpp"

namespace {

using namespace offpeak::loadtest;
namespace fs = std::filesystem;

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// A folder with the names of all parts, each file holding its own name.
class PartsFolder {
 public:
  PartsFolder() : folder_{fs::temp_directory_path() / "offpeak-report-parts"} {
    fs::remove_all(folder_);
    for (const char* file : files) write(file, file);
  }
  ~PartsFolder() { fs::remove_all(folder_); }
  PartsFolder(const PartsFolder&) = delete;
  PartsFolder& operator=(const PartsFolder&) = delete;

  const fs::path& path() const { return folder_; }
  void write(const char* file, std::string_view text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream{folder_ / file, std::ios::binary} << text;
  }

  static constexpr const char* files[] = {
      "loadtest/simulation/report/template.html",    "loadtest/simulation/report/report.css",
      "loadtest/simulation/report/words.js",         "loadtest/simulation/report/format.js",
      "loadtest/simulation/report/charts.js",        "loadtest/simulation/report/page.js",
      "web/node_modules/echarts/dist/echarts.min.js"};

 private:
  fs::path folder_;
};

}  // namespace

TEST_CASE("every part stands in its place of the template") {
  struct Row {
    const char* named;
    const char* template_html;
    const char* page;
  };
  const Row rows[] = {
      {"each place", "<{{style}}|{{chart_library}}|{{script}}|{{results}}>", "<S|C|J|R>"},
      {"twice", "{{style}}{{style}}", "SS"},
      {"no place", "plain", "plain"},
      {"nothing", "", ""},
      {"an unknown place stays", "a{{other}}b{{style}}", "a{{other}}bS"},
      {"a place without an end stays", "a{{style", "a{{style"},
      {"braces before a place", "{{{style}}", "{{{style}}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.named);
    CHECK(html_report("R", {row.template_html, "S", "J", "C"}) == row.page);
  }
}

TEST_CASE("what looks like a place inside a part is not one") {
  CHECK(html_report("{{style}}", {"{{script}} {{results}}", "S", "{{results}}", "C"}) ==
        "{{results}} {{style}}");
}

TEST_CASE("no text in the results can end the element that they stand in") {
  const auto page = html_report(R"({"name":"</script><!--<b>"})", {"{{results}}", "", "", ""});
  CHECK(page == R"({"name":"\u003c/script>\u003c!--\u003cb>"})");
}

TEST_CASE("the page is one file with nothing in it that asks a network for anything") {
  const auto parts = read_report_parts(offpeak::testing::source_path());
  REQUIRE(parts.has_value());
  const std::string page = html_report("{}", *parts);
  CHECK(count_of("{{style}}", page) + count_of("{{script}}", page) == 0);
  CHECK(count_of("</script", page) == 3);
  CHECK_FALSE(holds(page, "<link"));
  CHECK_FALSE(holds(parts->template_html, "src="));
  CHECK_FALSE(holds(parts->style, "url("));
  CHECK(holds(page, "Content-Security-Policy\" content=\"default-src 'none'"));
  CHECK(holds(page, "Licensed to the Apache Software Foundation"));
}

TEST_CASE("each missing part is named, with what to do about it") {
  for (const char* file : PartsFolder::files) {
    CAPTURE(file);
    const PartsFolder folder;
    CHECK(read_report_parts(folder.path()).has_value());
    fs::remove(folder.path() / file);
    const auto parts = read_report_parts(folder.path());
    REQUIRE_FALSE(parts.has_value());
    CHECK(holds(parts.error().message, file));
    CHECK(holds(parts.error().message,
                holds(file, "echarts") ? "script/bootstrap installs it" : "--assets"));
  }
}

TEST_CASE("a part that is too large is refused") {
  const PartsFolder folder;
  folder.write("loadtest/simulation/report/page.js", std::string(report_part_bytes_max + 1, ' '));
  const auto parts = read_report_parts(folder.path());
  REQUIRE_FALSE(parts.has_value());
  CHECK(holds(parts.error().message, "page.js is too large"));
}
