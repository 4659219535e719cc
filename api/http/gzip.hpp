// Compression of bodies.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct libdeflate_compressor;

namespace offpeak::http {

/// For one thread: the memory it works in is kept from one body to the next.
class GzipCompressor {
 public:
  GzipCompressor();

  /// The body in the format of RFC 1952; empty when that is not smaller.
  std::string compress(std::string_view body);

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };

  std::unique_ptr<libdeflate_compressor, Free> compressor_;
};

}  // namespace offpeak::http
