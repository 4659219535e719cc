#include "tests/support/gunzip.hpp"

#include <libdeflate.h>

#include <memory>
#include <stdexcept>

namespace offpeak::testing {

std::string gunzip(std::string_view compressed) {
  constexpr std::size_t body_bytes_max = 16 * 1024 * 1024;
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
      decompressor{libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
  std::string body(body_bytes_max, '\0');
  std::size_t size = 0;
  const auto result = libdeflate_gzip_decompress(
      decompressor.get(), compressed.data(), compressed.size(), body.data(), body.size(), &size);
  if (result != LIBDEFLATE_SUCCESS) throw std::runtime_error{"not a gzip member"};
  body.resize(size);
  return body;
}

}  // namespace offpeak::testing
