#include "scheduler/image/image.hpp"

#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {

std::uint64_t image_chunks(std::uint64_t records) {
  return records / image_chunk_records + (records % image_chunk_records == 0 ? 0 : 1);
}

ImageHead image_head(const State& state) {
  ImageHead head{.sequence = state.sequence(),
                 .last_at_ms = state.last_at().time_since_epoch().count(),
                 .outbox = static_cast<std::uint64_t>(state.outbox()),
                 .hash = state.hash()};
  for_each_table(state.tables(), [&head](const auto& table) {
    head.first[section_index(table.section)] = table.first();
    head.records[section_index(table.section)] = table.size();
  });
  return head;
}

void read_image(const State& state, Section section, std::uint64_t chunk,
                std::vector<std::byte>& out) {
  visit_section(state.tables(), section, [&](const auto& table) { table.read_chunk(chunk, out); });
}

}  // namespace offpeak::scheduler
