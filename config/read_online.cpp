#include "config/read_online.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "config/read_catalog.hpp"
#include "config/scalars.hpp"
#include "config/unique.hpp"

namespace offpeak::config {
namespace {

constexpr IntRange working_days{0, online_days_max};
constexpr IntRange years_of_age{0, 150};
constexpr IntRange months{1, 120};

template <std::size_t count>
std::vector<std::string> texts_of(const std::array<std::string_view, count>& words) {
  return {words.begin(), words.end()};
}

/// Where a row comes from: for who reads the file. The program has no use for it.
Reader source_note() {
  return {"a source", [](const View& where) {
            std::string note;
            text(note, "a source").read(where);
          }};
}

Reader name_list(std::vector<Name>& into, std::size_t count_min) {
  return list(count_min, online_texts_max, "texts {zh, en}",
              [&into](const View& item) { name(into.emplace_back()).read(item); });
}

Reader optional_name(std::optional<Name>& into) {
  return {"a text {zh, en}", [&into](const View& where) { name(into.emplace()).read(where); }};
}

/// The key of one of the provinces. Silent when those are faulty, which was reported.
Reader province_key(std::string& into, const std::vector<Province>& known) {
  return {"the key of a province", [&](const View& where) {
            if (known.empty()) return;
            const auto found = std::ranges::find(known, where.node().text, &Province::key);
            if (!where.is(NodeKind::scalar) || found == known.end()) {
              return where.wrong_type("is not a province", "the key of one of provinces");
            }
            into = found->key;
          }};
}

Reader provinces(std::vector<Province>& into) {
  return {"a list of provinces {key, name}", [&into](const View& where) {
            Unique<std::string> keys;
            list(1, provinces_max, "provinces {key, name}", [&](const View& item) {
              Province province;
              Fields fields{item};
              fields.required("key", keys.reading(key_name(province.key), province.key));
              fields.required("name", name(province.name));
              fields.finish();
              into.push_back(std::move(province));
            }).read(where);
          }};
}

Reader pilot_cities(std::vector<PilotCity>& into, const std::vector<Province>& known) {
  return {"a list of cities {key, province, name}", [&](const View& where) {
            Unique<std::string> keys;
            list(1, pilot_cities_max, "cities {key, province, name}", [&](const View& item) {
              PilotCity city;
              Fields fields{item};
              fields.required("key", keys.reading(key_name(city.key), city.key));
              fields.required("province", province_key(city.province, known));
              fields.required("name", name(city.name));
              fields.finish();
              into.push_back(std::move(city));
            }).read(where);
          }};
}

/// Those named, in place of those that were there.
Reader reasons(std::array<bool, 7>& into) {
  return {"a list of reasons", [&into](const View& where) {
            into.fill(false);
            list(1, apply_reason_words.size(), "reasons", [&into](const View& item) {
              std::size_t position = 0;
              const std::size_t errors = item.errors();
              choice(position, texts_of(apply_reason_words)).read(item);
              if (item.errors() == errors) into[position] = true;
            }).read(where);
          }};
}

/// An address that people can open as it stands: of the web, encrypted, in plain ASCII.
bool is_web_address(std::string_view url) {
  constexpr std::string_view start = "https://";
  const auto is_plain = [](char letter) {
    return letter > ' ' && letter < '\x7f' &&
           std::string_view{"\"<>\\^`{|}"}.find(letter) == std::string_view::npos;
  };
  return url.starts_with(start) && url.size() > start.size() && url[start.size()] != '/' &&
         std::ranges::all_of(url, is_plain);
}

Reader web_address(std::string& into) {
  const std::string what = "a web address such as https://s.nia.gov.cn";
  return {what, [what, &into](const View& where) {
            std::string url;
            const std::size_t errors = where.errors();
            text(url, what).read(where);
            if (where.errors() != errors) return;
            if (!is_web_address(url)) return where.wrong_type("is no web address", what);
            into = std::move(url);
          }};
}

Reader ways(std::vector<OnlineWay>& into) {
  const std::string what = "ways {zh, en, url, find}";
  return list(1, online_texts_max, what, [&into](const View& item) {
    OnlineWay way;
    Fields fields{item};
    fields.required("zh", text(way.name.zh, "a text"));
    fields.required("en", text(way.name.en, "a text"));
    fields.optional("url", web_address(way.url));
    fields.optional("find", optional_name(way.find));
    fields.finish();
    into.push_back(std::move(way));
  });
}

Reader bring_list(std::vector<BringItem>& into) {
  const std::string what = "what to bring {zh, en, reasons, age_below, source}";
  return list(1, online_texts_max, what, [&into](const View& item) {
    BringItem bring;
    bring.reasons.fill(true);
    Fields fields{item};
    fields.required("zh", text(bring.text.zh, "a text"));
    fields.required("en", text(bring.text.en, "a text"));
    fields.optional("reasons", reasons(bring.reasons));
    fields.optional("age_below", optional_integer(bring.age_below, years_of_age, "years"));
    fields.required("source", source_note());
    fields.finish();
    into.push_back(std::move(bring));
  });
}

/// What only the row of this answer has.
void read_bounds(OnlineAnswer answer, Fields& fields, OnlineRules& into) {
  switch (answer) {
    case OnlineAnswer::reason:
      fields.required("accepted", reasons(into.accepted_reasons));
      fields.required("expiring_months", integer(into.expiring_months, months, "months"));
      return;
    case OnlineAnswer::registered_in:
      fields.required("pilot_cities", pilot_cities(into.pilot_cities, into.provinces));
      return;
    case OnlineAnswer::age:
      fields.required("years_min", integer(into.age_years_min, years_of_age, "years"));
      return;
    case OnlineAnswer::holds_same_document:
    case OnlineAnswer::document_expires_on:
    case OnlineAnswer::state_personnel:
    case OnlineAnswer::active_military:
      return;
  }
}

/// Whether a document is about to expire is decided by its last day, so that has to be asked for.
void check_expiring(const OnlineRules& rules, const View& where) {
  if (!rules.accepted_reasons[static_cast<std::size_t>(ApplyReason::expiring)]) return;
  const auto row = std::ranges::find(rules.conditions, OnlineAnswer::document_expires_on,
                                     &OnlineCondition::answer);
  if (row != rules.conditions.end()) return;
  where.error("accepts expiring and does not ask until when the document is valid",
              "a row with answer: document_expires_on");
}

Reader conditions(OnlineRules& into) {
  const std::string what = "conditions {answer, ask, otherwise, source, …}";
  return {"a list of " + what, [what, &into](const View& where) {
            Unique<std::size_t> answers;
            list(1, online_answer_words.size(), what, [&](const View& item) {
              OnlineCondition row;
              std::size_t answer = 0;
              Fields fields{item};
              fields.required(
                  "answer", answers.reading(choice(answer, texts_of(online_answer_words)), answer));
              if (!fields.sound({"answer"})) return;  // nobody knows which other keys it has
              row.answer = static_cast<OnlineAnswer>(answer);
              fields.required("ask", name(row.ask));
              fields.required("otherwise", name(row.otherwise));
              fields.required("source", source_note());
              read_bounds(row.answer, fields, into);
              fields.finish();
              into.conditions.push_back(std::move(row));
            }).read(where);
            check_expiring(into, where);
          }};
}

Reader online_application(OnlineApplication& into) {
  return {"how to apply online", [&into](const View& where) {
            Fields fields{where};
            fields.required("ways", ways(into.ways));
            fields.required("checklist", name_list(into.checklist, 1));
            fields.required("delivery", name_list(into.delivery, 1));
            fields.required("refused", name(into.refused));
            const IntRange days{1, online_days_max};
            fields.required("processing_days", integer(into.processing_days, days, "days"));
            fields.required("correct_days", integer(into.correct_days, days, "days"));
            fields.required("pay_days", integer(into.pay_days, days, "days"));
            fields.required("delivery_days", integer(into.delivery_days, working_days, "days"));
            fields.required("source", source_note());
            fields.finish();
          }};
}

Reader texts(OnlineTexts& into) {
  return {"texts {online, outside_province, too_late}", [&into](const View& where) {
            Fields fields{where};
            fields.required("online", name(into.online));
            fields.required("outside_province", name(into.outside_province));
            fields.required("too_late", name(into.too_late));
            fields.finish();
          }};
}

Reader peak(PeakRule& into) {
  return {"which days are peak", [&into](const View& where) {
            const IntRange days{1, online_days_max};
            Fields fields{where};
            fields.required("holiday_days_min", integer(into.holiday_days_min, days, "days"));
            fields.required("days_before_first", integer(into.days_before_first, days, "days"));
            fields.required("days_before_last", integer(into.days_before_last, days, "days"));
            fields.required("source", source_note());
            fields.finish();
            if (fields.sound({"days_before_first", "days_before_last"}) &&
                into.days_before_last > into.days_before_first) {
              where.member_or_self("days_before_last")
                  .wrong_type("is more than days_before_first", "at most days_before_first");
            }
          }};
}

Reader service_key(ServiceCode& into, const std::vector<Service>& known) {
  return {"the key of a service", [&](const View& where) {
            if (known.empty()) return;  // the services are faulty, which was reported
            const auto found = std::ranges::find(known, where.node().text, &Service::key);
            if (!where.is(NodeKind::scalar) || found == known.end()) {
              return where.wrong_type("is not a service of this city", "the key of a service");
            }
            into = found->code;
          }};
}

Reader services_by_reason(OnlineDocument& into, const std::vector<Service>& known) {
  return {"services by reason", [&](const View& where) {
            Fields fields{where};
            fields.required("otherwise", service_key(into.usual_service, known));
            into.services.fill(into.usual_service);
            for (std::size_t i = 0; i < apply_reason_words.size(); ++i) {
              fields.optional(apply_reason_words[i], service_key(into.services[i], known));
            }
            fields.finish();
          }};
}

/// An online application under the conditions has its own ways, one without them needs some.
void check_channel(const OnlineDocument& document, const View& where) {
  if (document.channel == OnlineChannel::online && document.ways.empty()) {
    where.missing("ways", "the ways to apply online");
  }
  if (document.channel != OnlineChannel::online && !document.ways.empty()) {
    where.member_or_self("ways").error("belongs to the channel online alone", "no ways here");
  }
  if (document.channel != OnlineChannel::conditions && !document.why) {
    where.missing("why", "why this channel, for the citizen");
  }
}

OnlineDocument read_document(const View& where, Unique<std::string>& keys,
                             const std::vector<Service>& known) {
  OnlineDocument document;
  std::size_t channel = 0;
  Fields fields{where};
  fields.required("key", keys.reading(key_name(document.key), document.key));
  fields.required("name", name(document.name));
  fields.required("channel", choice(channel, {"conditions", "online", "machine", "hall"}));
  fields.optional("why", optional_name(document.why));
  fields.required("services", services_by_reason(document, known));
  fields.optional("fee_yuan", optional_integer(document.fee_yuan, {0, fee_yuan_max}, "yuan"));
  fields.optional("stay_days", optional_integer(document.stay_days, {1, online_days_max}, "days"));
  fields.optional("anywhere", truth(document.anywhere));
  fields.required("processing_days", integer(document.processing_days, working_days, "days"));
  fields.optional("outside_province_days",
                  optional_integer(document.outside_province_days, working_days, "days"));
  fields.required("bring", bring_list(document.bring));
  fields.optional("ways", ways(document.ways));
  fields.required("source", source_note());
  fields.finish();
  document.channel = static_cast<OnlineChannel>(channel);
  if (fields.sound({"channel", "why", "ways"})) check_channel(document, where);
  return document;
}

Reader documents(std::vector<OnlineDocument>& into, const std::vector<Service>& known) {
  const std::string what = "documents {key, name, channel, …}";
  return {"a list of " + what, [what, &into, &known](const View& where) {
            Unique<std::string> keys;
            list(1, online_documents_max, what, [&](const View& item) {
              into.push_back(read_document(item, keys, known));
            }).read(where);
          }};
}

}  // namespace

void read_online(const View& root, const std::vector<Service>& services, OnlineRules& into) {
  Fields fields{root};
  fields.required("provinces", provinces(into.provinces));
  fields.required("province", province_key(into.province, into.provinces));
  fields.required("ask_document", name(into.ask_document));
  fields.required("conditions", conditions(into));
  fields.required("online", online_application(into.online));
  fields.required("texts", texts(into.texts));
  fields.required("peak", peak(into.peak));
  fields.required("documents", documents(into.documents, services));
  fields.finish();
}

}  // namespace offpeak::config
