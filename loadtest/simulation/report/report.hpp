// A study's results as one page that a planner opens in a browser: no network, no other file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace offpeak::loadtest {

/// Larger files are not read as parts of a page.
inline constexpr std::size_t report_part_bytes_max = 8u << 20;

/// What the page is made of, apart from the results.
struct ReportParts {
  std::string template_html;  // {{style}}, {{script}}, {{chart_library}}, {{results}}: their places
  std::string style;
  std::string script;
  std::string chart_library;  // Apache ECharts, with its licence notice
};

/// Which page: what it says, and what it draws from the results.
struct ReportPage {
  const char* template_html;
  const char* words;
  const char* script;
};
/// A study's.
inline constexpr ReportPage study_page{"loadtest/simulation/report/template.html",
                                       "loadtest/simulation/report/words.js",
                                       "loadtest/simulation/report/page.js"};
/// A recorded day beside its simulation.
inline constexpr ReportPage validation_page{"loadtest/simulation/report/validation.html",
                                            "loadtest/simulation/report/validation_words.js",
                                            "loadtest/simulation/report/validation.js"};

/// Reads the parts from the project's folder: `loadtest/simulation/report/` and
/// `web/node_modules/`. A fault says which file is not as it should be, and what to do about it.
base::Result<ReportParts> read_report_parts(const std::filesystem::path& assets,
                                            const ReportPage& page = study_page);

/// The page that shows `results_json` (loadtest/simulation/study/RESULTS.md), which stands in it as
/// it is but for `<`, written `\u003c`, so that no text in it can end the element it stands in.
std::string html_report(std::string_view results_json, const ReportParts& parts);

}  // namespace offpeak::loadtest
