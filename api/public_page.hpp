// What everybody may read, and gets the same of: with an entity tag, and compressed for who takes
// it.
//
// Nothing secret may be in such a page: the length of a compressed body tells of what is in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/in_flight.hpp"

namespace offpeak::http {
class GzipCompressor;
}

namespace offpeak::api {

class Exchange;
struct Resources;

/// A body with its forms. Filled and compressed by one thread; then any thread may read it.
class PublicPage {
 public:
  PublicPage() = default;
  explicit PublicPage(std::string body) { set(std::move(body)); }

  void set(std::string body);
  /// With its compressed form, which is empty when there is nothing to gain.
  void set(std::string body, std::string gzip);
  /// Makes the compressed form, unless it is there or there is nothing to gain.
  void compress(http::GzipCompressor& compressor);

  std::string_view body() const { return body_; }
  /// Empty: not made, or nothing to gain.
  std::string_view gzip() const { return gzip_; }
  /// Of the body's content, so that it is the same on every thread and server; each form has its
  /// own. Quotes included.
  std::string entity_tag(bool compressed) const;

 private:
  std::string body_;
  std::string gzip_;
  std::string name_;
  bool was_compressed_ = false;
};

/// Clients may keep it, and ask each time whether it is still so.
inline constexpr std::string_view revalidated = "Cache-Control: no-cache\r\n";

struct PageHead {
  std::string_view content_type = json_type;
  std::string_view headers = revalidated;  // whole lines: what caches may do, and others
};

/// Answers with the form that suits the client, or with 304, and counts what it costs: one unit for
/// every 16 KiB sent, and one for every 2 KiB of `made_bytes`, which were rendered for this
/// request.
void reply_page(Exchange& exchange, Resources& resources, const PublicPage& page,
                const PageHead& head = {}, std::size_t made_bytes = 0);
/// The same; the page is compressed when this client is the first who takes it so.
void reply_page(Exchange& exchange, Resources& resources, PublicPage& page,
                const PageHead& head = {}, std::size_t made_bytes = 0);

}  // namespace offpeak::api
