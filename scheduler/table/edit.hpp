// Write access to one record, and what it does to the state's hash. Private to whoever applies
// facts.
#pragma once

#include "scheduler/table/record_hash.hpp"

namespace offpeak::scheduler {

/// Takes the record's hash out of the state's, and puts the new one in at the end. Two edits of the
/// same record must not overlap.
template <class Record>
class Edit {
 public:
  Edit(HashSum& sum, Section section, std::uint64_t number, Record& record)
      : sum_{sum}, section_{section}, number_{number}, record_{record} {
    sum_.remove(section_, number_, record_);
  }
  ~Edit() { sum_.add(section_, number_, record_); }
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;
  Record* operator->() { return &record_; }
  Record& operator*() { return record_; }

 private:
  HashSum& sum_;
  Section section_;
  std::uint64_t number_;
  Record& record_;
};

}  // namespace offpeak::scheduler
