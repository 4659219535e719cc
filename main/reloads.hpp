// Which configuration is in force, and which one is to follow it without a restart of the process:
// on SIGHUP, when an administrator asks for it or, on a standby, when the leader has changed its
// own. What follows is checked first, and put in force by a start of everything but the listening
// sockets, the lease and the clock (serve.cpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/configuration_desk.hpp"
#include "main/city_files.hpp"
#include "main/serve_options.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak {

/// One thread, but for the members of ConfigurationDesk.
class Reloads final : public api::ConfigurationDesk {
 public:
  /// Both must outlive it.
  Reloads(const ServeOptions& options, const engine::Clock& clock,
          std::shared_ptr<const CityFiles> files);

  bool ask(const api::ConfigurationQuestion& question, Reply reply) override;
  api::ConfigurationStatus status() const override;

  /// Those to serve with.
  const CityFiles& files() const { return *files_; }
  /// The digest of the changes that may come of them.
  std::optional<std::uint64_t> accepted_changes() const { return accepted_; }
  /// Whether files other than those of the start are served with.
  bool is_another() const { return is_another_; }

  /// Questions are taken from here on, and answered by the state that `engine` leads or follows.
  void open(engine::Engine& engine);
  /// No more: those who ask, and who has asked, are told to ask again. Whoever replies to them may
  /// go after that.
  void close();
  /// After ConfigurationDesk::ask: answers it.
  void answer();
  /// What the files say is to be in force, unless bookings would be changed by it.
  void reread();
  /// A standby: `leaders` is the digest of the leader's configuration, or 0. When the files of this
  /// server say the same by now, they are to be in force here too.
  void follow(std::uint64_t leaders);

  /// Whether other files are to be served with: then the present parts are to end.
  bool is_due() const { return next_ != nullptr; }
  /// Whether other parts come behind the present ones, with these files or the former.
  bool go_on() const { return is_due() || former_ != nullptr; }
  /// The present parts have ended.
  void turn();
  /// The new parts serve.
  void settle();
  /// The new parts could not begin: the former files are served with again. False when there are
  /// none.
  bool turn_back(const std::string& reason);
  /// The process is to end: nothing comes behind the present parts.
  void give_up();

 private:
  struct Question {
    api::ConfigurationQuestion asked;
    Reply reply;
  };

  api::ConfigurationAnswer look(const api::ConfigurationQuestion& question);
  api::ConfigurationVerdict compare(const api::ConfigurationQuestion& question,
                                    api::ConfigurationAnswer& answer) const;
  api::ConfigurationVerdict find_changes(api::ConfigurationAnswer& answer) const;
  void note(bool is_in_force, const std::string& reason);

  const ServeOptions& options_;
  const engine::Clock& clock_;
  engine::Engine* engine_ = nullptr;  // while open
  std::shared_ptr<const CityFiles> files_;
  std::shared_ptr<const CityFiles> former_;  // until the present ones have proved good
  std::shared_ptr<const CityFiles> next_;
  std::shared_ptr<const CityFiles> read_;  // by the last look
  std::optional<std::uint64_t> accepted_;
  std::optional<std::uint64_t> next_accepted_;
  std::uint64_t leaders_ = 0;  // that was last looked at
  bool is_another_ = false;
  std::chrono::steady_clock::time_point turned_at_;

  mutable std::mutex mutex_;  // of all below
  bool is_open_ = false;
  std::optional<Question> question_;
  api::ConfigurationStatus status_;
};

}  // namespace offpeak
