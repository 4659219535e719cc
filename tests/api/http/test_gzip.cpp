#include <doctest/doctest.h>
#include <libdeflate.h>

#include <memory>
#include <string>

#include "api/http/gzip.hpp"

namespace offpeak::http::tests {
namespace {

std::string decompressed(const std::string& gzip, std::size_t size) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
      decompressor{libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
  std::string body(size, '\0');
  const auto result = libdeflate_gzip_decompress(decompressor.get(), gzip.data(), gzip.size(),
                                                 body.data(), body.size(), nullptr);
  CHECK(result == LIBDEFLATE_SUCCESS);
  return body;
}

TEST_CASE("one compressor compresses many bodies, each by itself") {
  GzipCompressor compressor;
  std::string body;
  for (int i = 0; i < 1000; ++i) body += R"({"remaining":)" + std::to_string(i % 60) + "},";
  const auto first = compressor.compress(body);
  CHECK(first.size() < body.size() / 5);
  CHECK(decompressed(first, body.size()) == body);
  const std::string other(5000, 'x');
  CHECK(decompressed(compressor.compress(other), other.size()) == other);
  CHECK(compressor.compress(body) == first);
}

TEST_CASE("what does not become smaller is not compressed") {
  GzipCompressor compressor;
  CHECK(compressor.compress("").empty());
  CHECK(compressor.compress("abc").empty());
  std::string body;
  for (int i = 0; i < 1000; ++i) body += R"({"remaining":)" + std::to_string(i % 60) + "},";
  CHECK(compressor.compress(compressor.compress(body)).empty());
}

}  // namespace
}  // namespace offpeak::http::tests
