#include "api/web/static_files.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/exchange.hpp"
#include "api/http/gzip.hpp"
#include "api/resources.hpp"
#include "base/file.hpp"

namespace offpeak::api {
namespace {

constexpr std::size_t file_bytes_max = 32 * 1024 * 1024;
/// Of the built pages; what is more is not served.
constexpr std::size_t assets_max = 512;

/// A page runs only its own scripts, has only its own styles and talks only to this server.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cache-Control: no-cache\r\n";
/// What has the digest of its content in its name.
constexpr std::string_view asset_headers = "Cache-Control: public, max-age=31536000, immutable\r\n";

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view css = "text/css; charset=utf-8";
constexpr std::string_view script = "text/javascript; charset=utf-8";

/// Empty: such a file is not served.
std::string_view content_type_of(const std::filesystem::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{
      {{".css", css},
       {".js", script},
       {".png", "image/png"},
       {".svg", "image/svg+xml"},
       {".woff2", "font/woff2"}}};
  const auto extension = file.extension().string();
  const auto* const found =
      std::ranges::find(types, extension, [](auto& row) { return row.first; });
  return found == types.end() ? std::string_view{} : found->second;
}

void reply_file(Exchange& exchange, Resources& resources, std::string_view path,
                std::string_view missing) {
  const auto* file = resources.shared.files.find(path);
  if (file == nullptr) return exchange.reply(not_found(std::string{missing}));
  reply_page(exchange, resources, file->page, {file->content_type, file->headers});
}

}  // namespace

void get_file(Exchange& exchange, Resources& resources) {
  reply_file(exchange, resources, exchange.request.path, "there is no such file");
}

void get_page(Exchange& exchange, Resources& resources) {
  const std::string_view path = exchange.request.path;
  reply_file(exchange, resources, path.substr(0, path.find('/', 1)),
             "the pages are not built: run script/bootstrap server, then build");
}

StaticFiles::StaticFiles(const std::filesystem::path& assets) {
  read_docs(assets);
  read_pages(assets / "build" / "web");
}

void StaticFiles::read_docs(const std::filesystem::path& assets) {
  http::GzipCompressor compressor;
  const auto read = [&](std::string_view at, const char* file, std::string_view content_type) {
    auto bytes = base::read_file(assets / file, file_bytes_max);
    if (!bytes) return;
    auto& into = files_[std::string{at}];
    into.content_type = content_type;
    into.headers = page_headers;
    into.page.set(*std::move(bytes));
    into.page.compress(compressor);
  };
  read("/openapi.yaml", "api/openapi.yaml", "application/yaml");
  read("/docs", "web/docs/index.html", html);
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

/// The build has compressed what is worth it, harder than a start has time for.
void StaticFiles::read_pages(const std::filesystem::path& built) {
  const auto read = [&](std::string at, const std::filesystem::path& file,
                        std::string_view content_type, std::string_view headers) {
    auto bytes = base::read_file(file, file_bytes_max);
    if (!bytes) return;
    auto gzip = base::read_file(file.string() + ".gz", file_bytes_max);
    auto& into = files_[std::move(at)];
    into.content_type = content_type;
    into.headers = headers;
    into.page.set(*std::move(bytes), gzip ? *std::move(gzip) : std::string{});
  };
  read("/", built / "citizen/index.html", html, page_headers);
  for (const std::string page : {"display", "counter", "kiosk", "planner", "admin"}) {
    read('/' + page, built / page / "index.html", html, page_headers);
  }
  read("/manifest.webmanifest", built / "manifest.webmanifest", "application/manifest+json",
       revalidated);
  read("/service-worker.js", built / "service-worker.js", script, page_headers);

  std::error_code failed;
  std::size_t assets = 0;
  for (const auto& entry : std::filesystem::directory_iterator{built / "assets", failed}) {
    const auto type = content_type_of(entry.path());
    if (type.empty() || ++assets > assets_max) continue;
    read("/assets/" + entry.path().filename().string(), entry.path(), type, asset_headers);
  }
}

const StaticFile* StaticFiles::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace offpeak::api
