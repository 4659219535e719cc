#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "api/security/keys.hpp"
#include "tests/api/security/support.hpp"

namespace security = offpeak::security;
namespace testing = offpeak::testing;
namespace fs = std::filesystem;

namespace {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "offpeak-keys-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_file(const fs::path& file, const std::string& content, mode_t mode = 0600) {
  std::ofstream{file} << content;
  REQUIRE(chmod(file.c_str(), mode) == 0);
}

std::string read_file(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream{file}.rdbuf();
  return content.str();
}

mode_t mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

bool same(const security::Secret& a, const security::Secret& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

std::string error_of(const fs::path& directory) {
  const auto keys = security::load_or_make_keys(directory);
  return keys ? std::string{} : keys.error().message;
}

const std::string good_key = std::string(64, 'a') + "\n";

}  // namespace

TEST_CASE("The first start makes a directory and two different keys that only the owner may read") {
  const TemporaryDirectory temporary;
  const fs::path directory = temporary.path() / "var" / "keys";
  const auto made = security::load_or_make_keys(directory / "");
  REQUIRE(made.has_value());
  CHECK(mode_of(directory) == 0700);
  CHECK(mode_of(directory / "token.key") == 0600);
  CHECK(mode_of(directory / "citizen.key") == 0600);
  CHECK(read_file(directory / "token.key").size() == 65);
  CHECK(std::distance(fs::directory_iterator{directory}, {}) == 2);
  CHECK_FALSE(same(made->token, made->citizen));
  CHECK_FALSE(same(made->token, security::Secret{}));

  const auto again = security::load_or_make_keys(directory);
  REQUIRE(again.has_value());
  CHECK(same(again->token, made->token));
  CHECK(same(again->citizen, made->citizen));
}

TEST_CASE("A key file is read as hexadecimal bytes") {
  const TemporaryDirectory temporary;
  write_file(temporary.path() / "citizen.key",
             "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
  write_file(temporary.path() / "token.key", good_key);
  const auto keys = security::load_or_make_keys(temporary.path());
  REQUIRE(keys.has_value());
  CHECK(same(keys->citizen, testing::counting_keys().citizen));
}

TEST_CASE("Key files that others could use, or that are not keys, are refused by name") {
  struct Row {
    std::string content;
    mode_t mode;
    std::string said;
  };
  const std::vector<Row> rows = {
      {good_key, 0640, "chmod 0600"},
      {good_key, 0604, "chmod 0600"},
      {good_key, 0620, "chmod 0600"},
      {good_key, 0601, "chmod 0600"},
      {"", 0600, "64 lower-case hexadecimal digits"},
      {std::string(64, 'a'), 0600, "64 lower-case"},
      {std::string(63, 'a') + "\n", 0600, "64 lower-case"},
      {std::string(66, 'a') + "\n", 0600, "64 lower-case"},
      {std::string(64, 'A') + "\n", 0600, "64 lower-case"},
      {std::string(63, 'a') + "z\n", 0600, "64 lower-case"},
      {std::string(65, 'a'), 0600, "64 lower-case"},
  };
  for (const char* name : {"token.key", "citizen.key"}) {
    for (const Row& row : rows) {
      const TemporaryDirectory temporary;
      write_file(temporary.path() / "token.key", good_key);
      write_file(temporary.path() / "citizen.key", good_key);
      write_file(temporary.path() / name, row.content, row.mode);
      CAPTURE(name);
      CAPTURE(row.content);
      CAPTURE(row.mode);
      const std::string said = error_of(temporary.path());
      CHECK(said.find(row.said) != std::string::npos);
      CHECK(said.find(name) != std::string::npos);
      CHECK(said.find(std::string(60, 'a')) == std::string::npos);
    }
  }
}

TEST_CASE("A key that is a link, a directory or a pipe is refused without waiting for it") {
  const TemporaryDirectory temporary;
  const fs::path token = temporary.path() / "token.key";
  write_file(temporary.path() / "citizen.key", good_key);
  write_file(temporary.path() / "elsewhere", good_key);
  fs::create_symlink(temporary.path() / "elsewhere", token);
  CHECK(error_of(temporary.path()).find("token.key") != std::string::npos);
  fs::remove(token);
  fs::create_directory(token);
  CHECK(error_of(temporary.path()).find("regular") != std::string::npos);
  fs::remove(token);
  REQUIRE(mkfifo(token.c_str(), 0600) == 0);
  CHECK(error_of(temporary.path()).find("regular") != std::string::npos);
}

TEST_CASE("A directory that others may write to is refused") {
  const TemporaryDirectory temporary;
  REQUIRE(chmod(temporary.path().c_str(), 0770) == 0);
  CHECK(error_of(temporary.path()).find("chmod 0700") != std::string::npos);
  CHECK(fs::is_empty(temporary.path()));
}

TEST_CASE("A lost citizen key is not replaced silently, a lost token key is") {
  const TemporaryDirectory temporary;
  const auto made = security::load_or_make_keys(temporary.path());
  REQUIRE(made.has_value());

  fs::remove(temporary.path() / "token.key");
  const auto renewed = security::load_or_make_keys(temporary.path());
  REQUIRE(renewed.has_value());
  CHECK(same(renewed->citizen, made->citizen));
  CHECK_FALSE(same(renewed->token, made->token));

  fs::remove(temporary.path() / "citizen.key");
  CHECK(error_of(temporary.path()).find("restore it from a backup") != std::string::npos);
  CHECK_FALSE(fs::exists(temporary.path() / "citizen.key"));
}

TEST_CASE("A new citizen key leaves the one before beside it, and the first one for good") {
  const TemporaryDirectory temporary;
  const auto& directory = temporary.path();
  const auto first = security::load_or_make_keys(directory);
  REQUIRE(security::rotate_citizen_key(directory).has_value());
  const auto second = security::load_keys(directory);
  REQUIRE(second.has_value());
  CHECK(same(second->token, first->token));
  CHECK_FALSE(same(second->citizen, first->citizen));
  REQUIRE(second->old_citizen.has_value());
  CHECK(same(*second->old_citizen, first->citizen));
  CHECK(same(security::installation_key(*second), first->citizen));
  CHECK(same(security::derive_key(*second, "a"), security::derive_key(*first, "a")));
  for (const char* name : {"citizen.key", "citizen.old.key", "installation.key"}) {
    CHECK(mode_of(directory / name) == 0600);
  }

  const auto refused = security::rotate_citizen_key(directory);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("is still there") != std::string::npos);
  CHECK(same(security::load_keys(directory)->citizen, second->citizen));

  fs::remove(directory / "citizen.old.key");
  REQUIRE(security::rotate_citizen_key(directory).has_value());
  const auto third = security::load_keys(directory);
  CHECK(same(*third->old_citizen, second->citizen));
  CHECK(same(security::installation_key(*third), first->citizen));
}

TEST_CASE("A change of the citizen key that a crash has cut short means nothing, and goes on") {
  for (const bool has_old : {false, true}) {
    CAPTURE(has_old);
    const TemporaryDirectory temporary;
    const auto& directory = temporary.path();
    const auto first = security::load_or_make_keys(directory);
    const auto key = read_file(directory / "citizen.key");
    write_file(directory / "installation.key", key);
    if (has_old) write_file(directory / "citizen.old.key", key);
    const auto cut = security::load_keys(directory);
    REQUIRE(cut.has_value());
    CHECK(same(cut->citizen, first->citizen));
    CHECK(same(security::installation_key(*cut), first->citizen));

    REQUIRE(security::rotate_citizen_key(directory).has_value());
    const auto done = security::load_keys(directory);
    CHECK_FALSE(same(done->citizen, first->citizen));
    CHECK(same(*done->old_citizen, first->citizen));
    CHECK(same(security::installation_key(*done), first->citizen));
  }
}

TEST_CASE("Where no server has made keys, none is changed and none is made") {
  const TemporaryDirectory temporary;
  CHECK_FALSE(security::rotate_citizen_key(temporary.path()).has_value());
  CHECK(fs::is_empty(temporary.path()));
}

TEST_CASE("Each endpoint of webhooks has a key of its own, and the old one too while it is there") {
  const TemporaryDirectory temporary;
  const fs::path directory = temporary.path() / "keys";
  const auto first = security::load_or_make_webhook_keys(directory, "webhook");
  REQUIRE(first.has_value());
  CHECK(first->size() == 1);
  CHECK(mode_of(directory / "webhook.key") == 0600);

  fs::rename(directory / "webhook.key", directory / "webhook.old.key");
  const auto both = security::load_or_make_webhook_keys(directory, "webhook");
  REQUIRE(both.has_value());
  REQUIRE(both->size() == 2);
  CHECK(same(both->back(), first->front()));
  CHECK_FALSE(same(both->front(), first->front()));

  const auto other = security::load_or_make_webhook_keys(directory, "webhook-old");
  REQUIRE(other.has_value());
  REQUIRE(other->size() == 1);
  for (const auto& key : *both) CHECK_FALSE(same(other->front(), key));

  REQUIRE(chmod((directory / "webhook.old.key").c_str(), 0644) == 0);
  CHECK_FALSE(security::load_or_make_webhook_keys(directory, "webhook").has_value());
}

TEST_CASE("Processes that start together agree on one pair of keys") {
  for (int round = 0; round < 20; ++round) {
    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path() / "keys";
    std::vector<security::Keys> found(4);
    std::vector<std::thread> threads;
    threads.reserve(found.size());
    for (auto& mine : found) {
      threads.emplace_back([&mine, &directory] {
        auto keys = security::load_or_make_keys(directory);
        CHECK(keys.has_value());
        if (keys) mine = std::move(*keys);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& keys : found) {
      CHECK(same(keys.token, found[0].token));
      CHECK(same(keys.citizen, found[0].citizen));
    }
    CHECK_FALSE(same(found[0].token, security::Secret{}));
    CHECK(std::distance(fs::directory_iterator{directory}, {}) == 2);
  }
}

TEST_CASE("A secret that was moved away is zero where it was") {
  security::Keys keys = testing::counting_keys(1);
  const security::Secret taken = std::move(keys.token);
  CHECK(taken.bytes()[0] == 1);
  CHECK(same(keys.token, security::Secret{}));
}
