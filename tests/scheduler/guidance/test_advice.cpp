// Every row of the shipped table, with the boundary on both sides.
#include "scheduler/guidance/advice.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::scheduler {
namespace {

using config::ApplyReason;

const config::LoadResult& hangzhou() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  REQUIRE(loaded.online.has_value());
  return loaded;
}

const config::OnlineRules& rules() { return *hangzhou().online; }
const config::City& city() { return *hangzhou().city; }

Date date(const char* text) { return config::parse_date(text).value(); }

/// Somebody of Hangzhou whose passport is damaged, and who may apply online.
AdviceAnswers eligible() {
  return {.document = rules().find_document("passport"),
          .reason = ApplyReason::damaged,
          .age = 30,
          .province = rules().find_province("zhejiang"),
          .city = "hangzhou",
          .holds_same_document = true,
          .document_expires_on = date("2029-06-13"),
          .state_personnel = false,
          .active_military = false,
          .travel_on = {},
          .on = date("2026-06-08")};
}

Advice advise(const AdviceAnswers& answers) { return scheduler::advise(rules(), city(), answers); }

AdviceChannel channel_of(const AdviceAnswers& answers) {
  const Advice advice = advise(answers);
  REQUIRE(advice.channel.has_value());
  CHECK(advice.ask.empty());
  return *advice.channel;
}

std::string asked(const AdviceAnswers& answers) {
  const Advice advice = advise(answers);
  CHECK((advice.question == nullptr) == advice.ask.empty());
  return std::string{advice.ask};
}

/// What is read when this condition does not hold.
const config::Name* otherwise(config::OnlineAnswer answer) {
  return &std::ranges::find(rules().conditions, answer, &config::OnlineCondition::answer)
              ->otherwise;
}

/// Changes the one who may apply online; whether they still may.
template <class Change>
bool is_online(const Change& change) {
  AdviceAnswers answers = eligible();
  change(answers);
  return channel_of(answers) == AdviceChannel::online;
}

TEST_CASE("who meets all conditions applies online, for each of the three documents") {
  for (const char* key : {"passport", "hk_macao_permit", "taiwan_permit"}) {
    CAPTURE(key);
    CHECK(is_online([&](AdviceAnswers& who) { who.document = rules().find_document(key); }));
  }
}

TEST_CASE("from 16 years on one applies online") {
  CHECK_FALSE(is_online([](AdviceAnswers& who) { who.age = 15; }));
  CHECK(is_online([](AdviceAnswers& who) { who.age = 16; }));
}

TEST_CASE("a document that is valid until today is renewed online, one until yesterday is not") {
  CHECK(is_online([](AdviceAnswers& who) { who.document_expires_on = who.on; }));
  CHECK_FALSE(is_online(
      [](AdviceAnswers& who) { who.document_expires_on = who.on - std::chrono::days{1}; }));
}

TEST_CASE("less than six months left is a reason, six months are not") {
  struct Row {
    const char* on;
    const char* expires_on;
    bool is_reason;
  };
  for (const Row& row : {
           Row{"2026-06-08", "2026-12-07", true},
           Row{"2026-06-08", "2026-12-08", false},
           Row{"2027-08-29", "2028-02-28", true},  // six months on is 29 February
           Row{"2027-08-29", "2028-02-29", false},
           Row{"2026-08-31", "2027-02-27", true},  // there is no 31 February
           Row{"2026-08-31", "2027-02-28", false},
           Row{"2028-02-29", "2028-08-28", true},
           Row{"2028-02-29", "2028-08-29", false},
       }) {
    CAPTURE(row.on);
    CAPTURE(row.expires_on);
    const auto change = [&](ApplyReason reason) {
      return is_online([&](AdviceAnswers& who) {
        who.reason = reason;
        who.on = date(row.on);
        who.document_expires_on = date(row.expires_on);
      });
    };
    CHECK(change(ApplyReason::expiring) == row.is_reason);
    CHECK(change(ApplyReason::other) == row.is_reason);
    CHECK(change(ApplyReason::damaged));
  }
}

TEST_CASE("each reason leads where the table says") {
  struct Row {
    ApplyReason reason;
    bool online;
    const char* service;
  };
  for (const Row& row : {Row{ApplyReason::first, false, "first_passport"},
                         Row{ApplyReason::damaged, true, "passport_replacement"},
                         Row{ApplyReason::lost, true, "passport_replacement"},
                         Row{ApplyReason::pages_full, true, "passport_renewal"},
                         Row{ApplyReason::expired, false, "passport_renewal"},
                         Row{ApplyReason::other, false, "passport_renewal"}}) {
    AdviceAnswers answers = eligible();
    answers.reason = row.reason;
    const Advice advice = advise(answers);
    CAPTURE(row.service);
    CHECK((advice.channel == AdviceChannel::online) == row.online);
    CHECK(advice.hall->service->key == row.service);
    CHECK(advice.hall->fee_yuan == 120);
  }
}

TEST_CASE(
    "who has had no document of the kind, is state personnel or in the military comes to a hall") {
  CHECK_FALSE(is_online([](AdviceAnswers& who) { who.holds_same_document = false; }));
  CHECK_FALSE(is_online([](AdviceAnswers& who) { who.state_personnel = true; }));
  CHECK_FALSE(is_online([](AdviceAnswers& who) { who.active_military = true; }));
}

TEST_CASE("each of the 20 pilot cities is online at its own authority, other cities are not") {
  int seen = 0;
  for (const auto& pilot : rules().pilot_cities) {
    CAPTURE(pilot.key);
    AdviceAnswers answers = eligible();
    answers.province = rules().find_province(pilot.province);
    for (const std::string& text : {pilot.key, pilot.name.zh, pilot.name.zh + "市"}) {
      answers.city = text;
      const Advice advice = advise(answers);
      REQUIRE(advice.online.has_value());
      CHECK(advice.online->authority == &pilot);
    }
    ++seen;
  }
  CHECK(seen == 20);
  const auto lives_in = [](const char* province, const char* town) {
    return is_online([&](AdviceAnswers& who) {
      who.province = rules().find_province(province);
      who.city = town;
    });
  };
  CHECK_FALSE(lives_in("zhejiang", "wenzhou"));
  CHECK_FALSE(lives_in("jiangsu", "hangzhou"));
  CHECK_FALSE(lives_in("guizhou", ""));  // no city of it is a pilot
  CHECK(lives_in("beijing", ""));        // all of it is
  CHECK(lives_in("shanghai", "浦东新区"));
}

TEST_CASE("every reason against it is told, and nothing else") {
  AdviceAnswers answers = eligible();
  answers.age = 15;
  answers.active_military = true;
  CHECK(advise(answers).reasons == std::vector{otherwise(config::OnlineAnswer::age),
                                               otherwise(config::OnlineAnswer::active_military)});
  CHECK(advise(eligible()).reasons == std::vector{&rules().texts.online});
}

TEST_CASE("what is missing is asked one by one, in the order of the table") {
  AdviceAnswers answers{.on = date("2026-06-08")};
  CHECK(asked(answers) == "document");
  answers.document = rules().find_document("passport");
  CHECK(asked(answers) == "reason");
  answers.reason = ApplyReason::damaged;  // of a document that one has: no question about that
  CHECK(asked(answers) == "document_expires_on");
  answers.document_expires_on = date("2029-06-13");
  CHECK(asked(answers) == "registered_in");
  answers.province = rules().find_province("zhejiang");
  CHECK(asked(answers) == "registered_in");  // the city is missing
  answers.city = "ningbo";
  CHECK(asked(answers) == "age");
  answers.age = 16;
  CHECK(asked(answers) == "state_personnel");
  answers.state_personnel = false;
  CHECK(asked(answers) == "active_military");
  CHECK_FALSE(advise(answers).channel.has_value());
  answers.active_military = false;
  CHECK(asked(answers).empty());
}

TEST_CASE("an answer that cannot change the advice is not asked for") {
  const AdviceAnswers nothing{.document = rules().find_document("passport"),
                              .on = date("2026-06-08")};
  AdviceAnswers answers = nothing;
  answers.reason = ApplyReason::first;
  answers.province = rules().find_province("zhejiang");
  CHECK(asked(answers).empty());
  answers = nothing;
  answers.document_expires_on = date("2026-07-01");  // a reason by itself, and a document held
  CHECK(asked(answers) == "registered_in");
  answers = nothing;
  answers.reason = ApplyReason::lost;
  answers.active_military = true;
  answers.province = rules().find_province("guizhou");
  CHECK(asked(answers).empty());
  answers = {.document = rules().find_document("hk_macao_business_endorsement"),
             .on = date("2026-06-08")};
  CHECK(asked(answers).empty());
}

TEST_CASE("who says that the document expires soon is asked until when, not why again") {
  AdviceAnswers answers{.document = rules().find_document("passport"),
                        .reason = ApplyReason::expiring,
                        .on = date("2026-06-08")};
  CHECK(asked(answers) == "document_expires_on");
  CHECK(advise(answers).question->zh == "证件的有效期到哪一天？");
  answers.document_expires_on = date("2026-09-01");
  CHECK(asked(answers) == "registered_in");
}

TEST_CASE("what to bring is what this reason and this age need") {
  const auto brings = [](std::optional<ApplyReason> reason, std::optional<int> age) {
    AdviceAnswers answers = eligible();
    answers.reason = reason;
    answers.age = age;
    answers.active_military = true;  // whoever has to come to a hall
    const Advice advice = advise(answers);
    std::string seen;
    for (const auto* text : advice.hall->bring) {
      for (const auto* word : {"监护人", "遗失", "损毁", "原证件", "照回执", "身份证"}) {
        if (text->zh.find(word) == std::string::npos) continue;
        seen += std::string{seen.empty() ? "" : " "} + word;
        break;
      }
    }
    return seen;
  };
  CHECK(brings(ApplyReason::first, 30) == "身份证 照回执");
  CHECK(brings(ApplyReason::damaged, 30) == "身份证 照回执 损毁");
  CHECK(brings(ApplyReason::lost, 30) == "身份证 照回执 遗失");
  CHECK(brings(ApplyReason::expiring, 30) == "身份证 照回执 原证件");
  CHECK(brings(ApplyReason::lost, 16) == "身份证 照回执 遗失");
  CHECK(brings(ApplyReason::lost, 15) == "身份证 照回执 遗失 监护人");
  CHECK(brings({}, {}) == "身份证 照回执 原证件 损毁 遗失 监护人");
}

TEST_CASE("a hall's days depend on the province, and are asked for only then") {
  AdviceAnswers answers = eligible();
  answers.reason = ApplyReason::first;
  answers.province = nullptr;
  answers.city.clear();
  const Advice unknown = advise(answers);
  CHECK(unknown.channel == AdviceChannel::hall);
  CHECK(unknown.ask == "registered_in");
  CHECK_FALSE(unknown.hall->ready_by.has_value());
  answers.province = rules().find_province("zhejiang");
  CHECK(advise(answers).hall->processing_days == 7);
  CHECK(advise(answers).hall->ready_by == date("2026-06-17"));
  answers.province = rules().find_province("guizhou");
  CHECK(advise(answers).hall->processing_days == 20);
}

TEST_CASE("who is registered outside the province reads that online is faster") {
  AdviceAnswers answers = eligible();
  answers.province = rules().find_province("shanghai");
  answers.city.clear();
  const Advice advice = advise(answers);
  CHECK(advice.reasons == std::vector{&rules().texts.online, &rules().texts.outside_province});
  CHECK(advice.hall->processing_days == 20);
}

TEST_CASE("the online clock runs in working days, and warns of a year without a notice") {
  AdviceAnswers answers = eligible();
  answers.on = date("2026-09-18");
  const auto clock = advise(answers).online.value();
  CHECK(clock.ready_by == date("2026-09-29"));
  CHECK(clock.correct_by == date("2026-10-14"));
  CHECK(clock.pay_by == date("2026-10-14"));
  CHECK_FALSE(clock.provisional);
  answers.on = date("2026-12-21");
  CHECK(advise(answers).online->ready_by == date("2026-12-30"));
  CHECK(advise(answers).online->provisional);  // to correct it, the days go on into 2027
  CHECK_FALSE(advise(answers).hall->provisional);
}

TEST_CASE("the last safe day leaves the document there the day before the journey") {
  AdviceAnswers answers = eligible();
  answers.travel_on = date("2026-06-18");
  const Advice advice = advise(answers);
  CHECK(advice.latest_safe.hall == date("2026-06-08"));
  CHECK(advice.latest_safe.online == date("2026-06-03"));  // three days more to arrive
  CHECK(advice.reasons.back() == &rules().texts.too_late);
  answers.on = date("2026-06-03");
  CHECK(advise(answers).reasons == std::vector{&rules().texts.online});
  CHECK(advise(answers).peak_before == false);
  answers.on = date("2026-04-01");
  answers.travel_on = date("2026-04-30");
  CHECK(advise(answers).peak_before == true);
}

TEST_CASE("the last safe day at a hall is one on which a hall is open") {
  AdviceAnswers answers = eligible();
  answers.on = date("2026-09-01");
  answers.travel_on = date("2026-10-16");  // seven working days before it is 10-07, a holiday
  CHECK(advise(answers).latest_safe.hall == date("2026-09-30"));
}

TEST_CASE("what is made at a place goes to a machine, a hall or the business counter") {
  struct Row {
    const char* document;
    AdviceChannel channel;
    const char* service;
    int processing_days;
    bool anywhere;
    std::optional<int> stay_days;
  };
  for (const Row& row : {
           Row{"hk_macao_endorsement", AdviceChannel::hall, "hk_macao_endorsement", 5, false, {}},
           Row{"hk_macao_business_endorsement", AdviceChannel::hall, "hk_macao_endorsement", 5,
               true, 14},
           Row{"hk_macao_business_endorsement_multiple", AdviceChannel::machine,
               "hk_macao_endorsement_machine", 0, true, 14},
           Row{"macao_exhibition_endorsement",
               AdviceChannel::hall,
               "hk_macao_endorsement",
               5,
               true,
               {}},
           Row{"macao_medical_endorsement",
               AdviceChannel::hall,
               "hk_macao_endorsement",
               5,
               true,
               {}},
           Row{"macao_performing_endorsement",
               AdviceChannel::hall,
               "hk_macao_endorsement",
               5,
               true,
               {}},
           Row{"hengqin_macao_group_endorsement", AdviceChannel::hall, "hk_macao_endorsement", 5,
               true, 7},
           Row{"business_registration",
               AdviceChannel::online,
               "business_registration",
               5,
               false,
               {}},
       }) {
    CAPTURE(row.document);
    const auto* document = rules().find_document(row.document);
    REQUIRE(document != nullptr);
    const Advice advice = advise({.document = document, .on = date("2026-06-08")});
    CHECK(advice.channel == row.channel);
    CHECK(advice.ask.empty());
    CHECK(advice.hall->service->key == row.service);
    CHECK(advice.hall->processing_days == row.processing_days);
    CHECK(document->anywhere == row.anywhere);
    CHECK(document->stay_days == row.stay_days);
    CHECK(advice.reasons == std::vector<const config::Name*>{&*document->why});
  }
  const auto* company = rules().find_document("business_registration");
  CHECK(advise({.document = company, .on = date("2026-06-08")}).ways->size() == 2);
}

}  // namespace
}  // namespace offpeak::scheduler
