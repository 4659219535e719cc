#include "tests/support/exchange_log.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "tests/support/gunzip.hpp"

namespace offpeak::testing {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return std::string{value.as_string()}; }

json::object object_of(const std::vector<HttpHeader>& headers) {
  json::object object;
  for (const auto& header : headers) {
    // Several lines are one list.
    auto& value = object[header.name];
    value = value.is_null() ? header.value : text_of(value) + ", " + header.value;
  }
  return object;
}

std::unique_ptr<std::ofstream> open_log() {
  const char* const path = std::getenv("OFFPEAK_EXCHANGES");
  if (path == nullptr) return nullptr;
  auto file = std::make_unique<std::ofstream>(path, std::ios::binary | std::ios::trunc);
  if (!*file) throw std::runtime_error{"cannot write OFFPEAK_EXCHANGES"};
  return file;
}

std::string plain_body(const HttpReply& reply) {
  const bool is_compressed = reply.header("Content-Encoding") == "gzip" && !reply.body.empty();
  return is_compressed ? gunzip(reply.body) : reply.body;
}

}  // namespace

void record_exchange(const HttpRequest& request, const HttpReply& reply) {
  static std::mutex mutex;
  static const auto file = open_log();
  if (!file) return;
  const json::object record{{"method", request.method},
                            {"path", request.target},
                            {"request_headers", object_of(request.headers)},
                            {"request_body", request.body},
                            {"status", reply.status},
                            {"content_type", reply.header("Content-Type")},
                            {"response_headers", object_of(reply.headers)},
                            {"body", plain_body(reply)}};
  const std::lock_guard lock{mutex};
  *file << json::serialize(record) << '\n' << std::flush;
}

}  // namespace offpeak::testing
