#include "api/operations/configuration.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "api/configuration_desk.hpp"
#include "api/exchange.hpp"
#include "api/json_document.hpp"
#include "api/resources.hpp"
#include "base/hex16.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;
using s::ChangeKind;
using Verdict = ConfigurationVerdict;

std::string_view name_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::other_city:
      return "other_city";
    case ChangeKind::code_reused:
      return "code_reused";
    case ChangeKind::hall_renamed:
      return "hall_renamed";
    case ChangeKind::hall_gone:
      return "hall_gone";
    case ChangeKind::lane_gone:
      return "lane_gone";
    case ChangeKind::service_gone:
      return "service_gone";
    case ChangeKind::closed_day:
      return "closed_day";
    case ChangeKind::outside_hours:
      return "outside_hours";
    case ChangeKind::other_grid:
      return "other_grid";
    case ChangeKind::over_capacity:
      return "over_capacity";
  }
  return {};
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::unchanged:
      return "unchanged";
    case Verdict::ready:
      return "ready";
    case Verdict::unaccepted:
      return "to_be_accepted";
    case Verdict::refused:
      return "refused";
    case Verdict::mistaken:
      return "mistaken";
    case Verdict::unknown:
      break;
  }
  return {};
}

void write_change(base::JsonWriter& json, const s::ConfigurationChange& change,
                  std::string_view line) {
  json.begin_object();
  json.key("kind").plain(name_of(change.kind));
  if (change.hall != s::HallCode{}) json.key("hall").plain(s::format_hall(change.hall));
  if (change.date != s::Date{}) json.key("date").plain(config::format_date(change.date));
  if (change.code != 0) json.key("code").number(static_cast<unsigned>(change.code));
  json.key("count").number(change.count);
  json.key("text").text(line);
  json.end_object();
}

void write_diagnostic(base::JsonWriter& json, const config::Diagnostic& diagnostic) {
  json.begin_object();
  json.key("severity").plain(diagnostic.severity == config::Severity::error ? "error" : "warning");
  json.key("file").text(diagnostic.file);
  json.key("line").number(diagnostic.line);
  json.key("field").text(diagnostic.field);
  json.key("problem").text(diagnostic.problem);
  json.key("expected").text(diagnostic.expected);
  json.end_object();
}

std::string body_of(const ConfigurationAnswer& answer, bool is_dry_run) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("dry_run").boolean(is_dry_run);
  json.key("verdict").plain(name_of(answer.verdict));
  json.key("displaced").number(answer.changes.displaced.size());
  if (answer.verdict == Verdict::unaccepted) {
    json.key("accept_changes").plain(base::hex16(answer.changes.digest));
  }
  json.key("changes").begin_array();
  for (std::size_t i = 0; i < answer.changes.changes.size(); ++i) {
    write_change(json, answer.changes.changes[i], answer.lines[i]);
  }
  json.end_array();
  json.key("diagnostics").begin_array();
  for (const auto& diagnostic : answer.diagnostics) write_diagnostic(json, diagnostic);
  json.end_array().end_object();
  return body;
}

Problem conflict(ProblemCode code, std::string detail) {
  return {.status = 409, .code = code, .detail = std::move(detail)};
}

/// The first mistake, for whoever asked for no list of them.
std::string first_mistake(const ConfigurationAnswer& answer) {
  const auto found =
      std::ranges::find(answer.diagnostics, config::Severity::error, &config::Diagnostic::severity);
  return found == answer.diagnostics.end() ? std::string{} : config::format(*found);
}

/// Why it does not take effect.
Problem problem_of(const ConfigurationAnswer& answer) {
  switch (answer.verdict) {
    case Verdict::mistaken:
      return conflict("configuration_mistaken", first_mistake(answer));
    case Verdict::refused:
      return conflict("configuration_refused", answer.lines.front());
    case Verdict::unaccepted:
      return conflict("changes_not_accepted", "give accept_changes, \"" +
                                                  base::hex16(answer.changes.digest) +
                                                  "\": " + answer.lines.front());
    default:
      return unavailable("what would change is not known: " + answer.failure);
  }
}

void reply(Replier& replier, const Recipient& whom, const ConfigurationAnswer& answer,
           bool is_dry_run) {
  const bool is_known = answer.verdict != Verdict::unknown;
  const bool is_done = answer.verdict == Verdict::ready || answer.verdict == Verdict::unchanged;
  if (!is_known || (!is_dry_run && !is_done)) return replier.reply(whom, problem_of(answer));
  const bool is_coming = !is_dry_run && answer.verdict == Verdict::ready;
  const std::string body = body_of(answer, is_dry_run);
  replier.reply(whom, {.status = is_coming ? 202 : 200, .content_type = json_type, .body = body});
}

Checked<ConfigurationQuestion> read_question(std::string_view body) {
  JsonDocument document{body.empty() ? "{}" : body};
  const auto read = document.read({"dry_run", "accept_changes"});
  if (!read) return read.error();
  ConfigurationQuestion question;
  if (const auto known = read_dry_run(**read, question.is_dry_run); !known) return known.error();
  if ((*read)->contains("accept_changes")) {
    const auto text = read_text(**read, "accept_changes");
    if (!text) return text.error();
    question.accepted = base::parse_hex16(*text);
    if (!question.accepted) {
      return invalid_field("accept_changes",
                           "must be the 16 hexadecimal digits that a dry run has told");
    }
  }
  return question;
}

}  // namespace

void show_configuration(Exchange& exchange, Resources& resources) {
  const auto* desk = resources.shared.configuration;
  if (desk == nullptr) return exchange.reply(unavailable("this server keeps its configuration"));
  const auto status = desk->status();
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("city").plain(resources.city.key);
  json.key("digest").plain(base::hex16(status.digest));
  json.key("in_force_since").plain(config::format_instant(status.in_force_since));
  json.key("last_reload");
  if (const auto& last = status.last_reload) {
    json.begin_object();
    json.key("at").plain(config::format_instant(last->at));
    json.key("outcome").plain(last->is_in_force ? "in_force" : "refused");
    if (!last->is_in_force) json.key("reason").text(last->reason);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
  exchange.reply_json(body);
}

void change_configuration(Exchange& exchange, Resources& resources) {
  if (const auto leading = exchange.check_leading(); !leading) {
    return exchange.reply(leading.error());
  }
  const auto question = read_question(exchange.request.body);
  if (!question) return exchange.reply(question.error());
  auto* const desk = resources.shared.configuration;
  auto& replier = resources.replier;
  const bool is_taken =
      desk != nullptr &&
      desk->ask(*question, [&replier, address = exchange.return_address(),
                            is_dry_run = question->is_dry_run](const ConfigurationAnswer& answer) {
        replier.answer_later(address, [&replier, answer, is_dry_run](const Recipient& whom) {
          reply(replier, whom, answer, is_dry_run);
        });
      });
  if (!is_taken)
    exchange.reply(unavailable("somebody else asks about the configuration just now: ask again"));
}

}  // namespace offpeak::api
