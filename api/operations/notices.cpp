#include "api/operations/notices.hpp"

#include <string>

#include "api/exchange.hpp"
#include "api/news.hpp"
#include "api/operations/news_request.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

Checked<Rendered> show_posted(const s::Reply& answer, const Resources&) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(answer.receipt.subject)));
  json.end_object();
  return Rendered{body};
}

/// As everybody will read it.
std::string preview_of(const NoticeRequest& request) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("dry_run").boolean(true);
  json.key("notice");
  write_notice_record(json, {.hall = request.hall,
                             .from = request.from,
                             .to = request.to,
                             .audience = request.audience,
                             .zh = std::string{request.words->text(s::Language::zh)},
                             .en = std::string{request.words->text(s::Language::en)}});
  json.end_object();
  return body;
}

}  // namespace

void post_notice(Exchange& exchange, Resources& resources) {
  const auto read = read_notice(resources.city, exchange.request.body, exchange.now);
  if (!read) return exchange.reply(read.error());
  if (read->is_dry_run) return exchange.reply_json(preview_of(*read));
  exchange.submit(s::PostNotice{.id = security::random_bits<s::NoticeId>(),
                                .hall = read->hall,
                                .from = read->from,
                                .to = read->to,
                                .audience = read->audience,
                                .words = read->words.get()},
                  201, show_posted, settle_nothing, {.words = read->words});
}

void list_notices(Exchange& exchange, Resources& resources) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("notices").begin_array();
  for (const auto& told : resources.news.get().notices) write_notice_record(json, told);
  json.end_array().end_object();
  exchange.reply_json(body);
}

void withdraw_notice(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::NoticeId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::WithdrawNotice{*id}, 204, no_body);
}

}  // namespace offpeak::api
