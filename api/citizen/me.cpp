#include "api/citizen/me.hpp"

#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"

namespace offpeak::api {
namespace {

Checked<Rendered> show_list(const scheduler::Reply& answer, const Resources& resources) {
  return Rendered{render_list(resources.city, resources.codes, *answer.list,
                              Asking{resources.shared.clock.now(), resources.news.get()})};
}

}  // namespace

void list_my_appointments(Exchange& exchange, Resources&) {
  exchange.submit(scheduler::ListAppointments{exchange.principal->caller.citizen}, 200, show_list);
}

}  // namespace offpeak::api
