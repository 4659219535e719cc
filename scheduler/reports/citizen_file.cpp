#include "scheduler/reports/citizen_file.hpp"

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

std::vector<Date> days_of(const LedgerDays& ledger) {
  std::vector<Date> days;
  for (const ShortDate day : ledger) {
    if (day != 0) days.push_back(long_date(day));
  }
  return days;
}

}  // namespace

std::unique_ptr<CitizenFile> describe_citizen(const State& state, CitizenKey key) {
  auto file = std::make_unique<CitizenFile>();
  const Place citizen = state.find(key);
  if (citizen == nowhere) return file;
  const Citizen& record = state.citizen(citizen);
  file->cancellations = days_of(record.cancellations);
  file->no_shows = days_of(record.no_shows);
  file->suspended_until = long_date(record.suspended_until);
  file->further_documents = state.documents_of(key);
  if (record.entries == 0) return file;
  for (const Place place : state.waitlist()) {
    const WaitlistEntry& entry = state.waitlist_entry(place);
    if (member_of(entry, citizen) < entry.size) file->waitlist.push_back(entry.id);
  }
  return file;
}

}  // namespace offpeak::scheduler
