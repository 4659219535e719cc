// What the process takes of its machine, under the names that Prometheus gives these.
#pragma once

namespace offpeak::api {

class MetricsPage;

/// What the system does not tell is left out.
void add_process(MetricsPage& page);

}  // namespace offpeak::api
