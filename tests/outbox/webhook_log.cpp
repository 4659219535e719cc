#include "tests/outbox/webhook_log.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/json_writer.hpp"

namespace offpeak::outbox::tests {
namespace {

std::unique_ptr<std::ofstream> open_log() {
  const char* const path = std::getenv("OFFPEAK_WEBHOOKS");
  if (path == nullptr) return nullptr;
  auto file = std::make_unique<std::ofstream>(path, std::ios::binary | std::ios::trunc);
  if (!*file) throw std::runtime_error{"cannot write OFFPEAK_WEBHOOKS"};
  return file;
}

}  // namespace

void record_webhook(const Received& received) {
  static std::mutex mutex;
  static const auto file = open_log();
  if (!file) return;
  std::string line;
  base::JsonWriter json{line};
  json.begin_object().key("headers").begin_object();
  json.key("webhook-id").text(received.id);
  json.key("webhook-timestamp").text(received.timestamp);
  json.key("webhook-signature").text(received.signature);
  json.end_object().key("body").text(received.body).end_object();
  const std::lock_guard lock{mutex};
  *file << line << '\n' << std::flush;
}

}  // namespace offpeak::outbox::tests
