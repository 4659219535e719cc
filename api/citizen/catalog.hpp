// Halls and services, as the API lists them.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "api/newest_board.hpp"
#include "api/news.hpp"
#include "api/public_page.hpp"
#include "api/route.hpp"
#include "config/city.hpp"

namespace offpeak::api {

void list_halls(Exchange& exchange, Resources& resources);
void get_hall(Exchange& exchange, Resources& resources);
void list_services(Exchange& exchange, Resources& resources);

inline constexpr std::array catalog_routes{
    Route{http::Method::get, "/v1/halls", Access::anyone, Audience::everyone, Limits::reading,
          list_halls},
    Route{http::Method::get, "/v1/halls/{hall}", Access::anyone, Audience::everyone,
          Limits::reading, get_hall},
    Route{http::Method::get, "/v1/services", Access::anyone, Audience::everyone, Limits::reading,
          list_services},
};

/// The pages of one thread, kept for a minute: halls open and close at whole minutes, and levels
/// are looked at once in each. What is closed or told shows at once.
class CatalogPages {
 public:
  CatalogPages(const config::City& city, const engine::Bulletin& bulletin);

  PublicPage& services() { return services_; }
  PublicPage& halls(config::Instant now, const BoardOf& board_of);
  /// `hall` is one of the city's.
  PublicPage& hall(const config::Hall& hall, config::Instant now, const BoardOf& board_of);

 private:
  struct OfMinute {
    PublicPage page;
    std::optional<std::chrono::sys_time<std::chrono::minutes>> minute;
    std::uint64_t news = 0;  // NewestNews::generation
  };
  template <class Render>
  PublicPage& current(OfMinute& kept, config::Instant now, const Render& render) const;

  const config::City& city_;
  const NewestNews news_;
  PublicPage services_;
  OfMinute halls_;
  std::vector<OfMinute> hall_pages_;  // in the city's order
};

/// `{"halls": […]}` with the hours of the day of `now`, and the levels of the boards.
std::string render_halls(const config::City& city, config::Instant now, const BoardOf& board_of,
                         const engine::News& news = {});
std::string render_hall(const config::City& city, const config::Hall& hall, config::Instant now,
                        const BoardOf& board_of, const engine::News& news = {});
/// `{"services": […]}`
std::string render_services(const config::City& city);

}  // namespace offpeak::api
