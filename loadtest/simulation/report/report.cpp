#include "loadtest/simulation/report/report.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "base/file.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::string_view place_begin = "{{";
constexpr std::string_view place_end = "}}";

constexpr auto chart_library_file = "web/node_modules/echarts/dist/echarts.min.js";
constexpr auto chart_library_remedy = "script/bootstrap installs it";
constexpr auto own_file_remedy = "it is part of Offpeak: name its folder by --assets";

base::Result<void> append_file(const std::filesystem::path& file, std::string_view remedy,
                               std::string& text) {
  const auto bytes = base::read_file(file, report_part_bytes_max);
  if (!bytes) {
    return base::Fault{file.string() + ' ' + std::string{base::words_of(bytes.error())} +
                       ", and the page is made of it; " + std::string{remedy}};
  }
  text += *bytes;
  return {};
}

std::string without_less_than(std::string_view json) {
  std::string escaped;
  escaped.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace

base::Result<ReportParts> read_report_parts(const std::filesystem::path& assets,
                                            const ReportPage& page) {
  ReportParts parts;
  // After a fault nothing more is read.
  base::Result<void> done;
  const auto read = [&](const char* file, std::string& into, std::string_view remedy) {
    if (done) done = append_file(assets / file, remedy, into);
  };
  read(page.template_html, parts.template_html, own_file_remedy);
  read("loadtest/simulation/report/report.css", parts.style, own_file_remedy);
  read(chart_library_file, parts.chart_library, chart_library_remedy);
  // In the order in which the browser runs them: each uses those above it.
  for (const char* file : {page.words, "loadtest/simulation/report/format.js",
                           "loadtest/simulation/report/charts.js", page.script}) {
    read(file, parts.script, own_file_remedy);
  }
  if (!done) return done.error();
  return parts;
}

std::string html_report(std::string_view results_json, const ReportParts& parts) {
  const std::string results = without_less_than(results_json);
  const std::array<std::pair<std::string_view, std::string_view>, 4> places{{
      {"style", parts.style},
      {"chart_library", parts.chart_library},
      {"results", results},
      {"script", parts.script},
  }};
  std::string page;
  page.reserve(parts.template_html.size() + parts.style.size() + parts.chart_library.size() +
               results.size() + parts.script.size());
  // One pass over the template alone, so that text in a part is never taken for a placeholder.
  std::string_view rest = parts.template_html;
  while (!rest.empty()) {
    const auto begin = rest.find(place_begin);
    page += rest.substr(0, begin);
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const auto end = rest.find(place_end);
    const auto* place = places.end();
    if (end != std::string_view::npos) {
      const auto name = rest.substr(place_begin.size(), end - place_begin.size());
      for (place = places.begin(); place != places.end() && place->first != name;) ++place;
    }
    const bool known = place != places.end();
    page += known ? place->second : place_begin;
    rest.remove_prefix(known ? end + place_end.size() : place_begin.size());
  }
  return page;
}

}  // namespace offpeak::loadtest
