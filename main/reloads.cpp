#include "main/reloads.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "base/catch_all.hpp"
#include "base/hex16.hpp"
#include "base/quoted.hpp"
#include "main/first_decisions.hpp"
#include "main/log.hpp"
#include "main/signals.hpp"

namespace offpeak {
namespace {

using Verdict = api::ConfigurationVerdict;

std::string reason_of(const api::ConfigurationAnswer& answer) {
  switch (answer.verdict) {
    case Verdict::unchanged:
    case Verdict::ready:
      return {};
    case Verdict::unaccepted:
      return "bookings would change, and nobody has accepted that: " +
             std::to_string(answer.lines.size()) + " kinds of change, --accept-changes " +
             base::hex16(answer.changes.digest);
    case Verdict::refused:
      return "this cannot be accepted: " + answer.lines.front();
    case Verdict::mistaken:
      return "the files have mistakes";
    case Verdict::unknown:
      return answer.failure;
  }
  return {};
}

}  // namespace

Reloads::Reloads(const ServeOptions& options, const engine::Clock& clock,
                 std::shared_ptr<const CityFiles> files)
    : options_{options},
      clock_{clock},
      files_{std::move(files)},
      accepted_{options.accepted_changes} {
  status_.digest = scheduler::digest_of(files_->city);
  status_.in_force_since = clock_.now();
}

bool Reloads::ask(const api::ConfigurationQuestion& question, Reply reply) {
  {
    const std::scoped_lock lock{mutex_};
    if (question_ || !is_open_) return false;
    question_.emplace(question, std::move(reply));
  }
  ask_to_answer();
  return true;
}

api::ConfigurationStatus Reloads::status() const {
  const std::scoped_lock lock{mutex_};
  return status_;
}

void Reloads::open(engine::Engine& engine) {
  engine_ = &engine;
  const std::scoped_lock lock{mutex_};
  is_open_ = true;
}

void Reloads::close() {
  std::optional<Question> question;
  {
    const std::scoped_lock lock{mutex_};
    is_open_ = false;
    question.swap(question_);
  }
  engine_ = nullptr;
  if (!question) return;
  question->reply(
      {.verdict = Verdict::unknown, .failure = "the server is ending, or changes over"});
}

/// The question stays until it is answered, so that no other one is taken meanwhile.
void Reloads::answer() {
  std::optional<Question> question;
  {
    const std::scoped_lock lock{mutex_};
    if (!question_) return;
    question.emplace(*question_);
  }
  auto answer = base::catch_all([&] { return look(question->asked); });
  if (!answer)
    answer = api::ConfigurationAnswer{.verdict = Verdict::unknown, .failure = answer.error().what};
  if (answer->verdict == Verdict::ready && !question->asked.is_dry_run) {
    next_ = read_;
    next_accepted_ = question->asked.accepted;
  }
  {
    const std::scoped_lock lock{mutex_};
    question_.reset();
  }
  question->reply(*answer);
}

void Reloads::reread() {
  const auto looked = base::catch_all([this] { return look({}); });
  if (!looked) return note(false, looked.error().what);
  const auto& answer = *looked;
  log_diagnostics(answer.diagnostics);
  if (answer.verdict == Verdict::unchanged) return;
  if (answer.verdict != Verdict::ready) {
    for (const auto& line : answer.lines) {
      spdlog::warn("event=configuration_change what={}", base::quoted(line));
    }
    return note(false, reason_of(answer));
  }
  next_ = read_;
  next_accepted_.reset();
}

void Reloads::follow(std::uint64_t leaders) {
  if (leaders == 0 || leaders == leaders_) return;
  leaders_ = leaders;
  if (leaders == scheduler::digest_of(files_->city)) return;
  const auto read = read_city_files(options_.config);
  if (read.files && scheduler::digest_of(read.files->city) == leaders) {
    next_ = read.files;
    next_accepted_.reset();
    return;
  }
  spdlog::warn(
      "event=configuration_differs remedy=\"give this server the leader's files and send it "
      "SIGHUP, "
      "or have it take over with its own by a step-down\"");
}

api::ConfigurationAnswer Reloads::look(const api::ConfigurationQuestion& question) {
  auto read = read_city_files(options_.config);
  api::ConfigurationAnswer answer{.diagnostics = std::move(read.diagnostics)};
  read_ = std::move(read.files);
  if (!read_) {
    answer.verdict = Verdict::mistaken;
    return answer;
  }
  answer.city = {read_, &read_->city};
  if (read_->digest == files_->digest) {
    answer.verdict = Verdict::unchanged;
    return answer;
  }
  answer.verdict = compare(question, answer);
  return answer;
}

/// As the start with these files will.
Verdict Reloads::compare(const api::ConfigurationQuestion& question,
                         api::ConfigurationAnswer& answer) const {
  if (read_->city.key != files_->city.key) {
    answer.changes.changes = {{.kind = scheduler::ChangeKind::other_city, .count = 1}};
    answer.lines = {"the files are another city's"};
    return Verdict::refused;
  }
  if (const auto found = find_changes(answer); found != Verdict::ready) return found;
  answer.lines = lines_of(answer.changes, read_->city);
  if (answer.changes.is_refused()) return Verdict::refused;
  return answer.changes.is_accepted_by(question.accepted) ? Verdict::ready : Verdict::unaccepted;
}

/// A start would have less patience with a clock or a store than a server that runs already.
Verdict Reloads::find_changes(api::ConfigurationAnswer& answer) const {
  const auto unknown = [&](std::string why) {
    answer.failure = std::move(why);
    return Verdict::unknown;
  };
  if (clock_.has_jumped()) return unknown("the clock is not believed");
  if (engine_ == nullptr || engine_->is_interrupted()) return unknown("the store does not answer");
  std::string trouble;
  const bool is_seen = engine_->examine([&](const scheduler::State& state) {
    const auto found = base::catch_all(
        [&] { return changes_by(state, read_->city, std::max(clock_.now(), state.last_at())); });
    if (found) answer.changes = *found;
    if (!found) trouble = found.error().what;
  });
  if (!is_seen) return unknown("the engine has ended");
  return trouble.empty() ? Verdict::ready : unknown(trouble);
}

void Reloads::turn() {
  turned_at_ = std::chrono::steady_clock::now();
  former_ = std::exchange(files_, std::exchange(next_, nullptr));
  accepted_ = next_accepted_;
  is_another_ = true;
}

void Reloads::settle() {
  if (!former_) return;
  former_.reset();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - turned_at_);
  note(true, {});
  spdlog::info("event=reloaded digest={} milliseconds={}",
               base::hex16(scheduler::digest_of(files_->city)), took.count());
}

bool Reloads::turn_back(const std::string& reason) {
  if (!former_) return false;
  files_ = std::exchange(former_, nullptr);
  accepted_.reset();
  note(false, reason);
  return true;
}

void Reloads::give_up() {
  next_.reset();
  former_.reset();
}

void Reloads::note(bool is_in_force, const std::string& reason) {
  if (!is_in_force) spdlog::error("event=reload_refused reason={}", base::quoted(reason));
  const auto now = clock_.now();
  const std::scoped_lock lock{mutex_};
  status_.last_reload = {.at = now, .is_in_force = is_in_force, .reason = reason};
  if (!is_in_force) return;
  status_.digest = scheduler::digest_of(files_->city);
  status_.in_force_since = now;
}

}  // namespace offpeak
