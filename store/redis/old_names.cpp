#include "store/redis/old_names.hpp"

#include "store/redis/keys.hpp"

namespace offpeak::store {
namespace {

// Everything is looked at before the first change, and Redis carries a script out as a whole, in
// its append-only file too. A snapshot's chunks are renamed with it; chunks of none are dropped, as
// the next snapshot would.
constexpr std::string_view rename_script = R"(
local journal, new_journal, index, new_index = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if redis.call('EXISTS', journal, index) == 0 then return 'none' end
if redis.call('EXISTS', new_journal, new_index) > 0 then return 'both' end
local tails = {}
local entries = redis.call('HGETALL', index)
for i = 1, #entries, 2 do
  local name = string.match(entries[i + 1], ' (.*)$')
  if not name then return 'damaged' end
  tails[#tails + 1] = ':' .. entries[i] .. ':' .. name
end
for _, tail in ipairs(tails) do
  if redis.call('EXISTS', index .. tail) == 1 then
    redis.call('RENAME', index .. tail, new_index .. tail)
  end
end
if redis.call('EXISTS', index) == 1 then redis.call('RENAME', index, new_index) end
if redis.call('EXISTS', journal) == 1 then redis.call('RENAME', journal, new_journal) end
for _, key in ipairs(redis.call('SMEMBERS', KEYS[5])) do redis.call('UNLINK', key) end
redis.call('UNLINK', KEYS[5], KEYS[6], KEYS[7])
redis.call('SET', KEYS[8], ARGV[1])
return 'renamed'
)";

Attempt<bool> is_there(RedisSession& session, const std::string& key) {
  const auto there = session.ask({"EXISTS", key});
  if (!there) return there.error();
  return there->number != 0;
}

}  // namespace

std::string old_lease_marker(const std::string& city) {
  return "moved to " + redis_key(city, "lease");
}

Attempt<bool> has_old_names(RedisSession& session, const std::string& city) {
  const auto cluster = session.is_cluster();
  if (!cluster) return cluster.error();
  if (*cluster) return false;
  const auto renamed = is_there(session, redis_key(city, "journal"));
  if (!renamed) return renamed.error();
  if (*renamed) return false;
  return is_there(session, old_redis_key(city, "journal"));
}

Attempt<void> rename_old_keys(RedisSession& session, const std::string& city) {
  const auto cluster = session.is_cluster();
  if (!cluster) return cluster.error();
  if (*cluster) return {};
  const auto done = session.ask({"EVAL", rename_script, "8", old_redis_key(city, "journal"),
                                 redis_key(city, "journal"), old_redis_key(city, "snapshot"),
                                 redis_key(city, "snapshot"), old_redis_key(city, "snapshot:loose"),
                                 old_redis_key(city, "restoring"), old_redis_key(city, "standby"),
                                 old_redis_key(city, "lease"), old_lease_marker(city)});
  if (!done) return done.error();
  if (done->text == "none" || done->text == "renamed") return {};
  if (done->text == "both") {
    return Trouble{session.description() + " has the city's keys twice, " +
                       old_redis_key(city, "…") + " of an older program and " +
                       redis_key(city, "…") +
                       ": nothing was changed. Rename or delete those that are not the city's",
                   true};
  }
  return Trouble{
      session.description() + " " + old_redis_key(city, "snapshot") + ": an entry cannot be read",
      true};
}

}  // namespace offpeak::store
