// A day of a city through a real server: every visitor and every clerk over HTTP, the server's
// clock moved from one happening to the next, and the report compared with what they saw.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>

#include "api/security/keys.hpp"
#include "api/security/tokens.hpp"
#include "config/load.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "tests/day/hall_day.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/identity_numbers.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::day {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Tallies = std::map<std::string, HallTally>;  // by hall

struct Options {
  int visitors = 8000;
  std::uint64_t seed = 1;
  std::string date = "2026-06-13";
  std::string start = "05:00";
  std::string expected;  // a file
  std::string keep;      // a folder that is not there yet
};

std::string token(const security::Keys& keys, scheduler::Role role, config::HallCode hall) {
  const auto issued = security::issue_token(keys, {role, {}, "day", hall},
                                            engine::Clock::real_now(), std::chrono::hours{2});
  if (!issued) throw std::runtime_error{"no such token"};
  return *issued;
}

/// Every difference between the report and what the clients saw.
std::vector<std::string> compare(const json::value& report, const Tallies& tallies) {
  std::vector<std::string> differences;
  std::map<std::pair<std::string, std::string>, json::value> reported;
  for (const auto& day : report.at("days").as_array()) {
    for (const auto& lane : day.at("lanes").as_array()) {
      reported[{std::string{day.at("hall").as_string()},
                std::string{lane.at("lane").as_string()}}] = lane;
    }
  }
  const auto check = [&](const std::string& where, const json::value* row, const Tally& tally) {
    for (const auto& [name, seen] : numbers_of(tally)) {
      const std::int64_t said = row == nullptr ? 0 : row->at(name).to_number<std::int64_t>();
      if (said == seen) continue;
      differences.push_back(where + " " + name + ": the report says " + std::to_string(said) +
                            ", clients saw " + std::to_string(seen));
    }
  };
  for (const auto& [hall, tally] : tallies) {
    for (const auto& [lane, numbers] : tally.lanes) {
      const auto found = reported.find({hall, lane});
      check(hall + " " + lane, found == reported.end() ? nullptr : &found->second, numbers);
      reported.erase({hall, lane});
    }
  }
  for (const auto& [key, row] : reported) check(key.first + " " + key.second, &row, {});
  for (const auto& day : report.at("days").as_array()) {
    Tally whole;
    const std::string hall{day.at("hall").as_string()};
    const auto found = tallies.find(hall);
    if (found == tallies.end()) continue;
    for (const auto& [lane, numbers] : found->second.lanes) whole += numbers;
    check(hall, &day, whole);
  }
  return differences;
}

std::string line_of(const Tally& tally) {
  std::string line;
  for (const auto& [name, number] : numbers_of(tally)) {
    line += (line.empty() ? "" : ", ") + std::string{name} + " " + std::to_string(number);
  }
  return line;
}

/// A line for each hall and lane.
std::string lines_of(const Tallies& tallies) {
  std::string lines;
  for (const auto& [hall, tally] : tallies) {
    for (const auto& [lane, numbers] : tally.lanes) {
      lines += hall + " " + lane + ": " + line_of(numbers) + "\n";
    }
  }
  return lines;
}

/// The day is the same on every machine, however busy. A change of the rules or of the visitors'
/// habits makes it another day: then what is printed here is the file's new content.
bool is_as_in(const std::string& file, const Tallies& tallies) {
  std::ifstream stream{file};
  const std::string wanted{std::istreambuf_iterator<char>{stream}, {}};
  const auto seen = lines_of(tallies);
  if (seen == wanted) return true;
  std::cout << "the day is not as in " << file << ", but\n" << seen;
  return false;
}

int print(const Tallies& tallies, const std::vector<std::string>& differences, double seconds) {
  Tally whole;
  HallTally sums;
  bool sound = differences.empty();
  for (const auto& [hall, tally] : tallies) {
    for (const auto& [lane, numbers] : tally.lanes) whole += numbers;
    sums.visitors += tally.visitors;
    sums.turned_away += tally.turned_away;
    sums.requests += tally.requests;
    sums.recalls += tally.recalls;
    sums.parked += tally.parked;
    sums.transferred += tally.transferred;
    for (const auto& surprise : tally.surprises) std::cout << "surprise: " << surprise << '\n';
    sound = sound && tally.surprises.empty();
  }
  std::cout << tallies.size() << " halls, " << sums.visitors << " parties, " << sums.requests
            << " requests in " << seconds << " s\n";
  std::cout << line_of(whole) << ", recalls " << sums.recalls << ", parked " << sums.parked
            << ", transferred " << sums.transferred << ", turned away " << sums.turned_away << '\n';
  if (whole.people != whole.served + whole.left + whole.missed) {
    std::cout << "somebody is still in a hall\n";
    sound = false;
  }
  for (const auto& difference : differences) std::cout << difference << '\n';
  std::cout << (sound ? "the report adds up with what the clients saw\n" : "FAILED\n");
  return sound ? 0 : 1;
}

config::City load_hangzhou() {
  auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) throw std::runtime_error{"config/hangzhou.yaml has mistakes"};
  return std::move(*loaded.city);
}

/// However the hall's day ends, the others do not wait for it.
HallTally play(HallDay& day, DayClock& clock) {
  struct Leave {
    DayClock& clock;
    ~Leave() { clock.leave(); }
  } const leave{clock};
  return day.run();
}

int run(const Options& options) {
  const auto city = load_hangzhou();
  const auto date = config::parse_date(options.date).value();
  const store::tests::TemporaryDirectory temporary;
  const auto directory = options.keep.empty() ? temporary.path() : fs::path{options.keep};
  const auto start = options.date + "T" + options.start + ":00+08:00";
  std::vector<std::string> more{"--clock", start + "@step", "--threads", "2"};
  if (!options.keep.empty()) {
    if (!fs::create_directories(directory)) throw std::runtime_error{options.keep + " is there"};
    // As many as there are in a quarter of an hour of a usual day.
    more.insert(more.end(), {"--archive", (directory / "archive").string(), "--snapshot-events",
                             "2000", "--snapshot-minutes", "0"});
  }
  testing::ServerProcess server{directory, more};
  const auto keys = security::load_or_make_keys(directory / "keys");
  if (!keys) throw std::runtime_error{keys.error().message};
  DayClock clock{config::parse_instant(start).value(), city.halls.size(),
                 [&server](config::Instant to) { server.step_clock(to); }};

  const auto began = std::chrono::steady_clock::now();
  std::map<std::string, std::future<HallTally>> halls;
  std::uint64_t first_citizen = 1;
  config::Instant last_slot{};
  for (const auto& hall : city.halls) {
    const int people = options.visitors * hall.share_permille / 1000;
    std::mt19937_64 random{options.seed * 1'000'003 + static_cast<std::uint32_t>(hall.code)};
    auto visitors = draw_visitors(city, hall, date, people, random);
    const auto end = scheduler::periods_on(city, hall, date).back().to;
    last_slot = std::max(last_slot, config::instant_at(date, end) + hall.rules.check_in_tail);
    auto day = std::make_shared<HallDay>(
        city, hall, date, std::move(visitors), first_citizen, random, clock, server.connect(),
        Tokens{.staff = token(*keys, scheduler::Role::staff, hall.code),
               .kiosk = token(*keys, scheduler::Role::kiosk, hall.code),
               .hotline = token(*keys, scheduler::Role::hotline, {})});
    first_citizen += 4 * static_cast<std::uint64_t>(people) + 4;
    halls[scheduler::format_hall(hall.code)] =
        std::async(std::launch::async, [day, &clock] { return play(*day, clock); });
  }
  Tallies tallies;
  for (auto& [hall, done] : halls) tallies[hall] = done.get();
  // By then nobody with an appointment can come any more.
  if (clock.now() < last_slot) server.step_clock(last_slot);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

  auto client = server.connect();
  const auto report = client.get("/v1/reports/daily?from=" + options.date,
                                 token(*keys, scheduler::Role::planner, {}));
  if (report.status != 200) throw std::runtime_error{"no report: " + report.body};
  int status = print(tallies, compare(report.json(), tallies), took.count());
  if (!options.expected.empty() && !is_as_in(options.expected, tallies)) status = 1;
  server.terminate();
  return server.wait() == 0 ? status : 1;
}

}  // namespace
}  // namespace offpeak::day

int main(int argc, char** argv) {
  offpeak::day::Options options;
  CLI::App app{"Plays a day of all halls against offpeak serve over HTTP"};
  app.add_option("--visitors", options.visitors, "people who mean to come");
  app.add_option("--seed", options.seed);
  app.add_option("--date", options.date);
  app.add_option("--start", options.start,
                 "when the day begins: booking comes before the doors open");
  app.add_option("--expect", options.expected,
                 "file with what each lane's clients see on this day, line by line");
  app.add_option("--keep", options.keep,
                 "new folder in which the store stays, with snapshots every 2,000 events, the "
                 "audit trail and an archive: how large they are");
  CLI11_PARSE(app, argc, argv);
  try {
    return offpeak::day::run(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
