// Calendar files of the real server, imported by three programs that others wrote.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::testing;

namespace {

const std::string monday = documents("2026-06-15", "1000");
const std::string tuesday = documents("2026-06-16", "1000");
const std::string wednesday = documents("2026-06-17", "1030");

struct Importer {
  std::vector<std::string> command;
  std::string script;
};

/// Debian's Python, because the libraries are Debian's.
const std::vector<Importer> importers{{{"/usr/bin/python3", "-B"}, "import_icalendar.py"},
                                      {{"/usr/bin/python3", "-B"}, "import_vobject.py"},
                                      {{"node"}, "import_ical_js.mjs"}};

/// One citizen's appointment, and the calendar files that were fetched of it.
class Booking {
 public:
  explicit Booking(const std::string& slot) {
    const auto reply = client_.post("/v1/appointments", wish(slot, {{1}}), server_.citizen(1));
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    ids_.push_back(reply.text("id"));
  }
  void move(const std::string& slot) {
    const auto reply = client_.post("/v1/appointments/" + ids_.back() + "/reschedule",
                                    slot_body(slot), server_.citizen(1));
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    ids_.push_back(reply.text("id"));
  }
  void cancel() {
    const std::string path = "/v1/appointments/" + ids_.back() + "/cancel";
    REQUIRE(client_.post(path, "", server_.citizen(1)).status == 200);
  }
  /// Of the appointment as it was named after so many moves.
  void fetch(std::size_t moves) {
    const auto reply = client_.get("/v1/appointments/" + ids_.at(moves) + ".ics");
    REQUIRE(reply.status == 200);
    files_.push_back(directory_ / (std::to_string(files_.size()) + ".ics"));
    std::ofstream{files_.back(), std::ios::binary} << reply.body;
    types_.push_back(reply.header("Content-Type"));
  }
  bool is_known(std::size_t moves) {
    return client_.get("/v1/appointments/" + ids_.at(moves)).status == 200;
  }
  void wait_until(const std::string& now) { server_.move_clock(now); }

  /// What a calendar holds after each file.
  std::vector<std::string> imported_by(const Importer& importer) const {
    std::vector<std::string> arguments{importer.command};
    arguments.push_back(source_path("tests/api/citizen/calendars/" + importer.script));
    arguments.insert(arguments.end(), files_.begin(), files_.end());
    const auto run = run_program(arguments, "/usr/bin/env");
    CHECK_MESSAGE(run.code == 0, run.errors);
    return run.lines();
  }
  const std::vector<std::string>& types() const { return types_; }

 private:
  ApiServer server_;
  HttpClient client_ = server_.connect();
  offpeak::store::tests::TemporaryDirectory directory_;
  std::vector<std::string> ids_;
  std::vector<std::string> files_;
  std::vector<std::string> types_;
};

/// The moment at which each line's only event starts; "" for a line without one.
std::vector<std::string> starts_of(const std::vector<std::string>& lines) {
  std::vector<std::string> starts;
  for (const auto& line : lines) {
    CHECK(line.find('|') == std::string::npos);
    starts.push_back(line.substr(0, line.find(' ')));
  }
  return starts;
}

}  // namespace

TEST_CASE("Booked, moved twice and cancelled is one event in every calendar: moved, and gone") {
  Booking booking{monday};
  booking.fetch(0);
  booking.move(tuesday);
  booking.fetch(1);
  booking.move(wednesday);
  booking.fetch(2);
  booking.cancel();
  booking.fetch(2);
  booking.fetch(0);  // the first link says the same
  for (const auto& importer : importers) {
    CAPTURE(importer.script);
    const std::vector<std::string> expected{"20260615T020000Z", "20260616T020000Z",
                                            "20260617T023000Z", "", ""};
    CHECK(starts_of(booking.imported_by(importer)) == expected);
  }
  CHECK(booking.types().front() == "text/calendar; charset=utf-8; method=PUBLISH");
  CHECK(booking.types().back() == "text/calendar; charset=utf-8; method=CANCEL");
}

TEST_CASE("The first link follows an appointment that moves, and old files undo nothing") {
  Booking booking{monday};
  booking.move(tuesday);
  booking.fetch(0);
  for (const auto& importer : importers) {
    CAPTURE(importer.script);
    CHECK(starts_of(booking.imported_by(importer)) == std::vector<std::string>{"20260616T020000Z"});
  }
}

TEST_CASE("One event it stays when the places before it are forgotten") {
  Booking booking{monday};
  booking.fetch(0);
  booking.wait_until("2026-06-14T08:00:00+08:00");
  booking.move(documents("2026-06-25", "1000"));
  booking.wait_until("2026-06-24T08:00:00+08:00");
  booking.move(documents("2026-07-07", "1000"));
  booking.wait_until("2026-07-06T08:00:00+08:00");
  booking.move(documents("2026-07-17", "1000"));
  booking.wait_until("2026-07-16T12:00:00+08:00");
  REQUIRE_FALSE(booking.is_known(0));
  booking.fetch(3);
  booking.cancel();
  booking.fetch(3);
  for (const auto& importer : importers) {
    CAPTURE(importer.script);
    CHECK(starts_of(booking.imported_by(importer)) ==
          std::vector<std::string>{"20260615T020000Z", "20260717T020000Z", ""});
  }
}
