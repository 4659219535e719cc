// The application on one I/O thread: authenticates, limits, validates, and turns requests into
// commands; turns completions into replies.
//
// Lives on one thread. Shares only what service.hpp says may be shared.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "api/board_streams.hpp"
#include "api/bodies.hpp"
#include "api/http/server.hpp"
#include "api/router.hpp"
#include "api/security/digest.hpp"
#include "api/security/token_cache.hpp"
#include "api/service.hpp"
#include "api/simulation_streams.hpp"
#include "api/slots.hpp"
#include "base/catch_all.hpp"

namespace offpeak::api {

/// One of the server's listeners: whom it serves, and where the metrics of its threads begin in
/// Service::metrics.
struct Listener {
  Audience audience = Audience::staff;
  unsigned first_thread = 0;
};

class App final : public http::Handler {
 public:
  App(Service& service, http::IoThread& io, Listener listener = {});

  void handle(const http::Request& request, http::ReplyTo reply_to) override;
  http::Response failure(int status) override;
  void stream_over(http::ReplyTo to) override;
  void tick() override;
  void stopping() override;
  void on_exception(std::string_view what) override;

  /// Replies to what the engine has finished, and sends on the boards it has made. On this thread;
  /// the engine's wake-up posts it.
  void drain();

 private:
  using Moment = std::chrono::steady_clock::time_point;

  /// How a completed command is shown.
  enum class Show : std::uint8_t {
    appointment,
    nothing,
    calendar,
    qr,
    waitlist,
    list,
    ticket,         // as its holder sees it
    issued_ticket,  // as the kiosk prints it
    call,           // {"ticket": …}, or 204 when nobody waits
    audit,
    report,
    report_csv,
  };

  /// A request being handled.
  struct Context {
    const http::Request& request;
    http::ReplyTo reply_to;
    const Route& route;
    PathParameters parameters;
    Moment began;
    config::Instant now;       // of the halls; may be a demonstration clock's
    config::Instant real_now;  // of tokens and request limits
    std::optional<security::Principal> principal{};

    scheduler::Role role() const {
      return principal ? principal->caller.role : scheduler::Role::anyone;
    }
  };

  /// The request's name in the logs, kept without an allocation.
  struct RequestName {
    std::array<char, http::request_id_chars_max> chars;
    std::uint8_t size = 0;
    std::string_view text() const { return {chars.data(), size}; }
  };
  static RequestName name_of(const http::Request& request);

  /// A request whose command is under way; its place in `pending_` is the command's cookie.
  struct Pending {
    http::ReplyTo reply_to;
    const Route* route = nullptr;
    Moment began;
    RequestName name;
    int status = 200;
    Show show = Show::nothing;
    std::uint32_t next_free = 0;
  };

  /// Runs what answers a request. An exception ends here: the reply is 500, and the log says why.
  template <class Whom, class Work>
  void answer(const Whom& whom, const Work& work) {
    if (const auto done = base::catch_all(work); !done) reply(whom, done.error());
  }
  void dispatch(Context& context);
  std::optional<Problem> admit(Context& context);
  std::optional<Problem> authenticate(Context& context);
  std::optional<Problem> check_access(const Context& context) const;
  std::optional<Problem> check_hall(const Context& context) const;
  std::optional<Problem> check_limits(const Context& context);

  // routes_public.cpp
  void list_halls(const Context& context);
  void get_hall(const Context& context);
  void list_services(const Context& context);
  void list_slots(const Context& context);
  void create_token(const Context& context);
  // routes_booking.cpp
  void create_hold(const Context& context);
  void release_hold(const Context& context);
  void create_appointment(const Context& context);
  void get_appointment(const Context& context, Show show);
  void reschedule(const Context& context);
  void cancel(const Context& context);
  void join_waitlist(const Context& context);
  void get_waitlist(const Context& context);
  void leave_waitlist(const Context& context);
  void list_my_appointments(const Context& context);
  // routes_hall.cpp
  void get_ticket(const Context& context);
  void leave_ticket(const Context& context);
  void check_in(const Context& context);
  void take_ticket(const Context& context);
  void at_counter(const Context& context);
  Checked<scheduler::CommandBody> counter_command(const Context& context, scheduler::HallCode hall,
                                                  scheduler::CounterNumber counter) const;
  std::optional<scheduler::HallCode> find_hall(const Context& context) const;
  // routes_board.cpp
  void look_at_boards();
  std::optional<std::uint32_t> find_board(const Context& context);
  void get_board(const Context& context);
  void watch_board(const Context& context);
  void watch_city(const Context& context);
  void report_stream(const Context& context, http::StreamStart start);
  // routes_reports.cpp
  void daily_report(const Context& context);
  // routes_simulations.cpp
  void listen_to_simulations();
  void look_at_simulations();
  loadtest::JobManager* find_simulations(const Context& context);
  std::optional<loadtest::Job> find_simulation(const Context& context);
  void create_simulation(const Context& context);
  void show(const Pending& pending, const loadtest::Submission& submission);
  void list_simulations(const Context& context);
  void get_simulation(const Context& context);
  void get_simulation_page(const Context& context);
  void watch_simulation(const Context& context);
  void remove_simulation(const Context& context);
  /// For a reply that comes by another way than the engine.
  static Pending later(const Context& context);
  /// Any thread. Runs what answers `pending` on this one.
  template <class Work>
  void answer_later(const Pending& pending, Work work) {
    io_.post([this, pending, work = std::move(work)] { answer(pending, work); });
  }
  Checked<std::string> make_page(const std::optional<std::string>& results) const;
  // routes_webhooks.cpp
  void list_webhooks(const Context& context);
  // routes_operations.cpp
  void get_health(const Context& context);
  void get_readiness(const Context& context);
  void get_metrics(const Context& context);
  void list_audit(const Context& context);
  void step_down(const Context& context);
  void get_file(const Context& context);

  BodyContext body_context(const Context& context) {
    return {service_.city, keyer_, config::date_of(context.now)};
  }
  /// Sends a command on its way, or says why not.
  std::optional<Problem> refuse_now(const scheduler::CommandBody& body) const;
  void submit(const Context& context, const scheduler::CommandBody& body, int status, Show show);
  std::optional<Problem> read_idempotency(const Context& context, scheduler::Idempotency& out);
  void finish(const Pending& pending, engine::Completion& completion);
  void show(const Pending& pending, const scheduler::Reply& reply);

  void reply(const Context& context, int status, std::string_view content_type,
             std::string_view body, std::string_view headers = {});
  void reply(const Context& context, const Problem& problem);
  void reply(const Pending& pending, const Problem& problem);
  void reply(const Context& context, const base::Thrown& thrown);
  void reply(const Pending& pending, const base::Thrown& thrown);
  void reply(const Pending& pending, int status, std::string_view content_type,
             std::string_view body, std::string_view headers);
  void send(http::ReplyTo to, const Route& route, Moment began, std::string_view request_id,
            const http::Response& response);
  void count_reply(const Route& route, Moment began, std::string_view request_id, int status);
  http::Response response_of(const Problem& problem);

  Service& service_;
  http::IoThread& io_;
  engine::Port& port_;
  ThreadMetrics& metrics_;
  const Audience audience_;
  security::TokenCache tokens_;
  security::CitizenKeyer keyer_;
  security::Digester digester_;
  SlotsPage slots_;
  BoardStreams boards_;
  SimulationStreams simulations_;
  std::vector<Pending> pending_;
  std::uint32_t free_ = 0;    // first free place of pending_
  std::string problem_text_;  // of the last problem sent
  std::string problem_headers_;
};

}  // namespace offpeak::api
