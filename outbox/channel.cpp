#include "outbox/channel.hpp"

#include <openssl/crypto.h>
#include <pthread.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "base/catch_all.hpp"
#include "outbox/backlog.hpp"
#include "outbox/delivery.hpp"
#include "outbox/gone_mark.hpp"
#include "outbox/notes.hpp"

namespace offpeak::outbox {
namespace {

namespace asio = boost::asio;
namespace s = scheduler;
using std::chrono::milliseconds;

/// The engine, when it takes no command, is asked again after this long.
constexpr milliseconds engine_retry{20};
/// The cookie of settlements; that of a question is the number of its announcement.
constexpr std::uint64_t settlement_cookie = ~std::uint64_t{0};
/// Status codes with a meaning of their own here.
constexpr int status_gone = 410;

std::int64_t real_now_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string describe(const Attempt& attempt) {
  if (attempt.end != Attempt::End::answered) return attempt.error;
  return "answered " + std::to_string(attempt.status);
}

}  // namespace

class Channel::Work {
 public:
  Work(engine::Engine& engine, const config::City& city, ChannelOptions options, std::size_t index,
       Tally& tally, ChannelLog log)
      : engine_{engine},
        city_{city},
        options_{std::move(options)},
        index_{index},
        tally_{tally},
        gone_mark_{options_.gone_mark, options_.endpoint.url()},
        // An exception while a failure is reported must not stop the messages that have not failed.
        log_{[log = std::move(log)](const std::string& what) {
          (void)base::catch_all([&] { log(what); });
        }} {
    if (options_.trusted_certificates.empty()) {
      tls_.set_default_verify_paths();
    } else {
      tls_.load_verify_file(options_.trusted_certificates);
    }
    status_.name = options_.name;
    port_ = &engine_.add_port([this] { asio::post(io_, [this] { drain_port(); }); });
  }
  ~Work() {
    stop();
    for (auto& key : options_.keys) OPENSSL_cleanse(key.data(), key.size());
  }

  void remember();
  void take_over(const Numbered& pending);
  void switch_on();
  void start();
  void take(std::span<const Numbered> announcements);
  void stop();
  void enable();
  Status status() const;

 private:
  void run();
  void take_incoming();
  void put_in_line(const Numbered& one, Moment now);
  void fall_behind();
  void drain_port();
  void submit_settlements();
  void pump();
  void ask(std::uint64_t number);
  void put_off(std::uint64_t number);
  void send(std::uint64_t number, const Subject& subject);
  void try_to_send(std::uint64_t number, const Subject& subject);
  void finish(std::uint64_t number, const Attempt& attempt);
  bool end(const Numbered& one, const MessageId& id, s::Settlement how);
  void settle(const Numbered& one, s::Settlement how);
  void note(std::uint64_t number, const Note& note);
  void tidy_notes();
  void postpone(std::uint64_t number, const Attempt& attempt);
  void disable(std::uint64_t number);
  void set_disabled(bool is_gone, bool is_behind);
  void bury(std::uint64_t number, const Attempt& attempt);
  void note_failure(std::uint64_t number, const Attempt& attempt);
  void publish();
  void wake_later(Moment now);
  void wake_at(Moment at);
  Moment opens_at() const;
  bool may_send(Moment now) const;
  milliseconds back_off(unsigned failures);
  milliseconds rest_of(std::chrono::seconds wanted) const;

  engine::Engine& engine_;
  const config::City& city_;
  ChannelOptions options_;
  const std::size_t index_;
  Tally& tally_;
  const GoneMark gone_mark_;
  const std::function<void(const std::string&)> log_;
  engine::Port* port_ = nullptr;

  // The sender's thread.
  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  asio::steady_timer timer_{io_};
  Backlog backlog_;
  Notes notes_{options_.notes, options_.endpoint.url()};
  std::deque<Settled> settlements_;  // not put on the ring so far
  std::vector<std::shared_ptr<Delivery>> idle_;
  std::size_t under_way_ = 0;
  // An endpoint that cannot be reached is tried with one delivery at a time, with rests in between.
  unsigned unreachable_ = 0;  // times in a row
  Moment rests_until_{};
  Moment asked_until_{};    // the endpoint wants to be left alone so long
  bool is_gone_ = false;    // it wants no more
  bool is_behind_ = false;  // it lags too far behind the others
  std::minstd_rand chance_{std::random_device{}()};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::vector<Numbered> incoming_;
  Status status_;
};

// ---- from the engine ----------------------------------------------------------------------------

void Channel::Work::remember() {
  set_disabled(gone_mark_.is_set(), false);
  notes_.read();
  for (const auto& [number, note] : notes_.all()) {
    tally_.restore(index_, number, note.id, note.how);
  }
}

void Channel::Work::take_over(const Numbered& pending) {
  if (const auto noted = notes_.find(pending.number, pending.announcement)) {
    end(pending, id_of(pending.announcement), *noted);
  } else {
    put_in_line(pending, std::chrono::steady_clock::now());
  }
}

/// Changes nothing when it is on. The ring is empty before the engine leads.
void Channel::Work::switch_on() {
  s::Command command;
  command.body = s::SwitchOutbox{true};
  OFFPEAK_ASSERT(engine_.submit(*port_, command, settlement_cookie) == engine::Push::claimed);
}

void Channel::Work::start() {
  tidy_notes();
  publish();
  guard_.emplace(io_.get_executor());
  asio::post(io_, [this] { pump(); });
  thread_ = std::thread{[this] { run(); }};
}

void Channel::Work::run() {
  pthread_setname_np(pthread_self(), "outbox");
  bool failed = false;
  for (;;) {
    const auto ran = base::catch_all([&] {
      if (std::exchange(failed, false)) wake_at(std::chrono::steady_clock::now() + back_off(0));
      io_.run();
    });
    if (ran) return;
    failed = true;
    log_("its thread failed: " + ran.error().what);
  }
}

void Channel::Work::take(std::span<const Numbered> announcements) {
  if (announcements.empty()) return;
  bool was_empty = false;
  {
    const std::lock_guard lock{mutex_};
    was_empty = incoming_.empty();
    incoming_.insert(incoming_.end(), announcements.begin(), announcements.end());
  }
  if (was_empty) {
    asio::post(io_, [this] {
      take_incoming();
      pump();
    });
  }
}

void Channel::Work::take_incoming() {
  std::vector<Numbered> came;
  {
    const std::lock_guard lock{mutex_};
    came.swap(incoming_);
  }
  const Moment now = std::chrono::steady_clock::now();
  for (const auto& one : came) put_in_line(one, now);
}

/// While it is behind, only a dead letter of its own comes here, which then is one again.
void Channel::Work::put_in_line(const Numbered& one, Moment now) {
  if (is_behind_) return settle(one, s::Settlement::unreachable);
  if (const auto dropped = backlog_.add(one.number, one.announcement, now)) tally_.drop(*dropped);
  if (backlog_.size() > options_.pending_max) fall_behind();
}

/// What waits here is remembered for the others, so there is a bound to it. The last endpoint that
/// takes anything has no others: the engine's own bound is enough.
void Channel::Work::fall_behind() {
  const auto settled = tally_.leave(index_);
  if (!settled) return;
  settlements_.insert(settlements_.end(), settled->begin(), settled->end());
  const auto missed = backlog_.size();
  backlog_ = {};
  set_disabled(is_gone_, true);
  {
    const std::lock_guard lock{mutex_};
    status_.missed += missed;
  }
  log_("the endpoint is disabled, because it is too far behind: it misses " +
       std::to_string(missed));
}

void Channel::Work::stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    (void)base::catch_all([this] {
      submit_settlements();
    });  // a message whose settlement is not journaled is sent again
    io_.stop();
  });
  thread_.join();
}

void Channel::Work::drain_port() {
  // The outcome of a settlement does not matter: when the journal has failed the process ends, and
  // the next one delivers again.
  port_->drain([this](const engine::Completion& completion) {
    if (completion.cookie == settlement_cookie) return;
    if (!backlog_.contains(completion.cookie)) {  // it has fallen behind meanwhile
      --under_way_;
      return;
    }
    if (completion.failed) return put_off(completion.cookie);
    try_to_send(completion.cookie, subject_in(completion.reply));
  });
  pump();
}

void Channel::Work::submit_settlements() {
  bool submitted = false;
  while (!settlements_.empty()) {
    const auto [number, how] = settlements_.front();
    s::Command command;
    command.body = s::SettleAnnouncement{.number = number, .how = how};
    const auto push = engine_.submit(*port_, command, settlement_cookie);
    if (push == engine::Push::full) break;
    submitted = true;
    settlements_.pop_front();
  }
  if (submitted) engine_.kick();
}

// ---- to the endpoint ----------------------------------------------------------------------------

Moment Channel::Work::opens_at() const {
  return unreachable_ == 0 ? asked_until_ : std::max(asked_until_, rests_until_);
}

bool Channel::Work::may_send(Moment now) const {
  if (is_gone_ || is_behind_) return false;
  return now >= opens_at() && under_way_ < (unreachable_ == 0 ? deliveries_max : 1);
}

void Channel::Work::pump() {
  submit_settlements();
  const Moment now = std::chrono::steady_clock::now();
  while (may_send(now)) {
    const auto number = backlog_.take(now);
    if (!number) break;
    ask(*number);
  }
  publish();
  wake_later(now);
}

/// `now` is the moment up to which everything was sent that may be.
void Channel::Work::wake_later(Moment now) {
  constexpr Moment never = Moment::max();
  Moment at = now < opens_at() ? opens_at() : backlog_.next_due().value_or(never);
  if (backlog_.size() == 0 || is_gone_ || is_behind_) at = never;
  if (under_way_ > 0 && unreachable_ > 0) at = never;  // its end wakes this thread
  if (!settlements_.empty()) at = std::min(at, now + engine_retry);
  if (at == never) {
    timer_.cancel();
  } else {
    wake_at(at);
  }
}

void Channel::Work::wake_at(Moment at) {
  timer_.expires_at(at);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) pump();
  });
}

/// What it is about is known to the engine alone; `drain_port` has its answer.
void Channel::Work::ask(std::uint64_t number) {
  ++under_way_;
  const auto question = question_about(backlog_.entry(number).announcement);
  if (!question) return try_to_send(number, {});
  s::Command command;
  command.body = *question;
  if (engine_.submit(*port_, command, number) != engine::Push::claimed) return put_off(number);
  engine_.kick();
}

void Channel::Work::put_off(std::uint64_t number) {
  --under_way_;
  backlog_.put_back(number, std::chrono::steady_clock::now() + engine_retry, false);
}

void Channel::Work::try_to_send(std::uint64_t number, const Subject& subject) {
  const auto sent = base::catch_all([&] { send(number, subject); });
  if (sent) return;
  --under_way_;
  finish(number, {.end = Attempt::End::not_sent, .error = sent.error().what});
}

void Channel::Work::send(std::uint64_t number, const Subject& subject) {
  const auto& announcement = backlog_.entry(number).announcement;
  Request request{.id = text_of(id_of(announcement)),
                  .timestamp = std::to_string(real_now_ms() / 1000),
                  .signature = {},
                  .body = body_of(city_, announcement, subject)};
  request.signature = signatures_of(options_.keys, request.id, request.timestamp, request.body);
  std::shared_ptr<Delivery> delivery;
  if (idle_.empty()) {
    delivery = make_delivery(io_, tls_, options_.endpoint);
  } else {
    delivery = std::move(idle_.back());
    idle_.pop_back();
  }
  // A delivery that is given up half-way keeps this function: it must not keep the delivery.
  delivery->send(std::move(request), options_.answer_max,
                 [this, number, self = std::weak_ptr{delivery}](const Attempt& attempt) {
                   --under_way_;
                   idle_.push_back(self.lock());
                   finish(number, attempt);
                   pump();
                 });
}

void Channel::Work::finish(std::uint64_t number, const Attempt& attempt) {
  if (attempt.end != Attempt::End::unreachable) unreachable_ = 0;
  if (!backlog_.contains(number)) return;  // it has fallen behind meanwhile
  if (attempt.has_arrived()) {
    settle({number, backlog_.entry(number).announcement}, s::Settlement::delivered);
    backlog_.settle(number);
    const std::lock_guard lock{mutex_};
    ++status_.delivered;
    return;
  }
  note_failure(number, attempt);
  if (attempt.status == status_gone) return disable(number);
  const auto waited = std::chrono::steady_clock::now() - backlog_.entry(number).since;
  if (waited >= options_.given_up_after) return bury(number, attempt);
  postpone(number, attempt);
}

/// The engine is told when no other endpoint waits for it. Whether that is to be noted here.
bool Channel::Work::end(const Numbered& one, const MessageId& id, s::Settlement how) {
  const auto ended = tally_.settle(index_, one.number, id, how);
  if (!ended) return false;
  if (ended->settled) settlements_.push_back(*ended->settled);
  return ended->is_to_be_noted;
}

void Channel::Work::settle(const Numbered& one, s::Settlement how) {
  const MessageId id = id_of(one.announcement);
  if (end(one, id, how)) note(one.number, {.id = id, .how = how});
}

/// When it cannot be written, a restart sends it again.
void Channel::Work::note(std::uint64_t number, const Note& note) {
  if (const auto noted = notes_.add(number, note); !noted) log_(noted.error().message);
  if (notes_.is_long()) tidy_notes();
}

void Channel::Work::tidy_notes() {
  const auto kept = notes_.keep_if([this](std::uint64_t number, const Note& note) {
    return tally_.is_open(number) || tally_.dead_at(note.id).test(index_);
  });
  if (!kept) log_(kept.error().message);
}

/// Nothing is lost: what it did not take waits for `enable`, or for a start with another address.
void Channel::Work::disable(std::uint64_t number) {
  backlog_.put_back(number, std::chrono::steady_clock::now(), false);
  if (is_gone_) return;  // several were under way
  set_disabled(true, is_behind_);
  log_("the endpoint is disabled, because it answered 410");
  if (const auto marked = gone_mark_.set(); !marked) log_(marked.error().message);
}

void Channel::Work::set_disabled(bool is_gone, bool is_behind) {
  is_gone_ = is_gone;
  is_behind_ = is_behind;
  const std::lock_guard lock{mutex_};
  status_.is_gone = is_gone;
  status_.is_behind = is_behind;
}

void Channel::Work::enable() {
  asio::post(io_, [this] {
    set_disabled(false, false);
    tally_.join(index_);
    if (const auto cleared = gone_mark_.clear(); !cleared) log_(cleared.error().message);
    pump();
  });
}

void Channel::Work::postpone(std::uint64_t number, const Attempt& attempt) {
  const Moment now = std::chrono::steady_clock::now();
  if (attempt.end == Attempt::End::unreachable) {
    rests_until_ = now + back_off(unreachable_++);
    return backlog_.put_back(number, rests_until_, false);
  }
  Moment at = now + back_off(backlog_.entry(number).failures);
  if (attempt.retry_after) {
    asked_until_ = std::max(asked_until_, now + rest_of(*attempt.retry_after));
    at = std::max(at, asked_until_);
  }
  backlog_.put_back(number, at, true);
}

milliseconds Channel::Work::rest_of(std::chrono::seconds wanted) const {
  return std::min<milliseconds>(wanted, options_.retry_after_max);
}

milliseconds Channel::Work::back_off(unsigned failures) {
  constexpr unsigned doublings_max = 20;
  const auto whole = std::min(options_.back_off_max,
                              options_.back_off_first * (1 << std::min(failures, doublings_max)));
  std::uniform_int_distribution<milliseconds::rep> less{0, whole.count() / 2};
  return whole - milliseconds{less(chance_)};
}

void Channel::Work::bury(std::uint64_t number, const Attempt& attempt) {
  log_("webhook " + text_of(id_of(backlog_.entry(number).announcement)) + " is given up");
  const bool answered = attempt.end == Attempt::End::answered;
  settle({number, backlog_.entry(number).announcement},
         answered ? s::Settlement::refused : s::Settlement::unreachable);
  backlog_.settle(number);
  const std::lock_guard lock{mutex_};
  ++status_.dead;
}

void Channel::Work::note_failure(std::uint64_t number, const Attempt& attempt) {
  const std::string error = describe(attempt);
  log_("webhook " + text_of(id_of(backlog_.entry(number).announcement)) + ": " + error);
  const std::lock_guard lock{mutex_};
  ++status_.failed_attempts;
  status_.last_error = error;
  status_.last_error_at_ms = real_now_ms();
}

// ---- for whoever asks ---------------------------------------------------------------------------

void Channel::Work::publish() {
  const std::lock_guard lock{mutex_};
  status_.pending = backlog_.size();
  status_.oldest_at_ms = backlog_.oldest_at_ms();
}

Status Channel::Work::status() const {
  const std::lock_guard lock{mutex_};
  return status_;
}

Channel::Channel(engine::Engine& engine, const config::City& city, ChannelOptions options,
                 std::size_t index, Tally& tally, ChannelLog log)
    : work_{
          std::make_unique<Work>(engine, city, std::move(options), index, tally, std::move(log))} {}
Channel::~Channel() = default;
void Channel::remember() { work_->remember(); }
void Channel::take_over(const Numbered& pending) { work_->take_over(pending); }
void Channel::switch_on() { work_->switch_on(); }
void Channel::start() { work_->start(); }
void Channel::take(std::span<const Numbered> announcements) { work_->take(announcements); }
void Channel::stop() { work_->stop(); }
void Channel::enable() { work_->enable(); }
Status Channel::status() const { return work_->status(); }

}  // namespace offpeak::outbox
