// What guidance does to the highest Saturday and to an ordinary week, by the production core:
//
//   bench_guidance_study PAGE [REPLICATIONS [SECTION]...]
//
// writes its tables between the marks of PAGE (docs/guidance.md), and its plots in the folder
// guidance/ beside it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <thread>
#include <tuple>

#include "base/number.hpp"
#include "bench/guidance_study/study_page.hpp"

namespace offpeak::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t replications_usual = 40;

std::string read(const fs::path& file) {
  std::ifstream in{file};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream out{file};
  if (!(out << text).flush()) {
    std::cerr << file << " cannot be written\n";
    std::exit(1);
  }
}

const ArmMeasures& arm_of(const std::vector<ArmMeasures>& arms, const std::string& name) {
  for (const ArmMeasures& arm : arms) {
    if (arm.name == name) return arm;
  }
  std::cerr << "no arm is named " << name << '\n';
  std::exit(2);
}

/// A figure by the share that follows, from nobody on.
PlotLine line(const std::vector<ArmMeasures>& arms, const std::string& name, const char* colour,
              const std::string& key, const std::string& nobody) {
  PlotLine line{name + ", " + key, colour, {{0, arm_of(arms, nobody)[key].mean}}};
  for (const double share : {0.03, 0.1, 0.3, 0.6, 1.0}) {
    line.points.emplace_back(100 * share, arm_of(arms, name + ", " + percent(share))[key].mean);
  }
  return line;
}

std::string waits_plot(const std::vector<ArmMeasures>& arms) {
  return plot("Waits on the highest Saturday", "minutes",
              {line(arms, "recommendation", "#c60", "p90", "off"),
               line(arms, "both", "#06c", "p90", "levelled release"),
               line(arms, "recommendation", "#f90", "wait", "off"),
               line(arms, "both", "#39f", "wait", "levelled release")});
}

/// What walk-ins do to each other who all look at the same.
std::string walk_ins_plot(const std::vector<ArmMeasures>& arms) {
  std::vector<PlotLine> lines;
  for (const auto& [words, minutes, colour] : {std::tuple{"guidance", 0, "#06c"},
                                               {"guidance", 60, "#39f"},
                                               {"wait now", 0, "#084"},
                                               {"wait now", 60, "#3b6"},
                                               {"hour's average", 0, "#c60"},
                                               {"hour's average", 60, "#f90"}}) {
    const std::string age = std::to_string(minutes) + " min old";
    PlotLine& line = lines.emplace_back(
        PlotLine{std::string{words} + ", " + age, colour, {{0, arm_of(arms, "off")["wait"].mean}}});
    for (const double share : {0.1, 0.3, 1.0}) {
      const auto& arm = arm_of(arms, std::string{words} + ", " + percent(share) + ", " + age);
      line.points.emplace_back(100 * share, arm["wait"].mean);
    }
  }
  return plot("Mean wait by how many walk-ins look first", "minutes", lines);
}

/// `sections`: which ones; all when none is named.
int run(const fs::path& file, std::uint32_t replications, const std::set<std::string>& sections) {
  std::string page = read(file);
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  for (StudySection& section : study_sections()) {
    const std::string key = section.key;
    if (!sections.empty() && !sections.contains(key)) continue;
    // A week is seven days.
    const auto count = std::max(2U, key == "week" ? replications / 4 : replications);
    const auto arms = measure(std::move(section), count, threads);
    const fs::path folder = file.parent_path() / "guidance";
    fs::create_directories(folder);
    std::string text = std::to_string(count) + " replications:\n\n";
    if (key == "saturday") {
      text += levers_table(arms, true) + '\n' + fairness_table(arms);
      write(folder / "waits.svg", waits_plot(arms));
      write(folder / "classes.csv", classes_csv(arms));
      write(folder / "loads.csv", loads_csv(arms));
    } else if (key == "delays" || key == "rules" || key == "walk-ins") {
      text += swing_table(arms);
      if (key == "walk-ins") write(folder / "walk_ins.svg", walk_ins_plot(arms));
    } else {
      text += levers_table(arms, false);
    }
    std::cout << key << ", " << text << '\n' << std::flush;
    page = with_measured(std::move(page), key, text);
    write(file, page);
  }
  return 0;
}

}  // namespace
}  // namespace offpeak::bench

int main(int argc, char** argv) {
  using namespace offpeak;
  const auto replications =
      argc >= 3 ? base::parse_number<std::uint32_t>(argv[2]) : bench::replications_usual;
  if (argc < 2 || !replications) {
    std::cerr << "usage: bench_guidance_study PAGE [REPLICATIONS [SECTION]...]\n";
    return 2;
  }
  return bench::run(argv[1], *replications, {argv + std::min(argc, 3), argv + argc});
}
