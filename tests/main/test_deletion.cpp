// What the state has forgotten is in no byte of the store's files once two more snapshots were
// made; an archive has it, for whoever has its key.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "api/security/keys.hpp"
#include "store/archive/archive_file.hpp"
#include "store/archive/archive_folder.hpp"
#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;
namespace json = boost::json;
namespace store = offpeak::store;

namespace {

const std::string citizen_file = "/v1/operations/citizen-file";
const std::string forget = "/v1/operations/forget";
/// 30 days behind the visit's week.
constexpr const char* long_after = "2026-07-24T08:00:00+08:00";

std::string person(std::uint64_t n, const std::string& more = "") {
  return R"({"id_type":"resident","id_number":")" + resident_number(n) + "\"" + more + "}";
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// An id or key as it lies in journal and snapshots: two words, little-endian.
std::string stored(const std::string& hex) {
  REQUIRE(hex.size() == 32);
  std::array<unsigned char, 16> bytes{};
  for (std::size_t word = 0; word < 2; ++word) {
    boost::endian::store_little_u64(&bytes[8 * word],
                                    std::stoull(hex.substr(16 * word, 16), nullptr, 16));
  }
  return {bytes.begin(), bytes.end()};
}

/// A server whose clock is stepped, that makes a snapshot after a few events.
struct City {
  LiveStore place;
  fs::path archive = place.directory() / "archive";
  fs::path keys = place.directory() / "keys";
  ServerProcess server{place.directory(),
                       {"--clock", "2026-06-13T08:00:00+08:00@step", "--snapshot-events", "5",
                        "--snapshot-minutes", "0", "--archive", archive.string()}};
  HttpClient client = server.connect();
  std::string admin = server.token("admin");

  /// By the citizen: what staff do stays in the audit, with the id of what they did it to. The
  /// appointment's id.
  std::string book(std::uint64_t n, const std::string& date) {
    const auto token = client.post("/v1/tokens", person(n)).text("token");
    const auto reply = client.post("/v1/appointments", wish(documents(date, "1000"), {{n}}), token);
    REQUIRE(reply.status == 201);
    return reply.text("id");
  }
  std::string key_of(std::uint64_t n) {
    const auto reply = client.post(citizen_file, person(n), admin);
    REQUIRE(reply.status == 200);
    return reply.text("citizen");
  }
  bool is_known(std::uint64_t n) {
    const auto status = client.post(citizen_file, person(n), admin).status;
    CHECK((status == 200 || status == 404));
    return status == 200;
  }
  void step(const std::string& to) {
    server.step_clock(*offpeak::config::parse_instant(to));
    client = server.connect();
  }
  /// So many events that at least two snapshots are due.
  void go_on(std::uint64_t from, const std::string& date, const std::string& hour = "10") {
    for (auto n = from; n < from + 15; ++n) {
      const auto slot = documents(date, hour + (n % 2 == 0 ? "00" : "30"));
      REQUIRE(client.post("/v1/holds", wish(slot, {{n}}), admin).status == 201);
    }
  }
  /// In the database, its log, the snapshots and the mark.
  bool is_stored(const std::string& text) const {
    return std::ranges::any_of(fs::directory_iterator{place.directory()}, [&](const auto& entry) {
      return contains(entry.path().filename().string(), "offpeak.db") &&
             contains(bytes_of(entry.path()), text);
    });
  }
  bool is_below(const fs::path& folder, const std::string& text) const {
    return std::ranges::any_of(fs::recursive_directory_iterator{folder}, [&](const auto& entry) {
      return entry.is_regular_file() && contains(bytes_of(entry.path()), text);
    });
  }
  bool is_archived(const std::string& text) const {
    const auto key = offpeak::security::load_archive_key(keys);
    REQUIRE(key.has_value());
    const auto content = store::ArchiveContent::records;
    bool found = false;
    const store::ArchiveFolder folder{archive, "hangzhou", content};
    for (const auto& file : *folder.list()) {
      const auto read = store::read_archive_file(
          file.path, key->bytes(), content, [&](const store::Batch& batch) -> store::Result<void> {
            const auto* const begin = reinterpret_cast<const char*>(batch.payload.data());
            found = found || contains(std::string{begin, batch.payload.size()}, text);
            return {};
          });
      CHECK(read.has_value());
    }
    return found;
  }
  /// On a busy machine one snapshot may be made where two were due: then it takes further ones.
  void await_deleted(const std::string& text, const std::string& date) {
    std::uint64_t next = 1000;
    for (const char* hour : {"09", "11"}) {
      const auto began = std::chrono::steady_clock::now();
      while (is_stored(text) &&
             std::chrono::steady_clock::now() - began < std::chrono::seconds{5}) {
      }
      if (!is_stored(text)) return;
      go_on(next, date, hour);
      next += 100;
    }
    await_until("a store without it", [&] { return !is_stored(text); });
  }
};

/// An export has no id and no key, before and after.
void check_export(const LiveStore& place, const std::vector<std::string>& hidden) {
  const auto exported = run_program({"export", place.uri()});
  CHECK(exported.code == 0);
  CHECK(contains(exported.output, "\"trimmed\":true"));
  for (const auto& text : hidden) CHECK_FALSE(contains(exported.output, text));
}

}  // namespace

TEST_CASE("A booking and the key of its citizen are gone from the store's files after their days") {
  City city;
  const auto id = city.book(1, "2026-06-15");
  const auto key = city.key_of(1);
  for (const auto& text : {id, key}) {
    INFO(text);
    CHECK(city.is_stored(stored(text)));
    CHECK_FALSE(city.is_stored(text));
  }
  city.go_on(100, "2026-06-16");
  // Who does not come is known for as long as that counts.
  city.step("2026-06-15T09:55:00+08:00");
  const auto code = city.client.get("/v1/appointments/" + id, city.admin).text("code");
  REQUIRE(
      city.client.post("/v1/halls/330100/check-ins", code_body(code), city.server.token("kiosk"))
          .status == 201);
  CHECK(city.is_known(1));

  city.step(long_after);
  CHECK_FALSE(city.is_known(1));
  CHECK(city.client.get("/v1/appointments/" + id, city.admin).status == 404);
  city.go_on(200, "2026-07-27");
  for (const auto& text : {id, key}) city.await_deleted(stored(text), "2026-07-28");
  stop(city.server);
  for (const auto& text : {id, key}) {
    CHECK_FALSE(city.is_stored(stored(text)));  // a stop writes nothing of it either
    CHECK(city.is_archived(stored(text)));
    CHECK_FALSE(city.is_below(city.archive, stored(text)));
    CHECK_FALSE(city.is_below(city.place.directory() / "audit", stored(text)));
  }
  check_export(city.place, {id, key});
}

TEST_CASE("Who is forgotten at once is in no byte of the store two snapshots later") {
  City city;
  const auto id = city.book(1, "2026-06-15");
  const auto key = city.key_of(1);
  const auto others = city.book(2, "2026-06-15");
  CHECK(city.is_stored(stored(key)));

  const auto preview = city.client.post(forget, person(1, R"(,"dry_run":true)"), city.admin);
  CHECK(preview.status == 200);
  CHECK(preview.json().at("booked") == 1);
  CHECK(city.is_known(1));
  CHECK(city.client.post(forget, person(1), city.admin).status == 204);
  CHECK_FALSE(city.is_known(1));
  CHECK(city.client.post(forget, person(1), city.admin).status == 404);
  CHECK(city.client.get("/v1/appointments/" + id, city.admin).text("status") == "cancelled");

  city.go_on(100, "2026-06-16");
  city.await_deleted(stored(key), "2026-06-17");
  CHECK(city.is_known(2));
  CHECK(city.client.get("/v1/appointments/" + others, city.admin).text("status") == "booked");
  stop(city.server);
  CHECK_FALSE(city.is_stored(stored(key)));
  CHECK(city.is_archived(stored(key)));
  check_export(city.place, {id, key, others});
}

TEST_CASE("What is asked of a day says when its bookings were made before what the store knows") {
  City city;
  const auto admin = city.server.token("admin");
  city.book(1, "2026-06-15");
  city.go_on(100, "2026-06-16");
  city.step("2026-06-15T10:00:00+08:00");
  REQUIRE(
      city.client
          .post("/v1/halls/330100/tickets", R"({"service":"advice"})", city.server.token("kiosk"))
          .status == 201);
  city.step("2026-06-16T01:00:00+08:00");
  city.go_on(200, "2026-06-17");
  await_until("a journal without the booking", [&] {
    return !contains(city.place.inspect({"--events"}).output, "\"event\":\"booked\"");
  });
  stop(city.server);

  const auto config = source_path("config/hangzhou.yaml");
  const auto replay = run_program({"simulate", "--config", config, "--from-store", city.place.uri(),
                                   "--day", "2026-06-15", "--replications", "1", "--threads", "1"});
  INFO(replay.errors);
  CHECK(contains(replay.errors,
                 "the store's journal was trimmed: when 1 of 1 bookings were made is not known any "
                 "more"));
  const auto fitted =
      run_program({"fit", "--config", config, "--from-store", city.place.uri(), "--days",
                   "2026-06-15", "--out", (city.place.directory() / "fitted.yaml").string()});
  CHECK(contains(fitted.output + fitted.errors,
                 "1 appointments were booked before what the store still knows"));
}
