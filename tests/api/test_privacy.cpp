// I8 (docs/architecture.md): no identity number in the store, the log, the output or the metrics of
// the real program, nor anything from which it could be found by trying them all.
#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/server_process.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-15", "1000");

std::string digest(const EVP_MD* kind, const std::string& text) {
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(bytes.data()), &size, kind,
             nullptr);
  bytes.resize(size);
  return bytes;
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

/// Each eight bytes turned around: as a little-endian machine writes two 64-bit words.
std::string turned(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    text.append(bytes.rbegin() + static_cast<std::ptrdiff_t>(bytes.size() - i - 8),
                bytes.rbegin() + static_cast<std::ptrdiff_t>(bytes.size() - i));
  }
  return text;
}

struct Secret {
  std::string what;
  std::string bytes;
};

/// The number, and what it is easily found from; digests cut as short as they would be kept.
std::vector<Secret> secrets_of(const std::string& number) {
  std::vector<Secret> secrets{{"the number", number},
                              {"birth date and order", number.substr(6, 11)}};
  const std::vector<std::pair<std::string, const EVP_MD*>> kinds{
      {"SHA-256", EVP_sha256()}, {"SHA-1", EVP_sha1()}, {"MD5", EVP_md5()}};
  for (const auto& [name, kind] : kinds) {
    for (const std::string& text : {number, "resident" + number, "resident:" + number,
                                    std::string{"resident\0", 9} + number}) {
      const std::string cut = digest(kind, text).substr(0, 8);
      secrets.push_back({name, cut});
      secrets.push_back({name + " turned around", turned(cut)});
      secrets.push_back({name + " in hexadecimal", hex(cut)});
    }
  }
  return secrets;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Every file below the directory, keys included.
std::vector<Secret> files_of(const std::filesystem::path& directory) {
  std::vector<Secret> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
    if (!entry.is_regular_file()) continue;
    files.push_back({entry.path().filename().string(), read_file(entry.path())});
  }
  return files;
}

/// All that a process could read of its own; empty when the system does not let us.
std::string memory_of(pid_t pid) {
  const auto folder = "/proc/" + std::to_string(pid);
  std::ifstream maps{folder + "/maps"};
  std::ifstream bytes{folder + "/mem", std::ios::binary};
  std::string memory;
  std::string line;
  while (std::getline(maps, line)) {
    std::size_t from = 0;
    std::size_t to = 0;
    char readable = '-';
    if (std::sscanf(line.c_str(), "%zx-%zx %c", &from, &to, &readable) != 3 || readable != 'r') {
      continue;
    }
    constexpr std::size_t part_bytes_max = std::size_t{1} << 30;
    if (to - from > part_bytes_max) continue;  // a sanitizer's own, larger than any memory
    std::string part(to - from, '\0');
    bytes.clear();
    bytes.seekg(static_cast<std::streamoff>(from));
    bytes.read(part.data(), static_cast<std::streamsize>(part.size()));
    memory.append(part, 0, static_cast<std::size_t>(bytes.gcount()));
  }
  return memory;
}

void check_hidden(const std::vector<Secret>& places, const std::vector<std::string>& numbers) {
  for (const auto& number : numbers) {
    for (const auto& secret : secrets_of(number)) {
      for (const auto& place : places) {
        CHECK_MESSAGE(place.bytes.find(secret.bytes) == std::string::npos,
                      secret.what << " stands in " << place.what);
      }
    }
  }
}

bool anywhere(const std::vector<Secret>& places, const std::string& bytes) {
  for (const auto& place : places) {
    if (place.bytes.find(bytes) != std::string::npos) return true;
  }
  return false;
}

std::string from_hex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// Uses the server in every way in which a number can come in; returns a citizen's key.
std::string use(ServerProcess& server, const std::vector<std::string>& numbers) {
  auto client = server.connect();
  const auto made =
      client.post("/v1/tokens", R"({"id_type":"resident","id_number":")" + numbers[1] + R"("})");
  const std::string token = made.text("token");
  const auto held = client.post("/v1/holds", wish(slot, {{1}}), token, "key-hold");
  REQUIRE(held.status == 201);
  REQUIRE(client.post("/v1/appointments", hold_body(held.text("id")), token).status == 201);
  REQUIRE(client.post("/v1/appointments", wish(slot, {{2}, {3}}), server.token("hotline")).status ==
          201);
  CHECK(client.post("/v1/waitlist", wish(slot, {{4}}), server.token("hotline")).status == 409);

  // Of an administrator, who is asked about somebody.
  const std::string about = R"({"id_type":"resident","id_number":")" + numbers[3] + R"("})";
  const std::string admin = server.token("admin");
  CHECK(client.post("/v1/operations/citizen-file", about, admin).status == 200);
  CHECK(client.post("/v1/operations/suspensions/lift", about, admin).status == 409);
  CHECK(client.post("/v1/operations/forget", about, admin).status == 204);
  const std::string text = R"(,"text":{"zh":"雨","en":"Ask for )" + numbers[2] + R"("}})";
  const std::string until = R"({"to":"2026-06-14T10:00:00+08:00")";
  CHECK(client.post("/v1/operations/notices", until + text, admin).status == 400);
  CHECK(client.post("/v1/operations/closures", R"({"reason":"other")" + text, admin).status == 400);

  // Where it does not belong, and wrong.
  const std::string& number = numbers[1];
  std::string mistyped = number;
  std::swap(mistyped[8], mistyped[9]);
  CHECK(client.post("/v1/tokens", R"({"id_number":")" + mistyped + R"("})").status == 400);
  CHECK(client.post("/v1/holds", "{\"" + number + "\":1}", token).status == 400);
  CHECK(client.get("/v1/appointments/" + number).status == 404);
  CHECK(client.get("/v1/halls/" + number).status == 404);
  CHECK(client.get("/" + number).status == 404);
  CHECK(client.get("/v1/slots?service=" + number).status == 400);
  CHECK(client.get("/v1/slots?" + number + "=1").status == 400);
  CHECK(client.get("/v1/services", number).status == 401);
  CHECK(client.exchange({.target = "/v1/services", .headers = {{"X-Request-Id", number}}}).status ==
        200);
  CHECK(client.exchange_bytes("GET /v1/halls HTTP/3.3\r\nX-Id: " + number + "\r\n\r\n").status ==
        505);
  return made.text("citizen");
}

}  // namespace

TEST_CASE("After all kinds of use no identity number can be found in what the program leaves") {
  offpeak::store::tests::TemporaryDirectory directory;
  std::vector<std::string> numbers;
  for (std::uint64_t n = 0; n < 5; ++n) numbers.push_back(resident_number(n));

  ServerProcess server{directory.path(),
                       {"--clock", "2026-06-13T08:00:00+08:00@0", "--log-level", "debug"}};
  const std::string citizen = use(server, numbers);
  auto places = files_of(directory.path());
  places.push_back({"/metrics", server.connect().get("/metrics").body});
  check_hidden(places, numbers);
  // Searching finds what is there: the store has the citizen's key, the log has the routes.
  CHECK(anywhere(places, turned(from_hex(citizen))) != anywhere(places, from_hex(citizen)));
  CHECK(server.log().find(R"(route="POST /v1/holds" status=201)") != std::string::npos);
  CHECK(std::filesystem::exists(directory / "offpeak.db-wal"));

  server.terminate();
  CHECK(server.wait() == 0);
  places = files_of(directory.path());
  places.push_back({"the output", server.output()});
  check_hidden(places, numbers);
}

TEST_CASE("After all kinds of use no identity number is in the memory of the server") {
  offpeak::store::tests::TemporaryDirectory directory;
  std::vector<std::string> numbers;
  for (std::uint64_t n = 0; n < 5; ++n) numbers.push_back(resident_number(n));
  ServerProcess server{directory.path(), {"--clock", "2026-06-13T08:00:00+08:00@0"}};
  const std::string citizen = use(server, numbers);
  const auto memory = memory_of(server.pid());
  if (memory.empty()) {
    MESSAGE("skipped: only root may look into it");
    return;
  }
  for (const auto& number : numbers) {
    CHECK_MESSAGE(memory.find(number.substr(6, 11)) == std::string::npos, number);
  }
  // Searching finds what is there.
  CHECK(memory.find(turned(from_hex(citizen))) != memory.find(from_hex(citizen)));
  CHECK(server.stop() == 0);
}

TEST_CASE("A citizen's key depends on the secret of the server") {
  offpeak::store::tests::TemporaryDirectory one;
  offpeak::store::tests::TemporaryDirectory other;
  const std::string body = R"({"id_number":")" + resident_number(1) + R"("})";
  const auto key_at = [&](const std::filesystem::path& directory) {
    ServerProcess server{directory};
    return server.connect().post("/v1/tokens", body).text("citizen");
  };
  const std::string first = key_at(one.path());
  CHECK(first.size() == 32);
  CHECK(key_at(one.path()) == first);
  CHECK(key_at(other.path()) != first);
}
