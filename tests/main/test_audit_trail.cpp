// The audit outlives the journal: what `offpeak audit` prints of the trail that a server has left.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "tests/api/requests.hpp"
#include "tests/main/changed_city.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

using Lines = std::vector<std::string>;

/// Each booking of an administrator is two events, the first of which says who acted.
const Lines frequent{"--snapshot-events", "5", "--snapshot-minutes", "0"};

Lines with(Lines options, const Lines& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

std::string trail_of(const LiveStore& place) { return (place.directory() / "audit").string(); }

Outcome audit(const LiveStore& place, const Lines& options = {}) {
  return run_program(
      with({"audit", trail_of(place), "--keys", (place.directory() / "keys").string()}, options));
}

Lines acts_in(const Lines& lines) {
  Lines acts;
  std::ranges::copy_if(lines, std::back_inserter(acts), [](const std::string& line) {
    return contains(line, R"("event":"acted")");
  });
  return acts;
}

std::int64_t sequence_of(const std::string& line) {
  return json::parse(line).at("sequence").as_int64();
}

/// The first event that the store's journal still has.
std::int64_t journal_begin(const LiveStore& place) {
  const auto events = place.inspect({"--events"}).lines();
  REQUIRE_FALSE(events.empty());
  return sequence_of(events.front());
}

/// The acts of the trail, and behind them those that the journal still has.
Lines kept_acts(const LiveStore& place) {
  auto kept = audit(place).lines();
  for (const auto& line : acts_in(place.inspect({"--events"}).lines())) {
    if (kept.empty() || sequence_of(line) > sequence_of(kept.back())) kept.push_back(line);
  }
  return kept;
}

/// Trail and journal together have every act, and the trail those that the journal lacks.
void check_kept(const LiveStore& place, std::size_t acts) {
  const auto trail = audit(place);
  CHECK(trail.errors == "");
  CHECK(trail.code == 0);
  const auto lines = trail.lines();
  REQUIRE_FALSE(lines.empty());
  CHECK(acts_in(lines) == lines);
  CHECK(std::ranges::is_sorted(lines, {}, sequence_of));
  CHECK(sequence_of(lines.front()) < journal_begin(place));
  CHECK(kept_acts(place).size() == acts);
}

/// Until what is behind the snapshots is trimmed: inspect does not show it any more.
void await_trimmed(const LiveStore& place, std::size_t acts) {
  await_until("the trail's end",
              [&] { return !audit(place).output.empty() && kept_acts(place).size() == acts; });
}

constexpr std::uint64_t booked_whole = 100;

void book_and_trim(const LiveStore& place, const Lines& options) {
  auto server = place.serve(with(frequent, options));
  for (std::uint64_t booked = 20; booked <= booked_whole; booked += 20) {
    book(server, booked - 20, booked);
    await_metric(server, "offpeak_snapshot_sequence", static_cast<double>(2 * booked - 4));
  }
  await_trimmed(place, booked_whole);
  stop(server);
}

}  // namespace

TEST_CASE("Who acted is in the trail once it is not in the store any more, and beside an archive") {
  for (const bool has_archive : {false, true}) {
    CAPTURE(has_archive);
    const LiveStore place;
    const auto archive = (place.directory() / "archive").string();
    book_and_trim(place, has_archive ? Lines{"--archive", archive} : Lines{});
    check_kept(place, booked_whole);
    if (!has_archive) continue;
    const auto archived = run_program(
        {"archive", archive, "--events", "--keys", (place.directory() / "keys").string()});
    CHECK(archived.code == 0);
    // Either may be a stretch ahead of the other when the server stops.
    auto acts = acts_in(archived.lines());
    auto trail = audit(place).lines();
    const auto both = std::min(acts.size(), trail.size());
    acts.resize(both);
    trail.resize(both);
    CHECK(acts == trail);
  }
}

TEST_CASE("Who acted is in the trail of a Redis store too") {
  const RedisServer redis{{"--stream-node-max-entries", "5"}};
  const LiveStore place{redis.uri()};
  book_and_trim(place, {});
  check_kept(place, booked_whole);
}

TEST_CASE("A trail that cannot be written stops the trimming, and has all once it can be") {
  const LiveStore place;
  std::ofstream{trail_of(place)} << "a file where the folder is to be";
  {
    auto server = place.serve(frequent);
    for (std::uint64_t booked = 20; booked <= 60; booked += 20) {
      book(server, booked - 20, booked);
      await_metric(server, "offpeak_snapshot_sequence", static_cast<double>(2 * booked - 4));
    }
    server.await_log("event=audit_failed reason=");
    stop(server);
  }
  CHECK(journal_begin(place) == 1);
  CHECK(acts_in(place.inspect({"--events"}).lines()).size() == 60);
  CHECK(audit(place).code == 3);

  fs::remove(trail_of(place));
  auto server = place.serve(frequent);
  book(server, 60, 80);
  await_trimmed(place, 80);
  stop(server);
  CHECK_FALSE(contains(server.log(), "event=audit_gap"));
  check_kept(place, 80);
}

TEST_CASE("The trail is kept for the days of the city's file, and asked for by days") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  city.change("audit_days: [0-9]+", "audit_days: 2");
  ServerProcess server{place.directory(), with(frequent, {"--config", city.file(), "--clock",
                                                          "2026-06-13T08:00:00+08:00@step"})};
  const auto days_in = [&](const Lines& options) {
    std::vector<std::string> days;
    for (const auto& line : audit(place, options).lines()) {
      const std::string day{json::parse(line).at("at").as_string().subview(0, 10)};
      if (days.empty() || days.back() != day) days.push_back(day);
    }
    return days;
  };
  auto client = server.connect();
  for (int day = 13; day <= 18; ++day) {
    const auto date = "2026-06-" + std::to_string(day);
    if (day > 13) {
      server.step_clock(*offpeak::config::parse_instant(date + "T08:00:00+08:00"));
    }
    for (std::uint64_t n = 0; n < 10; ++n) {
      const auto person = static_cast<std::uint64_t>(day) * 100 + n;
      const auto slot = documents("2026-06-22", n % 2 == 0 ? "1000" : "1030");
      const auto held = client.post("/v1/holds", wish(slot, {{person}}), server.token("admin"));
      REQUIRE(held.status == 201);
    }
    await_until("the day in the trail", [&] {
      const auto days = days_in({});
      return !days.empty() && days.back() == date;
    });
  }
  stop(server);
  // Files go as a whole, by the day of their newest entry: the oldest that stays, of the 16th, may
  // begin with the end of the 15th.
  const auto kept = days_in({});
  CHECK(kept.front() >= "2026-06-15");
  CHECK(std::ranges::count(kept, "2026-06-16") == 1);
  CHECK(kept.back() == "2026-06-18");
  CHECK(days_in({"--from", "2026-06-17"}) == std::vector<std::string>{"2026-06-17", "2026-06-18"});
  CHECK(days_in({"--from", "2026-06-17", "--to", "2026-06-17"}) ==
        std::vector<std::string>{"2026-06-17"});
  CHECK(days_in({"--to", "2026-06-14"}).empty());
  CHECK(audit(place, {"--from", "yesterday"}).code == 2);
}

TEST_CASE("A trail without one of its files says which events are missing") {
  const LiveStore place;
  book_and_trim(place, {});
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{trail_of(place)}) {
    if (entry.path().extension() == ".audit") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  REQUIRE(files.size() >= 3);
  fs::remove(files[1]);
  const auto broken = audit(place);
  CHECK(broken.code == 3);
  CHECK(contains(broken.errors, "no file has the events "));
  CHECK_FALSE(broken.output.empty());
}
