// Files served as they are, read and compressed once at start: the API's description and the page
// that shows it.
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

inline constexpr std::array file_routes{
    Route{http::Method::get, "/openapi.yaml", Access::open, Audience::everyone, Limits::reading,
          get_file},
    Route{http::Method::get, "/docs", Access::open, Audience::everyone, Limits::reading, get_file},
    Route{http::Method::get, "/docs/{file}", Access::open, Audience::everyone, Limits::reading,
          get_file},
};

struct StaticFile {
  std::string_view content_type;
  PublicPage page;
};

class StaticFiles {
 public:
  /// Reads from the project's folder. Missing files are not served.
  explicit StaticFiles(const std::filesystem::path& assets);

  /// Finds a file by the path it is served at; nullptr when there is none.
  const StaticFile* find(std::string_view path) const;

 private:
  std::map<std::string, StaticFile, std::less<>> files_;
};

}  // namespace offpeak::api
