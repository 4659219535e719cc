#include "scheduler/guidance/advice.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"
#include "scheduler/guidance/advice_dates.hpp"
#include "scheduler/guidance/conditions.hpp"

namespace offpeak::scheduler {
namespace {

using config::OnlineAnswer;
using config::OnlineChannel;
using std::chrono::days;

constexpr std::string_view word_of(OnlineAnswer answer) {
  return config::online_answer_words[static_cast<std::size_t>(answer)];
}

class Adviser {
 public:
  Adviser(const config::OnlineRules& rules, const config::City& city, const AdviceAnswers& answers)
      : rules_{rules}, city_{city}, answers_{answers}, document_{*answers.document} {}

  Advice advise() {
    choose_channel();
    if (advice_.channel) {
      say_online();
      say_hall();
      say_latest_safe();
    }
    return std::move(advice_);
  }

 private:
  void choose_channel() {
    switch (document_.channel) {
      case OnlineChannel::conditions:
        return ask_conditions();
      case OnlineChannel::online:
        return choose(AdviceChannel::online, *document_.why);
      case OnlineChannel::machine:
        return choose(AdviceChannel::machine, *document_.why);
      case OnlineChannel::hall:
        return choose(AdviceChannel::hall, *document_.why);
    }
  }

  void choose(AdviceChannel channel, const config::Name& why) {
    advice_.channel = channel;
    advice_.reasons.push_back(&why);
  }

  /// One condition that does not hold decides, however little is known of the others.
  void ask_conditions() {
    const config::OnlineCondition* unknown = nullptr;
    for (const auto& row : rules_.conditions) {
      const Holds state = holds(row.answer, rules_, answers_);
      if (state == Holds::no) choose(AdviceChannel::hall, row.otherwise);
      if (state == Holds::unknown && unknown == nullptr) unknown = &row;
    }
    if (advice_.channel) return;
    if (unknown == nullptr) return choose(AdviceChannel::online, rules_.texts.online);
    ask_for(deciding(unknown->answer, answers_));
  }

  void ask(const config::OnlineCondition& row) {
    if (!advice_.ask.empty()) return;
    advice_.ask = word_of(row.answer);
    advice_.question = &row.ask;
  }

  void ask_for(OnlineAnswer answer) {
    const auto row = std::ranges::find(rules_.conditions, answer, &config::OnlineCondition::answer);
    if (row != rules_.conditions.end()) ask(*row);
  }

  bool is_outside_province() const {
    return answers_.province != nullptr && answers_.province->key != rules_.province;
  }

  void say_online() {
    if (advice_.channel != AdviceChannel::online) return;
    if (document_.channel == OnlineChannel::online) {
      advice_.ways = &document_.ways;
      return;
    }
    advice_.ways = &rules_.online.ways;
    const auto& calendar = city_.calendar;
    OnlineClock clock;
    clock.authority = pilot_city_of(rules_, answers_);
    clock.ready_by = ready_after(calendar, answers_.on, rules_.online.processing_days);
    clock.correct_by = ready_after(calendar, clock.ready_by, rules_.online.correct_days);
    clock.pay_by = ready_after(calendar, clock.ready_by, rules_.online.pay_days);
    clock.provisional =
        spans_provisional_year(calendar, answers_.on, std::max(clock.correct_by, clock.pay_by));
    advice_.online = clock;
    const auto at_a_hall = hall_days();
    if (is_outside_province() && at_a_hall && *at_a_hall > rules_.online.processing_days) {
      advice_.reasons.push_back(&rules_.texts.outside_province);
    }
  }

  /// Nothing when it depends on where the citizen is registered, and that is not known.
  std::optional<int> hall_days() const {
    const auto outside = document_.outside_province_days.value_or(document_.processing_days);
    if (outside == document_.processing_days) return outside;
    if (answers_.province == nullptr) return std::nullopt;
    return is_outside_province() ? outside : document_.processing_days;
  }

  bool depends_on_reason() const {
    return std::ranges::any_of(document_.services, [this](config::ServiceCode service) {
      return service != document_.usual_service;
    });
  }

  void say_hall() {
    HallAdvice hall;
    hall.service =
        city_.find(answers_.reason ? document_.services[static_cast<std::size_t>(*answers_.reason)]
                                   : document_.usual_service);
    hall.fee_yuan = document_.fee_yuan ? document_.fee_yuan : hall.service->fee_yuan;
    if (const auto count = hall_days()) {
      hall.processing_days = count;
      hall.ready_by = ready_after(city_.calendar, answers_.on, *count);
      hall.provisional = spans_provisional_year(city_.calendar, answers_.on, *hall.ready_by);
    } else {
      ask_for(OnlineAnswer::registered_in);
    }
    if (!answers_.reason && depends_on_reason() && advice_.channel != AdviceChannel::online) {
      ask_for(OnlineAnswer::reason);
    }
    for (const auto& item : document_.bring) {
      if (item.is_for(answers_.reason, answers_.age)) hall.bring.push_back(&item.text);
    }
    advice_.hall = std::move(hall);
  }

  bool is_any_hall_open(Date date) const {
    const auto lane = static_cast<std::size_t>(advice_.hall->service->lane);
    return std::ranges::any_of(city_.halls, [&](const config::Hall& hall) {
      return hall.lane_percent[lane] > 0 && is_open(city_, hall, date);
    });
  }

  void say_latest_safe() {
    if (!answers_.travel_on) return;
    const Date day_before = *answers_.travel_on - days{1};
    auto& safe = advice_.latest_safe;
    if (advice_.online) {
      safe.online =
          last_day_to_apply(city_.calendar, day_before - days{rules_.online.delivery_days},
                            rules_.online.processing_days);
    }
    if (advice_.hall->processing_days) {
      Date day = last_day_to_apply(city_.calendar, day_before, *advice_.hall->processing_days);
      for (int i = 0; i < days_to_opening_max && !is_any_hall_open(day); ++i) day -= days{1};
      safe.hall = day;
    }
    const auto chosen = advice_.channel == AdviceChannel::online ? safe.online : safe.hall;
    if (chosen && *chosen < answers_.on) advice_.reasons.push_back(&rules_.texts.too_late);
    advice_.peak_before = has_peak(city_, rules_.peak, answers_.on, *answers_.travel_on);
  }

  const config::OnlineRules& rules_;
  const config::City& city_;
  const AdviceAnswers& answers_;
  const config::OnlineDocument& document_;
  Advice advice_;
};

}  // namespace

Advice advise(const config::OnlineRules& rules, const config::City& city,
              const AdviceAnswers& answers) {
  if (answers.document == nullptr) {
    Advice advice;
    advice.ask = "document";
    advice.question = &rules.ask_document;
    return advice;
  }
  return Adviser{rules, city, answers}.advise();
}

}  // namespace offpeak::scheduler
