#include "store/redis/reply.hpp"

#include <hiredis/read.h>

#include <new>
#include <string>
#include <utility>

namespace offpeak::store {
namespace {

using Kind = RedisReply::Kind;

/// The reply that is being read, for the functions below, which hiredis calls.
struct Building {
  std::size_t items = 0;
  const char* refusal = nullptr;  // why the reply is refused
};

/// The place for the item of a task: in its list, or at the root.
RedisReply* make_item(const redisReadTask* task, Kind kind) {
  auto& building = *static_cast<Building*>(task->privdata);
  if (++building.items > reply_items_max) {
    building.refusal = "it has too many items";
    return nullptr;
  }
  RedisReply* item = nullptr;
  std::size_t depth = 1;
  if (task->parent == nullptr) {
    item = new (std::nothrow) RedisReply;
  } else {
    for (const auto* above = task->parent; above != nullptr; above = above->parent) ++depth;
    item = &static_cast<RedisReply*>(task->parent->obj)->list[static_cast<std::size_t>(task->idx)];
  }
  if (depth > reply_depth_max) {
    building.refusal = "its lists are too deep";
    return nullptr;
  }
  if (item != nullptr) item->kind = kind;
  return item;
}

/// hiredis frees only a root that it was given.
void drop_root(const redisReadTask* task, RedisReply* item) {
  if (task->parent == nullptr) delete item;
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) noexcept {
  Kind kind = Kind::text;
  if (task->type == REDIS_REPLY_STATUS) kind = Kind::status;
  if (task->type == REDIS_REPLY_ERROR) kind = Kind::error;
  RedisReply* const item = make_item(task, kind);
  if (item == nullptr) return nullptr;
  try {
    item->text.assign(text, size);
  } catch (const std::bad_alloc&) {
    drop_root(task, item);
    return nullptr;
  }
  return item;
}

void* create_list(const redisReadTask* task, int items) noexcept {
  RedisReply* const item = make_item(task, Kind::list);
  if (item == nullptr) return nullptr;
  auto& building = *static_cast<Building*>(task->privdata);
  if (static_cast<std::size_t>(items) > reply_items_max) {
    building.refusal = "it has too many items";
    drop_root(task, item);
    return nullptr;
  }
  try {
    item->list.resize(static_cast<std::size_t>(items));
  } catch (const std::bad_alloc&) {
    drop_root(task, item);
    return nullptr;
  }
  return item;
}

void* create_integer(const redisReadTask* task, long long value) noexcept {
  RedisReply* const item = make_item(task, Kind::integer);
  if (item != nullptr) item->number = value;
  return item;
}

void* create_nil(const redisReadTask* task) noexcept { return make_item(task, Kind::nil); }

void free_root(void* root) noexcept { delete static_cast<RedisReply*>(root); }

redisReplyObjectFunctions functions{create_string, create_list, create_integer, create_nil,
                                    free_root};

struct FreeReader {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

}  // namespace

struct RedisReplyReader::Parts {
  std::unique_ptr<redisReader, FreeReader> reader{redisReaderCreateWithFunctions(&functions)};
  Building building;
  std::size_t pending_bytes = 0;  // since the last complete reply
};

RedisReplyReader::RedisReplyReader() : parts_{std::make_unique<Parts>()} {
  if (!parts_->reader) throw std::bad_alloc{};
  parts_->reader->privdata = &parts_->building;
}
RedisReplyReader::RedisReplyReader(RedisReplyReader&&) noexcept = default;
RedisReplyReader& RedisReplyReader::operator=(RedisReplyReader&&) noexcept = default;
RedisReplyReader::~RedisReplyReader() = default;

Result<void> RedisReplyReader::feed(std::span<const std::byte> bytes) {
  parts_->pending_bytes += bytes.size();
  if (parts_->pending_bytes > reply_bytes_max) {
    return Error{"a reply of more than " + std::to_string(reply_bytes_max) + " bytes"};
  }
  if (redisReaderFeed(parts_->reader.get(), reinterpret_cast<const char*>(bytes.data()),
                      bytes.size()) != REDIS_OK) {
    return Error{"no memory for a reply"};
  }
  return {};
}

Result<std::optional<RedisReply>> RedisReplyReader::next() {
  void* root = nullptr;
  if (redisReaderGetReply(parts_->reader.get(), &root) != REDIS_OK) {
    const char* const refusal = parts_->building.refusal;
    return Error{std::string{"a reply that cannot be read: "} +
                 (refusal != nullptr ? refusal : parts_->reader->errstr)};
  }
  if (root == nullptr) return std::optional<RedisReply>{};
  const std::unique_ptr<RedisReply> reply{static_cast<RedisReply*>(root)};
  parts_->building = {};
  parts_->pending_bytes = parts_->reader->len - parts_->reader->pos;
  return std::optional{std::move(*reply)};
}

bool RedisReplyReader::is_drained() const { return parts_->pending_bytes == 0; }

Result<RedisReply> parse_reply(std::span<const std::byte> bytes) {
  RedisReplyReader reader;
  if (auto fed = reader.feed(bytes); !fed) return fed.error();
  auto reply = reader.next();
  if (!reply) return reply.error();
  if (!*reply) return Error{"a reply that is cut short"};
  if (!reader.is_drained()) return Error{"bytes behind the reply"};
  return std::move(**reply);
}

}  // namespace offpeak::store
