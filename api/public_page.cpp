#include "api/public_page.hpp"

#include <utility>

#include "api/admission.hpp"
#include "api/content_name.hpp"
#include "api/exchange.hpp"
#include "api/http/content_coding.hpp"
#include "api/http/gzip.hpp"
#include "api/resources.hpp"

namespace offpeak::api {
namespace {

/// Shorter ones leave in a packet or two anyway.
constexpr std::size_t compressed_bytes_min = 2 * 1024;

constexpr std::size_t sent_bytes_per_unit = 16 * 1024;
constexpr std::size_t made_bytes_per_unit = 2 * 1024;

}  // namespace

void PublicPage::set(std::string body) {
  body_ = std::move(body);
  gzip_.clear();
  was_compressed_ = false;
  name_ = content_name(body_);
}

void PublicPage::set(std::string body, std::string gzip) {
  set(std::move(body));
  gzip_ = std::move(gzip);
  was_compressed_ = true;
}

void PublicPage::compress(http::GzipCompressor& compressor) {
  if (std::exchange(was_compressed_, true) || body_.size() < compressed_bytes_min) return;
  gzip_ = compressor.compress(body_);
}

std::string PublicPage::entity_tag(bool compressed) const {
  return '"' + name_ + (compressed ? "-gzip\"" : "\"");
}

void reply_page(Exchange& exchange, Resources& resources, const PublicPage& page,
                const PageHead& head, std::size_t made_bytes) {
  const bool compressed =
      !page.gzip().empty() && http::prefers_gzip(exchange.request.accept_encoding);
  const std::string tag = page.entity_tag(compressed);
  const std::size_t sent_bytes =
      exchange.reply_tagged({.entity_tag = tag,
                             .body = compressed ? page.gzip() : page.body(),
                             .content_type = head.content_type,
                             .content_coding = compressed ? "gzip" : ""},
                            std::string{head.headers} + "Vary: Accept-Encoding\r\n");
  spend_reading(exchange, resources,
                sent_bytes / sent_bytes_per_unit + made_bytes / made_bytes_per_unit);
}

void reply_page(Exchange& exchange, Resources& resources, PublicPage& page, const PageHead& head,
                std::size_t made_bytes) {
  if (http::prefers_gzip(exchange.request.accept_encoding)) page.compress(resources.compressor);
  reply_page(exchange, resources, std::as_const(page), head, made_bytes);
}

}  // namespace offpeak::api
