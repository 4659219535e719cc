// What routes may use: of the process, shared by all I/O threads, and of the thread they run on.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/assistance_calls.hpp"
#include "api/http/gzip.hpp"
#include "api/in_flight.hpp"
#include "api/newest_board.hpp"
#include "api/news.hpp"
#include "api/replier.hpp"
#include "api/security/board_tickets.hpp"
#include "api/security/check_in_codes.hpp"
#include "api/security/digest.hpp"
#include "api/security/identity.hpp"
#include "api/security/keys.hpp"
#include "api/security/pace.hpp"
#include "api/security/rate_limit.hpp"
#include "api/security/revocation_keys.hpp"
#include "api/security/token_verifier.hpp"
#include "api/shared_origins.hpp"
#include "api/thread_metrics.hpp"
#include "api/told_names.hpp"
#include "api/watched_tokens.hpp"
#include "config/city.hpp"
#include "config/online_rules.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak::http {
class Server;
}
namespace offpeak::guide {
class Guide;
}
namespace offpeak::jobs {
class JobManager;
}
namespace offpeak::outbox {
class Sender;
}

namespace offpeak::api {

class BoardStreams;
class CatalogPages;
class ConfigurationDesk;
class SimulationStreams;
class SlotsPage;
class StaticFiles;

enum class Auth { demo, jwt };

enum class Phase : int { starting, ready, stopping };

/// What is known of the standby, when the store allows one.
struct Replication {
  /// Sequence up to which the standby has everything; negative: there is no standby.
  std::atomic<std::int64_t> standby_sequence{-1};
  /// Of the journal that this server writes; 0: it writes none yet, or its store has no epochs.
  std::atomic<std::uint64_t> epoch{0};
  /// Makes the process hand over to it. Any thread.
  std::function<void()> step_down;
};

/// What all I/O threads share. Everything here is constant, atomic, or says otherwise.
struct SharedResources {
  const config::City& city;
  engine::Engine& engine;
  const engine::Clock& clock;
  const security::Keys& keys;
  const security::IssuerBook& issuers;
  const StaticFiles& files;
  std::string store;                                    // Store::description()
  std::string may_lose{};                               // Store::what_may_be_lost()
  std::optional<std::filesystem::path> store_folder{};  // Store::folder()
  Auth auth = Auth::jwt;
  std::string public_url{};  // where citizens reach this server, no slash at its end; may be empty
  SharedOrigins origins{};   // whose pages may read what is published

  const config::OnlineRules* online_rules = nullptr;  // null: the city has none
  guide::Guide* guide = nullptr;                      // null: no forecasts are made

  security::RateLimiter addresses;
  security::RateLimiter readers;  // by address: what they cost
  security::RateLimiter citizens;
  security::RateLimiter bad_tokens;  // by address: tokens that were refused
  security::Pace numbers{};          // walk-ins' numbers, by the kiosk or clerk that takes them
  security::Pace wrong_codes{};      // and check-ins that find nobody
  AssistanceCalls assistance{};      // open calls for staff
  std::vector<std::unique_ptr<ThreadMetrics>>
      metrics;  // one per I/O thread, made before they start
  /// Named before the first of them starts; those that show metrics start last.
  std::vector<const http::Server*> listeners{};
  std::atomic<Phase> phase{Phase::starting};
  Replication replication{};
  ConfigurationDesk* configuration = nullptr;  // null: it cannot change while the process runs
  outbox::Sender* outbox = nullptr;            // null: nobody takes announcements
  /// Null: this server keeps no simulations. Stopped before the servers whose threads it calls are
  /// destroyed.
  jobs::JobManager* simulations = nullptr;
  std::string assets{};  // the folder with what the pages of simulations are made of
};

/// What one I/O thread has for its routes.
struct Resources {
  SharedResources& shared;
  const config::City& city;
  std::span<const Route> routes;  // the table that the routes are in
  engine::Port& port;
  ThreadMetrics& metrics;
  Replier replier;
  InFlight in_flight;
  security::TokenVerifier tokens;
  security::RevocationKeyer revocation_keyer;
  WatchedTokens watched_tokens;
  security::CitizenKeyer keyer;
  ToldNames told_names;
  security::Digester digester;
  security::BoardTickets board_tickets;
  security::CheckInCodes codes;
  http::GzipCompressor compressor;
  CatalogPages& catalog;
  SlotsPage& slots;
  BoardStreams& boards;
  BoardOf newest_board;
  NewestNews news;
  SimulationStreams& simulations;
};

}  // namespace offpeak::api
