// What planners ask.
#include "api/app.hpp"
#include "api/report_query.hpp"

namespace offpeak::api {

/// Staff see their own hall, and need not name it.
void App::daily_report(const Context& context) {
  auto query = read_report_query(context.request.query, context.request.accept,
                                 config::date_of(context.now));
  if (!query) return reply(context, query.error());
  auto& range = query->range;
  const bool is_named = range.hall != config::HallCode{};
  if (is_named && service_.city.find(range.hall) == nullptr) {
    return reply(context, not_found("there is no such hall: see GET /v1/halls"));
  }
  if (!is_named && context.role() == scheduler::Role::staff) {
    range.hall = context.principal->caller.hall;
  }
  submit(context, scheduler::GetReport{range.from, range.to, range.hall}, 200,
         query->form == ReportForm::csv ? Show::report_csv : Show::report);
}

}  // namespace offpeak::api
