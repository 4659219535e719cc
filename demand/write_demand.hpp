// The demand model as YAML that `read_demand` reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "demand/demand_model.hpp"

namespace offpeak::demand {

/// What stands beside the values.
struct DemandNotes {
  std::vector<std::string> head;                // lines of the comment at the top
  std::vector<std::string> synthetic;           // paths of the values that are assumptions
  std::map<std::string, std::string> comments;  // by path, such as `booking.no_show_percent`
};

/// Read again with the same city, the file gives the same model, bit for bit, if the model's shares
/// are percents of nine decimals at most, as those of files are. Each value has a line of its own
/// where notes may stand: a path of a list is that list's, or `day_parts.08:30`, `mix_percent.KEY`.
std::string write_demand(const DemandModel& model, const config::City& city,
                         const DemandNotes& notes);

}  // namespace offpeak::demand
