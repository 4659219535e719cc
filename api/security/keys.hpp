// The secrets of a server, kept in files outside the store.
//
//   DIR/token.key    signs bearer tokens; losing it only logs everyone out
//   DIR/citizen.key  turns identity numbers into citizen keys; losing it orphans every booking
//
// and, once the citizen key has been changed, two more of the same kind:
//
//   DIR/citizen.old.key   the one before, as long as citizens may come who are known by it
//   DIR/installation.key  the first one, from which stays derived what must not change with it
//
// Each file is 64 lower-case hexadecimal digits and a newline, mode 0600.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/security/secret.hpp"
#include "base/result.hpp"

namespace offpeak::security {

struct Keys {
  Secret token;
  Secret citizen;
  std::optional<Secret> old_citizen{};   // nothing: nobody comes under another one
  std::optional<Secret> installation{};  // nothing: the citizen key, which was never changed
};

/// Reads both keys. In a directory without them (made with mode 0700 if need be) both are drawn
/// from the operating system and are durable, file and directory, before this returns; several
/// processes may start at once and agree on one pair. Refused: a file that is not regular, is
/// readable or writable by others, or is not a key; a directory others may write to; either of
/// another user but root; and a directory with a token key but no citizen key, since a new one
/// would silently cut everybody off from what they booked. A fault says what would be right; it
/// never has any key material.
base::Result<Keys> load_or_make_keys(const std::filesystem::path& directory);

/// The same keys of a server that has made them. Makes nothing: a token that is signed with a new
/// key is good for nothing, and a server would take that key for its own.
base::Result<Keys> load_keys(const std::filesystem::path& directory);

/// Makes a new citizen key in the folder of a server; the one before becomes citizen.old.key and,
/// the first time, installation.key too. Durable when it returns; begun again after a crash, it
/// goes on where it was. Servers learn of it when they start. Refused while there is an older one
/// still.
base::Result<void> rotate_citizen_key(const std::filesystem::path& directory);

/// A secret of its own for one purpose, which is as safe as the key of the installation; it stays
/// when the citizen key changes. The label holds no zero byte, so it is not the input of any
/// citizen key (identity.cpp).
Secret derive_key(const Keys& keys, std::string_view label);

/// Tell keys apart and give none away; never 0.
std::uint64_t digest_of_key(const Secret& key);
inline const Secret& installation_key(const Keys& keys) {
  return keys.installation ? *keys.installation : keys.citizen;
}

/// The keys that an endpoint's webhooks are signed with, kept like the others: for the file
/// "webhook" DIR/webhook.key and, while the receiver changes to that one, DIR/webhook.old.key. When
/// they are lost, give the receiver a new one; nothing else depends on them.
base::Result<std::vector<Secret>> load_or_make_webhook_keys(const std::filesystem::path& directory,
                                                            const std::string& file);

/// The key of the archive of what is trimmed, DIR/archive.key, kept like the others. When it is
/// lost nobody can read the archive; nothing else depends on it.
base::Result<Secret> load_or_make_archive_key(const std::filesystem::path& directory);
/// The same to read an archive: a key that is missing is a fault.
base::Result<Secret> load_archive_key(const std::filesystem::path& directory);

}  // namespace offpeak::security
