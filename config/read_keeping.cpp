#include "config/read_keeping.hpp"

#include <string>
#include <utility>

#include "config/scalars.hpp"

namespace offpeak::config {
namespace {

void read_retention(const View& where, Retention& into, int& audit_days) {
  const IntRange range{visit_days_min, kept_days_max};
  Fields fields{where};
  fields.optional("visit_days", integer(into.visit_days, range, "days"));
  fields.optional("report_days", integer(into.report_days, range, "days"));
  fields.optional("audit_days", integer(audit_days, {1, kept_days_max}, "days"));
  fields.finish();
  const bool sound = fields.sound({"visit_days", "report_days"});
  if (!sound || into.visit_days <= into.report_days) return;
  where.error("visit_days (" + std::to_string(into.visit_days) + ") exceeds report_days (" +
                  std::to_string(into.report_days) + ')',
              "visit_days up to report_days");
}

void read_reminder(const View& where, std::vector<minutes>& into) {
  int count = 0;
  integer(count, {1, reminder_minutes_max}, "minutes before the slot").read(where);
  if (count == 0) return;
  if (!into.empty() && minutes{count} >= into.back()) {
    return where.wrong_type("does not come after the reminder above it",
                            "each reminder nearer to the slot than the one above it");
  }
  into.push_back(minutes{count});
}

}  // namespace

Reader retention(Retention& into, int& audit_days) {
  return {"days for which visits, totals and the audit are kept",
          [&into, &audit_days](const View& where) { read_retention(where, into, audit_days); }};
}

Reader reminders(std::vector<minutes>& into) {
  const std::string what = "minutes before the slot";
  return {"a list of " + what, [what, &into](const View& where) {
            std::vector<minutes> read;
            list(0, reminders_max, what, [&](const View& item) {
              read_reminder(item, read);
            }).read(where);
            into = std::move(read);
          }};
}

}  // namespace offpeak::config
