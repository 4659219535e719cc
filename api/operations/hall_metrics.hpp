// How the halls stand, for the page that Prometheus reads.
#pragma once

namespace offpeak::api {

class MetricsPage;
struct Resources;

/// A gauge for each hall, from the boards that the thread has; none while nobody knows who waits.
void add_halls(MetricsPage& page, Resources& resources);

}  // namespace offpeak::api
