#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include <unistd.h>

#include "api/security/identity.hpp"
#include "api/security/tokens.hpp"
#include "main/commands.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak {
namespace {

constexpr std::size_t line_chars_max = 64;

struct TokenArguments {
  std::string role;
  std::string hall;
  std::string id_type = "resident";
  std::string id_number;
  std::string name = "command-line";
  std::string issuer{security::own_issuer};
  std::string keys = "var/keys";
  std::string lifetime = "8h";
  bool show_actor = false;
};

int refuse(const std::string& what) {
  std::cerr << "offpeak token: " << what << '\n';
  return exit_usage;
}

/// "90s", "15m", "8h", "30d".
std::optional<std::chrono::seconds> parse_duration(const std::string& text) {
  constexpr long count_max = 1'000'000;
  std::size_t digits = 0;
  long count = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && count < count_max) {
    count = count * 10 + (text[digits++] - '0');
  }
  if (digits == 0 || digits + 1 != text.size() || count > count_max) return std::nullopt;
  switch (text.back()) {
    case 's':
      return std::chrono::seconds{count};
    case 'm':
      return std::chrono::minutes{count};
    case 'h':
      return std::chrono::hours{count};
    case 'd':
      return std::chrono::days{count};
    default:
      return std::nullopt;
  }
}

/// Nothing when the text is no hall; hall 0 when there is no text.
std::optional<scheduler::HallCode> parse_hall(const std::string& text) {
  return text.empty() ? scheduler::HallCode{} : scheduler::parse_hall(text);
}

int refuse_hall() { return refuse("--hall must be a hall's code of six digits"); }

/// Prints the actor under which the audit lists the holder's actions; needs no keys.
int show_actor(scheduler::Role role, const TokenArguments& arguments) {
  if (role == scheduler::Role::citizen) return refuse("the audit does not list citizens");
  const auto hall = parse_hall(arguments.hall);
  if (!hall) return refuse_hall();
  const auto actor = security::actor_of(role, arguments.name, arguments.issuer, *hall);
  std::cout << security::format_actor(actor) << '\n';
  return exit_done;
}

bool needs_hall(scheduler::Role role) {
  return role == scheduler::Role::staff || role == scheduler::Role::kiosk;
}

/// The number on the command line, which other accounts of the machine can see; or for "-", the
/// first line of standard input, read into memory that is zeroed.
base::Result<security::IdNumber, security::IdFault> read_number(const TokenArguments& arguments,
                                                                security::IdType type,
                                                                config::Instant now) {
  const auto today = config::date_of(now);
  if (arguments.id_number != "-") {
    return security::IdNumber::parse(type, arguments.id_number, today);
  }
  security::CleansedText<line_chars_max> line;
  std::size_t size = 0;
  while (size < line.text.size() && read(STDIN_FILENO, &line.text[size], 1) == 1 &&
         line.text[size] != '\n') {
    ++size;
  }
  return security::IdNumber::parse(type, {line.text.data(), size}, today);
}

int run(const TokenArguments& arguments) {
  const auto role = security::parse_role(arguments.role);
  if (!role) {
    return refuse("--role must be citizen, staff, kiosk, display, planner, admin or hotline");
  }
  if (arguments.show_actor) return show_actor(*role, arguments);
  if (needs_hall(*role) && arguments.hall.empty()) {
    return refuse("--hall is needed: " + arguments.role + " works in one hall");
  }
  const auto lifetime = parse_duration(arguments.lifetime);
  if (!lifetime) return refuse("--ttl must be a number with s, m, h or d, such as 8h");
  const auto keys = security::load_keys(arguments.keys);
  if (!keys) {
    std::cerr << "offpeak token: " << keys.error().message << '\n';
    return exit_failed;
  }
  const auto now = engine::Clock::real_now();
  security::TokenRequest request;
  request.role = *role;
  if (*role == scheduler::Role::citizen) {
    const auto type = security::parse_id_type(arguments.id_type);
    if (!type) return refuse("--id-type must be resident, passport or one of the permits");
    const auto number = read_number(arguments, *type, now);
    if (!number) return refuse("--id-number: " + std::string{number.error().message});
    security::CitizenKeyer keyer{*keys};
    request.citizen = keyer.key(*number);
    if (!keyer.met().empty()) request.former = keyer.met().back().from;
    request.document = number->type();
  } else {
    request.name = arguments.name;
  }
  const auto hall = parse_hall(arguments.hall);
  if (!hall) return refuse_hall();
  request.hall = *hall;
  const auto token = security::issue_token(*keys, request, now, *lifetime);
  if (!token) return refuse("a token of this role cannot have these claims");
  std::cout << *token << '\n';
  return exit_done;
}

}  // namespace

Command add_token(CLI::App& app) {
  auto* parser = app.add_subcommand("token", "Makes a bearer token with the server's keys");
  auto arguments = std::make_shared<TokenArguments>();
  parser
      ->add_option("--role", arguments->role,
                   "citizen, staff, kiosk, display, planner, admin or hotline")
      ->required();
  parser->add_option(
      "--hall", arguments->hall,
      "the hall that a staff, kiosk or display is bound to; a must for the first two");
  parser->add_option("--id-type", arguments->id_type, "of a citizen");
  parser->add_option("--id-number", arguments->id_number,
                     "of a citizen; - reads it from standard input, where nobody else sees it");
  parser->add_option("--name", arguments->name, "who holds it, for the audit; not of a citizen");
  parser->add_option("--issuer", arguments->issuer,
                     "with --show-actor: the issuer of the holder's tokens, as in issuers.json");
  parser->add_flag("--show-actor", arguments->show_actor,
                   "print no token but the 16 digits under which the audit lists who holds it; for "
                   "staff and kiosks with --hall, or without it for entries of before the audit "
                   "told halls apart");
  parser->add_option("--ttl", arguments->lifetime, "how long it is valid: 90s, 15m, 8h, 30d");
  parser->add_option("--keys", arguments->keys, "folder of the server's keys");
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
