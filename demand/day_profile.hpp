// When in a hall's day its visitors would like to come.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "demand/demand_model.hpp"

namespace offpeak::demand {

/// Parts that follow each other without a gap are one period.
std::vector<config::Period> periods_of(std::span<const DayPart> parts);

/// The model's parts of the day, laid over the hours of one hall. Where both have as many periods
/// without a gap (a morning and an afternoon), each period of the model is stretched to the hall's;
/// otherwise the open time as a whole is. Within a part the rate is constant.
class DayProfile {
 public:
  /// `periods` is not empty, and neither is `parts`.
  DayProfile(std::span<const DayPart> parts, std::span<const config::Period> periods);

  /// The minute of the day before which this share of the visitors comes; `share` from 0 to 1.
  double minute_at(double share) const;

  /// The share of the visitors that comes before this minute of the day.
  double share_before(double minute) const;

  /// Whether more visitors come in this part of the day than on the day's average.
  bool is_busy(double minute) const;
  /// A minute in a quieter part, which is as likely as it has fewer visitors than the day's mean;
  /// `minute` itself when the day has no quieter part. `u` from 0 to 1.
  double quieter_minute(double minute, double u) const;

 private:
  struct Piece {
    double from = 0;     // minute of the day
    double minutes = 0;  // its length
    double share = 0;
    double lacking = 0;  // share of the visitors that it lacks to the mean
  };

  void add(double share, double open_from, double open_to, std::span<const config::Period> periods);
  void measure();

  std::vector<Piece> pieces_;
  double lacking_ = 0;  // of all pieces
};

}  // namespace offpeak::demand
