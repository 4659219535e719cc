// Files that are not a configuration, or are made to hurt.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "config/load.hpp"
#include "config/text_file.hpp"
#include "config/yaml_document.hpp"
#include "tests/config/sample.hpp"

namespace offpeak::config {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Lists nested in lists, `levels` deep, as the value of a key of the city.
std::string nested_lists(std::size_t levels) {
  return std::string{sample_city} + "deep: " + repeated("[", levels) + repeated("]", levels) + "\n";
}

std::string nested_mappings(std::size_t levels) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += std::string(i, ' ') + "a:\n";
  return text;
}

std::string billion_laughs() {
  std::string text = "a0: &a0 [lol, lol]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    text += name + ": &" + name + " [" + before + ", " + before + "]\n";
  }
  return text;
}

TEST_CASE("a text that is not a configuration is refused with a reason") {
  struct Row {
    std::string what;
    std::string text;
    std::string problem;
  };
  const Row rows[] = {
      {"empty", "", "is empty"},
      {"only a comment", "# nothing\n", "is empty"},
      {"a scalar", "hello\n", "is not a mapping"},
      {"a list", "- 1\n", "is a list"},
      {"nul bytes", std::string(1000, '\0'), "control character"},
      {"a picture", "\x89PNG\r\n\x1a\n", "not UTF-8"},
      {"a surrogate", "a: \xED\xA0\x80\n", "not UTF-8"},
      {"an overlong form", "a: \xC0\xAF\n", "not UTF-8"},
      {"a cut character", "a: \xE5\xB8", "not UTF-8"},
      {"an escape", "a: \x1B[31m\n", "control character"},
      {"no YAML", "a: [1\n", "is not YAML"},
      {"a tab as indent", "a:\n\t- b\n", "is not YAML"},
      {"two documents", std::string{sample_city} + "---\n" + std::string{sample_city},
       "a second document"},
      {"a tag", "a: !!python/object x\n", "the tag"},
      {"an anchor", "a: &b 1\n", "the anchor \"b\" is not allowed"},
      {"an alias", "a: &b 1\nc: *b\n", "an alias is not allowed"},
      {"an alias bomb", billion_laughs(), "an alias is not allowed"},
      {"a merge key", "a: &b {c: 1}\nd: {<<: *b}\n", "an alias is not allowed"},
      {"a list as key", "? [1]\n: 2\n", "a key must be a text"},
      {"deep lists", nested_lists(yaml_depth_max), "nested too deeply"},
      {"very deep lists", repeated("- ", 400'000), "nested too deeply"},
      {"deep mappings", nested_mappings(yaml_depth_max + 1), "nested too deeply"},
      {"open brackets", repeated("[", 1'000'000), ""},
      {"open braces", repeated("{", 1'000'000), ""},
      {"a long list", "[" + repeated("a,", 500'000) + "]", "too many values"},
      {"many aliases", "a: &a 1\nb: [" + repeated("*a,", 300'000) + "]", "an alias"},
      {"doubled keys", repeated("a: 1\n", 90'000), "occurs twice"},
      {"a byte too many", std::string(file_bytes_max + 1, '#'), "is too large"},
      {"ten megabytes", std::string(10 * 1024 * 1024, 'x'), "is too large"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const LoadResult result = load_texts(row.text);
    CHECK_FALSE(result.city.has_value());
    REQUIRE_FALSE(result.diagnostics.empty());
    CHECK(result.diagnostics.size() <= diagnostics_max + 1);
    CHECK_MESSAGE(listed(result).find(row.problem) != std::string::npos, listed(result));
    for (const Diagnostic& each : result.diagnostics) CHECK(format(each).size() < 1000);
  }
}

TEST_CASE("the same is refused in a calendar, and its file named") {
  for (const std::string& text : {std::string{}, billion_laughs(), repeated("- ", 1000),
                                  std::string(file_bytes_max + 1, '#'), std::string{"\0", 1}}) {
    const LoadResult result = load_texts(sample_city, text);
    CHECK_FALSE(result.city.has_value());
    REQUIRE_FALSE(result.diagnostics.empty());
    CHECK(result.diagnostics[0].file.ends_with("calendars/sample.yaml"));
  }
}

TEST_CASE("nesting up to the bound is read, and a file of the greatest size too") {
  const LoadResult deep = load_texts(nested_lists(yaml_depth_max - 1));
  REQUIRE(deep.diagnostics.size() == 1);
  CHECK(deep.diagnostics[0].field == "deep");
  CHECK(deep.diagnostics[0].problem.find("unknown key") != std::string::npos);
  std::string long_text{sample_city};
  long_text += '#' + std::string(file_bytes_max - long_text.size() - 1, 'x');
  CHECK(load_texts(long_text).city.has_value());
}

TEST_CASE("a byte order mark and Windows line ends are harmless") {
  std::string text = "\xEF\xBB\xBF";
  for (const char byte : sample_city)
    text += byte == '\n' ? std::string{"\r\n"} : std::string{byte};
  const LoadResult result = load_texts(text);
  CHECK_MESSAGE(result.city.has_value(), listed(result));
}

TEST_CASE("a path that is not a readable file is refused with a reason") {
  const Folder folder;
  struct Row {
    std::filesystem::path path;
    std::string problem;
  };
  for (const Row& row :
       {Row{folder.path() / "none.yaml", "no such file"}, Row{folder.path(), "is a directory"},
        Row{"/dev/zero", "is not a regular file"}, Row{"", "no such file"}}) {
    CAPTURE(row.path.string());
    const LoadResult result = load_city(row.path);
    CHECK_FALSE(result.city.has_value());
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].problem == row.problem);
    CHECK(result.diagnostics[0].line == 0);
  }
}

TEST_CASE("a link in the folder cannot lead to a calendar outside it") {
  const Folder outside;
  const Folder folder;
  outside.write("sample.yaml", sample_calendar);
  std::filesystem::create_directory_symlink(outside.path(), folder.path() / "calendars");
  const LoadResult result = load_city(folder.write("sample.yaml", sample_city));
  CHECK_FALSE(result.city.has_value());
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].field == "calendar");
  CHECK(result.diagnostics[0].problem.find("leads out of the folder") != std::string::npos);
}

TEST_CASE("a city is found by a path relative to the working folder") {
  const Folder folder;
  folder.write("calendars/sample.yaml", sample_calendar);
  folder.write("sample.yaml", sample_city);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const LoadResult plain = load_city("sample.yaml");
  const LoadResult dotted = load_city("./sample.yaml");
  std::filesystem::current_path(before);
  CHECK_MESSAGE(plain.city.has_value(), listed(plain));
  CHECK_MESSAGE(dotted.city.has_value(), listed(dotted));
}

}  // namespace
}  // namespace offpeak::config
