#include "api/web/static_files.hpp"

#include <utility>

#include "api/exchange.hpp"
#include "api/http/gzip.hpp"
#include "api/resources.hpp"
#include "base/file.hpp"

namespace offpeak::api {
namespace {

/// Larger ones are not served: none of ours is a tenth of it.
constexpr std::size_t file_bytes_max = 32 * 1024 * 1024;

// The page runs only its own scripts and talks only to this server.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-cache\r\n";

}  // namespace

void get_file(Exchange& exchange, Resources& resources) {
  const auto* file = resources.shared.files.find(exchange.request.path);
  if (file == nullptr) return exchange.reply(not_found("there is no such file"));
  reply_page(exchange, resources, file->page, {file->content_type, page_headers});
}

StaticFiles::StaticFiles(const std::filesystem::path& assets) {
  http::GzipCompressor compressor;
  const auto read = [&](std::string_view at, const char* file, std::string_view content_type) {
    auto bytes = base::read_file(assets / file, file_bytes_max);
    if (!bytes) return;
    auto& into = files_[std::string{at}];
    into.content_type = content_type;
    into.page.set(*std::move(bytes));
    into.page.compress(compressor);
  };
  constexpr std::string_view css = "text/css; charset=utf-8";
  constexpr std::string_view script = "text/javascript; charset=utf-8";
  read("/openapi.yaml", "api/openapi.yaml", "application/yaml");
  read("/docs", "web/docs/index.html", "text/html; charset=utf-8");
  read("/docs/docs.css", "web/docs/docs.css", css);
  read("/docs/docs.js", "web/docs/docs.js", script);
  constexpr auto ui = "web/node_modules/swagger-ui-dist/";
  const auto from_ui = [&](const std::string& name, std::string_view content_type) {
    read("/docs/" + name, (ui + name).c_str(), content_type);
  };
  from_ui("swagger-ui.css", css);
  from_ui("swagger-ui-bundle.js", script);
  from_ui("favicon-32x32.png", "image/png");
}

const StaticFile* StaticFiles::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace offpeak::api
