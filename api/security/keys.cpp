#include "api/security/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include "api/security/hmac.hpp"
#include "api/security/random.hpp"
#include "base/descriptor.hpp"
#include "base/hex.hpp"
#include "base/own_path.hpp"
#include "scheduler/messages/ids.hpp"

namespace offpeak::security {

namespace {

using std::filesystem::path;

using base::Fault;
using base::Result;

constexpr std::size_t digits_size = 2 * Secret::size_bytes;
constexpr std::size_t file_size = digits_size + 1;  // and a newline

Fault failure(const path& file, std::string_view what) {
  return Fault{file.string() + ": " + std::string{what}};
}

Fault system_failure(const path& file, std::string_view doing) {
  const int error = errno;
  return failure(file,
                 "cannot " + std::string{doing} + ": " + std::generic_category().message(error));
}

Result<void> sync_directory(const path& directory) {
  const base::Descriptor opened{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened.is_open() || fsync(opened.get()) != 0) return system_failure(directory, "sync");
  return {};
}

/// Without a slash at the end, so that its parent is another directory.
path absolute_form(const path& directory) {
  const path normal = std::filesystem::absolute(directory).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

Result<void> prepare_directory(const path& directory) {
  std::error_code error;
  const path parent = directory.parent_path();
  std::filesystem::create_directories(parent, error);
  if (error) return failure(parent, "cannot make this directory: " + error.message());
  if (mkdir(directory.c_str(), 0700) == 0) return sync_directory(parent);
  if (errno != EEXIST) return system_failure(directory, "make this directory");

  struct stat status {};
  if (stat(directory.c_str(), &status) != 0) return system_failure(directory, "inspect");
  if (!S_ISDIR(status.st_mode)) return failure(directory, "is not a directory");
  return base::check_is_own(directory);
}

/// Nothing when there is no such file.
Result<std::optional<Secret>> read_key(const path& file) {
  const base::Descriptor opened{open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  if (!opened.is_open()) {
    if (errno == ENOENT) return std::optional<Secret>{};
    return system_failure(file, "open");
  }
  struct stat status {};
  if (fstat(opened.get(), &status) != 0) return system_failure(file, "inspect");
  if (!S_ISREG(status.st_mode)) return failure(file, "is not a regular file");
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    return failure(file, "belongs to another user: chown it to the one who runs the server");
  }
  if ((status.st_mode & 077) != 0) {
    return failure(file, "others may read or write this key: chmod 0600 it");
  }
  const Fault not_a_key =
      failure(file, "is not a key: expected 64 lower-case hexadecimal digits and a newline");
  if (status.st_size != static_cast<off_t>(file_size)) return not_a_key;

  CleansedText<file_size> content;
  const ssize_t got = read(opened.get(), content.text.data(), file_size);
  if (got < 0) return system_failure(file, "read");
  Secret secret;
  const std::string_view digits{content.text.data(), digits_size};
  if (got != static_cast<ssize_t>(file_size) || content.text.back() != '\n' ||
      !base::decode_hex(digits, secret.bytes())) {
    return not_a_key;
  }
  return std::optional<Secret>{std::move(secret)};
}

Secret random_secret() {
  Secret secret;
  for (std::size_t at = 0; at < Secret::size_bytes; at += base::bits128_bytes) {
    auto words = random_words();
    std::memcpy(secret.bytes().data() + at, words.data(), sizeof words);
    OPENSSL_cleanse(words.data(), sizeof words);
  }
  return secret;
}

Result<void> write_key(const path& file, const Secret& secret) {
  const base::Descriptor opened{open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!opened.is_open()) return system_failure(file, "make this file");
  CleansedText<file_size> content;
  base::encode_hex(secret.bytes(), std::span{content.text}.first<digits_size>());
  content.text.back() = '\n';
  const ssize_t put = write(opened.get(), content.text.data(), file_size);
  if (put != static_cast<ssize_t>(file_size) || fsync(opened.get()) != 0) {
    return system_failure(file, "write");
  }
  return {};
}

/// Where a key is written before it gets its name.
path temporary_name(const path& directory, const char* name) {
  const base::Hex128 suffix = base::to_hex(random_bits<scheduler::RandomBits>());
  return directory / (std::string{name} + "." + std::string{base::text_of(suffix)});
}

/// Puts the key there unless another process did so first. The file appears complete or not at
/// all: it is written under a name of its own and then linked, which fails when the name is taken.
Result<void> make_key(const path& directory, const char* name, const Secret& secret) {
  const path temporary = temporary_name(directory, name);
  Result<void> made = write_key(temporary, secret);
  if (made && link(temporary.c_str(), (directory / name).c_str()) != 0 && errno != EEXIST) {
    made = system_failure(directory / name, "make this file");
  }
  unlink(temporary.c_str());
  return made ? sync_directory(directory) : made;
}

/// The same in place of the one that is there.
Result<void> replace_key(const path& directory, const char* name, const Secret& secret) {
  const path temporary = temporary_name(directory, name);
  Result<void> made = write_key(temporary, secret);
  if (made && rename(temporary.c_str(), (directory / name).c_str()) != 0) {
    made = system_failure(directory / name, "replace this file");
  }
  if (!made) {
    unlink(temporary.c_str());
    return made;
  }
  return sync_directory(directory);
}

Result<Secret> read_or_make(const path& directory, const char* name) {
  Result<std::optional<Secret>> found = read_key(directory / name);
  if (!found) return found.error();
  if (!found->has_value()) {
    if (const auto made = make_key(directory, name, random_secret()); !made) return made.error();
    found = read_key(directory / name);
    if (!found) return found.error();
    if (!found->has_value()) return failure(directory / name, "vanished while starting");
  }
  return std::move(**found);
}

constexpr const char* token_name = "token.key";
constexpr const char* citizen_name = "citizen.key";
constexpr const char* old_citizen_name = "citizen.old.key";
constexpr const char* installation_name = "installation.key";

/// The two that are there once the citizen key has been changed.
Result<Keys> with_older_keys(Keys keys, const path& directory) {
  Result<std::optional<Secret>> old = read_key(directory / old_citizen_name);
  if (!old) return old.error();
  Result<std::optional<Secret>> installation = read_key(directory / installation_name);
  if (!installation) return installation.error();
  if (*old && !*installation) {
    return failure(
        directory / installation_name,
        "is missing beside citizen.old.key: restore it from its copy, codes depend on it");
  }
  keys.old_citizen = std::move(*old);
  keys.installation = std::move(*installation);
  return keys;
}

bool are_same(const Secret& one, const Secret& other) {
  return CRYPTO_memcmp(one.bytes().data(), other.bytes().data(), Secret::size_bytes) == 0;
}

}  // namespace

// The citizen key is made first, so that a crash between the two leaves a directory that is
// accepted.
Result<Keys> load_or_make_keys(const path& given) {
  const path directory = absolute_form(given);
  if (const auto prepared = prepare_directory(directory); !prepared) return prepared.error();

  struct stat status {};
  const bool has_token = lstat((directory / token_name).c_str(), &status) == 0;
  const bool has_citizen = lstat((directory / citizen_name).c_str(), &status) == 0;
  if (has_token && !has_citizen) {
    return failure(directory / citizen_name,
                   "is missing beside token.key: restore it from a backup, or remove token.key too "
                   "to start without any earlier booking");
  }
  Result<Secret> citizen = read_or_make(directory, citizen_name);
  if (!citizen) return citizen.error();
  Result<Secret> token = read_or_make(directory, token_name);
  if (!token) return token.error();
  return with_older_keys({.token = std::move(*token), .citizen = std::move(*citizen)}, directory);
}

Result<Keys> load_keys(const path& given) {
  const path directory = absolute_form(given);
  Result<std::optional<Secret>> token = read_key(directory / token_name);
  if (!token) return token.error();
  Result<std::optional<Secret>> citizen = read_key(directory / citizen_name);
  if (!citizen) return citizen.error();
  if (!token->has_value() || !citizen->has_value()) {
    return failure(
        directory,
        "has no keys: name the folder of the server's with --keys; the server makes them "
        "at its first start");
  }
  return with_older_keys({.token = std::move(**token), .citizen = std::move(**citizen)}, directory);
}

// In this order, so that a crash leaves a folder that means the same as before, or the new one:
// until the new key is in its place, the old one and the installation's are the citizen key itself.
Result<void> rotate_citizen_key(const path& given) {
  const path directory = absolute_form(given);
  const Result<Keys> keys = load_keys(directory);
  if (!keys) return keys.error();
  if (keys->old_citizen && !are_same(*keys->old_citizen, keys->citizen)) {
    return failure(directory / old_citizen_name,
                   "is still there: citizens who have not come since the last change are known by "
                   "it; remove it when nobody is left, as docs/operations.md says");
  }
  if (!keys->installation) {
    const auto kept = make_key(directory, installation_name, keys->citizen);
    if (!kept) return kept;
  }
  if (const auto kept = make_key(directory, old_citizen_name, keys->citizen); !kept) return kept;
  return replace_key(directory, citizen_name, random_secret());
}

namespace {

Secret derive_key(const Secret& from, std::string_view label) {
  Hmac hmac{from.bytes()};
  hmac.start();
  hmac.add(label);
  Hmac::Digest derived = hmac.finish();
  Secret key;
  std::ranges::copy(derived, key.bytes().begin());
  OPENSSL_cleanse(derived.data(), derived.size());
  return key;
}

}  // namespace

Secret derive_key(const Keys& keys, std::string_view label) {
  return derive_key(installation_key(keys), label);
}

std::uint64_t digest_of_key(const Secret& key) {
  const Secret derived = derive_key(key, "offpeak/store/citizen-key");
  std::uint64_t digest = 0;
  std::memcpy(&digest, derived.bytes().data(), sizeof digest);
  return digest == 0 ? 1 : digest;
}

Result<std::vector<Secret>> load_or_make_webhook_keys(const path& given, const std::string& file) {
  const path directory = absolute_form(given);
  if (const auto prepared = prepare_directory(directory); !prepared) return prepared.error();
  Result<Secret> newest = read_or_make(directory, (file + ".key").c_str());
  if (!newest) return newest.error();
  Result<std::optional<Secret>> old = read_key(directory / (file + ".old.key"));
  if (!old) return old.error();
  std::vector<Secret> keys;
  keys.push_back(std::move(*newest));
  if (*old) keys.push_back(std::move(**old));
  return keys;
}

namespace {

constexpr const char* archive_name = "archive.key";

}  // namespace

Result<Secret> load_or_make_archive_key(const path& given) {
  const path directory = absolute_form(given);
  if (const auto prepared = prepare_directory(directory); !prepared) return prepared.error();
  return read_or_make(directory, archive_name);
}

Result<Secret> load_archive_key(const path& given) {
  const path file = absolute_form(given) / archive_name;
  Result<std::optional<Secret>> found = read_key(file);
  if (!found) return found.error();
  if (!*found) return failure(file, "is missing: without it nobody can read the archive");
  return std::move(**found);
}

}  // namespace offpeak::security
