#include "store/redis/safety.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace offpeak::store {
namespace {

/// A setting on which acknowledged records depend.
struct Setting {
  std::string_view name;
  std::string_view safe_value;
  std::string_view loss;  // what another value may lose
};

constexpr std::array settings{
    Setting{"appendonly", "yes", "a restart or crash loses everything since the last dump"},
    Setting{"appendfsync", "always",
            "a crash of the machine loses the last seconds (everysec: about 2 s, no: what the "
            "system had not written, about 30 s)"},
    Setting{"no-appendfsync-on-rewrite", "no",
            "a crash of the machine while the append-only file is rewritten loses what came "
            "meanwhile"},
    Setting{"maxmemory-policy", "noeviction",
            "a full memory makes Redis throw away keys, the whole journal too"},
};

/// How an operator can let us read the settings, or do without.
Trouble unknown(const RedisSession& session, std::string_view command, const Trouble& refused) {
  return Trouble{refused.message + ". Without it what a crash may lose cannot be known: allow it " +
                     "(ACL SETUSER <user> " + std::string{command} + " on " +
                     session.description() + "), or accept the loss: --durability relaxed",
                 true};
}

/// Whether Redis refused to tell, for good: forbidden, or renamed away.
template <class T>
bool is_refused(const Attempt<T>& reply) {
  return !reply && reply.error().is_final;
}

Attempt<void> check_role(RedisSession& session, Durability durability) {
  const auto reply = session.call({"ROLE"});
  if (is_refused(reply)) {
    if (durability == Durability::relaxed) return {};
    return unknown(session, "+role", reply.error());
  }
  if (!reply) return reply.error();
  const std::string role = reply->list.empty() ? std::string{} : reply->list[0].text;
  if (role == "master") return {};
  // Which node is the master may be just changing.
  if (session.link().is_cluster()) {
    return Trouble{session.description() + " is a replica at the moment", false};
  }
  return Trouble{session.description() + " is a replica, not a master: what is written there is " +
                     "overwritten. Name its master",
                 true};
}

Attempt<std::string> read_setting(RedisSession& session, std::string_view name) {
  auto reply = session.call({"CONFIG", "GET", name});
  if (!reply) return reply.error();
  if (reply->kind != RedisReply::Kind::list || reply->list.size() != 2) {
    return Trouble{session.description() + " does not know the setting " + std::string{name}, true};
  }
  return std::move(reply->list[1].text);
}

void add(std::string& text, std::string_view separator, const std::string& more) {
  if (!text.empty()) text += separator;
  text += more;
}

}  // namespace

Attempt<void> refuse_sentinel(RedisSession& session) {
  const auto reply = session.call({"ROLE"});
  if (!reply && !reply.error().is_final) return reply.error();
  if (!reply || reply->list.empty() || reply->list[0].text != "sentinel") return {};
  return Trouble{session.description() + " is a Sentinel, which holds no data and is not " +
                     "supported: name the Redis itself, or use a Redis Cluster, whose masters " +
                     "are found and followed (docs/operations.md)",
                 true};
}

Attempt<std::string> check_redis_safety(RedisSession& session, Durability durability) {
  if (auto role = check_role(session, durability); !role) return role.error();
  std::string losses;
  std::string mistakes;
  for (const Setting& setting : settings) {
    const std::string name{setting.name};
    const std::string safe{setting.safe_value};
    const auto value = read_setting(session, setting.name);
    if (is_refused(value)) {
      if (durability == Durability::strict) return unknown(session, "+config|get", value.error());
      return std::string{"not known, since Redis does not tell its settings (CONFIG GET)"};
    }
    if (!value) return value.error();
    if (*value == setting.safe_value) continue;
    add(losses, "; ", name + " is " + *value + ": " + std::string{setting.loss});
    add(mistakes, "; ", name + " is " + *value + ", must be " + safe);
  }
  if (durability == Durability::relaxed || mistakes.empty()) return losses;
  return Trouble{
      session.description() + " may lose what it has acknowledged: " + mistakes +
          ". Change that (CONFIG SET, and the configuration file), or accept the loss: " +
          "--durability relaxed",
      true};
}

}  // namespace offpeak::store
