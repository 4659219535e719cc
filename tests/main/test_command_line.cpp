// What the command line takes, and what it says to those who ask or are mistaken.
#include <doctest/doctest.h>

#include <fstream>

#include "tests/main/live_store.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::testing;

TEST_CASE("Wrong use ends with 2 and says what is wrong") {
  struct Row {
    std::vector<std::string> arguments;
    std::string message;
  };
  const std::vector<Row> rows{
      {{}, "subcommand is required"},
      {{"sing"}, "subcommand is required"},
      {{"serve", "--fast"}, "--fast"},
      {{"serve", "--durability", "none"}, "--durability"},
      {{"serve", "--snapshot-events", "many"}, "--snapshot-events"},
      {{"serve", "--snapshot-events", "-1"}, "--snapshot-events"},
      {{"serve", "--snapshot-minutes", "10081"}, "--snapshot-minutes"},
      {{"serve", "--auth", "none"}, "--auth"},
      {{"serve", "--auth", "demo", "--listen", "0.0.0.0:0"}, "127.0.0.1"},
      {{"serve", "--auth", "demo", "--listen", "127.evil.example:0"}, "127.0.0.1"},
      {{"serve", "--listen", "8080"}, "--listen must be address:port"},
      {{"serve", "--staff-listen", "8081"}, "--staff-listen must be address:port"},
      {{"serve", "--auth", "demo", "--staff-listen", "0.0.0.0:0"}, "--staff-listen must be on"},
      {{"serve", "--public-url", "offpeak.example"}, "--public-url must be https"},
      {{"serve", "--public-url", "https://offpeak.example/?a=b"}, "--public-url must be https"},
      {{"serve", "--clock", "noon"}, "--clock must be like"},
      {{"serve", "--clock", "noon@step"}, "--clock must be like"},
      {{"serve", "--clock", "2026-06-13T08:00:00+08:00@steps"}, "--clock must be like"},
      {{"serve", "--clock", "9999-12-31T08:00:00+08:00"}, "--clock must be like"},
      {{"serve", "--store", "@nowhere"}, "--store: nowhere: cannot inspect"},
      {{"token", "--role", "staff"}, "--hall is needed"},
      {{"token", "--role", "kiosk"}, "--hall is needed"},
      {{"token", "--role", "citizen", "--show-actor"}, "the audit does not list citizens"},
      {{"plan", "--seed", "-1"}, "--seed: -1 is not a whole number from 0"},
      {{"plan", "--seed", "1.5"}, "--seed: 1.5 is not a whole number from 0"},
      {{"plan", "--hall", "7"}, "--hall: 7 is not a whole number from 100000"},
      {{"plan", "--visitors", "nan"}, "--visitors: nan is not a number from 1"},
      {{"plan", "--check-days", "0"}, "--check-days: 0 is not a whole number from 1"},
      {{"plan", "--search-days", "-1"}, "--search-days: -1 is not a whole number from 1"},
      {{"simulate", "--seed", "-1"}, "--seed: -1 is not a whole number from 0"},
      {{"simulate", "--seed", "18446744073709551616"}, "--seed: "},
      {{"simulate", "--replications", "-1"}, "--replications: -1 is not a whole number from 1"},
      {{"simulate", "--threads", "-5"}, "--threads: -5 is not a whole number from 0"},
      {{"keys"}, "action is required"},
      {{"keys", "turn"}, "turn"},
      {{"inspect"}, "STORE is required"},
      {{"inspect", "--fast", "sqlite:x"}, "--fast"},
      {{"inspect", "sqlite:x", "--hash", "--events"}, "excludes"},
      {{"inspect", "sqlite:x", "--hash", "--verify"}, "excludes"},
      {{"inspect", "sqlite:x", "--events", "--verify"}, "excludes"},
      {{"inspect", "sqlite:x", "--expect-sequence", "6"}, "--expect-sequence requires --verify"},
      {{"inspect", "sqlite:x", "--verify", "--expect-sequence", "-1"}, "--expect-sequence"},
      {{"audit"}, "DIR is required"},
      {{"serve", "--audit", ""}, "--audit must name a folder"},
      {{"serve", "--audit", "kept", "--archive", "./kept/"}, "a folder of its own"},
      {{"backup", "sqlite:x"}, "FILE is required"},
      {{"restore", "x"}, "STORE is required"},
      {{"copy", "sqlite:x"}, "TO is required"},
      {{"copy", "sqlite:x", "sqlite:y", "--durability", "none"}, "--durability"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.message);
    auto arguments = row.arguments;
    // So that what is taken against all expectation does not run for ever.
    if (!arguments.empty() && arguments.front() == "serve") {
      arguments.insert(arguments.end(), {"--config", "nowhere.yaml"});
    }
    const auto outcome = run_program(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.output == "");
    CHECK_MESSAGE(contains(outcome.errors, row.message), outcome.errors);
  }
}

TEST_CASE("Those who ask for help get every option with its default") {
  const auto serve = run_program({"serve", "--help"});
  CHECK(serve.code == 0);
  CHECK(serve.errors == "");
  for (const std::string text :
       {"--config TEXT=config/hangzhou.yaml", "--store TEXT=sqlite:var/offpeak.db", "redis://",
        "redis+unix://", "--durability TEXT:{strict,relaxed}=strict", "--standby",
        "--snapshot-events UINT:0 to 1000000000000=1000000", "--snapshot-minutes", "=15",
        "--listen", "--staff-listen", "--threads", "--clock", "--keys TEXT=var/keys",
        "--audit TEXT=var/audit", "--auth TEXT:{demo,jwt}=jwt", "--log-level"}) {
    CHECK_MESSAGE(contains(serve.output, text), text);
  }
  const auto inspect = run_program({"inspect", "--help"});
  CHECK(inspect.code == 0);
  CHECK(inspect.errors == "");
  for (const std::string text :
       {"STORE", "--city TEXT=hangzhou", "--hash", "--events", "--verify"}) {
    CHECK_MESSAGE(contains(inspect.output, text), text);
  }
}

TEST_CASE("What names no store, or one that cannot be reached, ends with 3 and keeps its secrets") {
  for (const char* uri : {"rediss://:secret@127.0.0.1/0", "redis://:secret@127.0.0.1:1/0"}) {
    CAPTURE(uri);
    const LiveStore place{uri};
    for (const auto& outcome : {place.try_to_serve(), place.inspect()}) {
      CHECK(outcome.code == 3);
      CHECK_FALSE(outcome.errors.empty());
      CHECK_FALSE(contains(outcome.errors, "secret"));
    }
  }
}

TEST_CASE("A store is named in a file or in the environment, where others see no password") {
  const LiveStore place{"redis://:secret@127.0.0.1:1/0"};
  const auto file = place.directory() / "store";
  std::ofstream{file} << place.uri() << "\nmore\n";
  const auto permit = [&file](unsigned mode) {
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
  };
  permit(0640);
  const std::string reached = "127.0.0.1:1";
  const LiveStore named{"@" + file.string()};
  const auto in_file = named.try_to_serve();
  const auto inspected = run_program({"inspect", "@" + file.string()});
  const auto in_environment =
      run_program({"-c", "OFFPEAK_STORE='" + place.uri() + "' exec " + offpeak_program() +
                             " serve --keys " + (place.directory() / "keys").string() +
                             " --config " + source_path("config/hangzhou.yaml")},
                  "/bin/sh");
  for (const auto& outcome : {in_file, inspected, in_environment}) {
    CHECK(outcome.code == 3);
    CHECK_MESSAGE(contains(outcome.errors, reached), outcome.errors);
    CHECK_FALSE(contains(outcome.errors, "secret"));
  }
  for (const unsigned mode : {0644U, 0620U}) {
    permit(mode);
    const auto refused = named.try_to_serve();
    CHECK(refused.code == 2);
    CHECK(contains(refused.errors, "others may"));
  }
  const auto missing = LiveStore{"@nowhere"}.try_to_serve();
  CHECK(missing.code == 2);
  CHECK(contains(missing.errors, "nowhere: cannot inspect"));
}

TEST_CASE("A comparison with a store that is not named well, or at no time, is wrong use") {
  const std::string city = source_path("config/hangzhou.yaml");
  const auto unnamed = run_program({"check-config", city, "--against", "@nowhere"});
  CHECK(unnamed.code == 2);
  CHECK(contains(unnamed.errors, "--against: nowhere: cannot inspect"));
  const auto timeless =
      run_program({"check-config", city, "--against", "sqlite:x", "--at", "noon"});
  CHECK(timeless.code == 2);
  CHECK(contains(timeless.errors, "--at must be a time"));
  const auto absent = run_program({"check-config", city, "--against", "sqlite:nowhere/x.db"});
  CHECK(absent.code == 3);
}

TEST_CASE("The manual page names every exit status") {
  const auto page = run_program({"manual"}).output;
  const auto from = page.find(".SH EXIT STATUS");
  REQUIRE(from != std::string::npos);
  for (const std::string code : {"0: ", "1: ", "2: ", "3: ", "4: "}) {
    CHECK(page.find(code, from) != std::string::npos);
  }
}

TEST_CASE("A standby needs a store that two servers can reach") {
  const LiveStore place;
  const auto outcome = place.try_to_serve({"--standby"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.errors, "--standby needs a store that two servers can reach"));
  CHECK_FALSE(std::filesystem::exists(place.directory() / "offpeak.db"));
}

TEST_CASE("Results that standard output does not take are no success") {
  const std::string city =
      " --config " + source_path("config/hangzhou.yaml") + " --date 2026-06-13";
  for (const std::string command : {
           "plan --target 'mean<60' --hall 330127 --check-days 1 --search-days 1 --json -",
           "plan --target 'mean<60' --hall 330127 --check-days 1 --search-days 1 --scenario-out -",
           "simulate --replications 1 --json -",
           "simulate --replications 1 --csv -",
           "simulate --replications 1",
           "plan --target 'mean<60' --hall 330127 --check-days 1 --search-days 1",
       }) {
    CAPTURE(command);
    const auto outcome = run_program(
        {"-c", "exec " + offpeak_program() + " " + command + city + " > /dev/full"}, "/bin/sh");
    CHECK(outcome.code == 1);
    CHECK(contains(outcome.errors, "writ"));
  }
  const auto version =
      run_program({"-c", "exec " + offpeak_program() + " version > /dev/full"}, "/bin/sh");
  CHECK(version.code == 1);
}
