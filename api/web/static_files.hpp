// Files served as they are, read and compressed once at start: the API's description, the page that
// shows it, and the built pages.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "api/public_page.hpp"
#include "api/route.hpp"

namespace offpeak::api {

void get_file(Exchange& exchange, Resources& resources);
/// A page has one file, whatever follows its name in the path: "/display/330100" is "/display".
void get_page(Exchange& exchange, Resources& resources);

inline constexpr std::array file_routes{
    Route{http::Method::get, "/openapi.yaml", Access::open, Audience::everyone, Limits::reading,
          get_file},
    Route{http::Method::get, "/docs", Access::open, Audience::everyone, Limits::reading, get_file},
    Route{http::Method::get, "/docs/{file}", Access::open, Audience::everyone, Limits::reading,
          get_file},
};

inline constexpr std::array page_routes{
    Route{http::Method::get, "/assets/{file}", Access::open, Audience::everyone, Limits::reading,
          get_file},
    Route{http::Method::get, "/", Access::open, Audience::everyone, Limits::reading, get_page},
    Route{http::Method::get, "/display/{screen}", Access::open, Audience::everyone, Limits::reading,
          get_page},
    Route{http::Method::get, "/counter", Access::open, Audience::staff, Limits::reading, get_page},
    Route{http::Method::get, "/kiosk/{hall}", Access::open, Audience::staff, Limits::reading,
          get_page},
    Route{http::Method::get, "/planner", Access::open, Audience::staff, Limits::reading, get_page},
    Route{http::Method::get, "/admin", Access::open, Audience::staff, Limits::reading, get_page},
    Route{http::Method::get, "/manifest.webmanifest", Access::open, Audience::everyone,
          Limits::reading, get_file},
    Route{http::Method::get, "/service-worker.js", Access::open, Audience::everyone,
          Limits::reading, get_file},
};

struct StaticFile {
  std::string_view content_type;
  std::string_view headers;  // whole lines
  PublicPage page;
};

class StaticFiles {
 public:
  /// Reads from the project's folder. Missing files are not served.
  explicit StaticFiles(const std::filesystem::path& assets);

  /// Finds a file by the path it is served at; nullptr when there is none.
  const StaticFile* find(std::string_view path) const;
  /// Whether the pages were built.
  bool has_pages() const { return find("/") != nullptr; }

 private:
  void read_docs(const std::filesystem::path& assets);
  void read_pages(const std::filesystem::path& built);

  std::map<std::string, StaticFile, std::less<>> files_;
};

}  // namespace offpeak::api
