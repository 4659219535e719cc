#include "api/http/gzip.hpp"

#include <libdeflate.h>

#include <new>

namespace offpeak::http {
namespace {

// On a list of all slots level 6 takes 0.6 ms; level 9 takes ten times that for 5 % less.
constexpr int level = 6;

}  // namespace

void GzipCompressor::Free::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

GzipCompressor::GzipCompressor() : compressor_{libdeflate_alloc_compressor(level)} {
  if (!compressor_) throw std::bad_alloc{};
}

std::string GzipCompressor::compress(std::string_view body) {
  // A result as long as the body is of no use, so there is room for less than that alone.
  std::string result(body.size(), '\0');
  result.resize(libdeflate_gzip_compress(compressor_.get(), body.data(), body.size(), result.data(),
                                         result.size()));
  if (result.size() == body.size()) result.clear();
  result.shrink_to_fit();
  return result;
}

}  // namespace offpeak::http
