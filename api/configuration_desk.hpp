// Where administrators ask for another configuration, and what they are told. The files are read,
// and the change is made, by whoever runs the process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "config/diagnostic.hpp"
#include "scheduler/reports/configuration_changes.hpp"

namespace offpeak::api {

enum class ConfigurationVerdict : std::uint8_t {
  unchanged,   // the files say what is in force
  ready,       // nothing of what is booked changes, or what does was accepted
  unaccepted,  // something changes, and nobody has accepted that
  refused,     // it cannot be accepted
  mistaken,    // the files have mistakes
  unknown,     // why, is in `failure`
};

struct ConfigurationQuestion {
  bool is_dry_run = false;
  /// The digest of changes that are accepted.
  std::optional<std::uint64_t> accepted{};
};

struct ConfigurationAnswer {
  ConfigurationVerdict verdict{};
  std::vector<config::Diagnostic> diagnostics{};
  std::shared_ptr<const config::City> city{};  // of the files; null: they have mistakes
  scheduler::ConfigurationChanges changes{};
  std::vector<std::string> lines{};  // of `changes`, for people
  std::string failure{};             // why nothing is known
};

/// The last time that the configuration was to change.
struct ReloadOutcome {
  config::Instant at{};
  bool is_in_force = false;
  std::string reason{};  // why it is not
};

struct ConfigurationStatus {
  std::uint64_t digest = 0;  // scheduler::digest_of
  config::Instant in_force_since{};
  std::optional<ReloadOutcome> last_reload{};
};

/// Any thread.
class ConfigurationDesk {
 public:
  using Reply = std::function<void(const ConfigurationAnswer&)>;

  virtual ~ConfigurationDesk() = default;

  /// `reply` is called once, on another thread, before the asker's server ends. Unless it was a dry
  /// run, what is `ready` takes effect soon after that. False, and no reply: another question is
  /// being answered, or the server is about to end.
  virtual bool ask(const ConfigurationQuestion& question, Reply reply) = 0;
  virtual ConfigurationStatus status() const = 0;
};

}  // namespace offpeak::api
