#include "demand/day_profile.hpp"

#include <algorithm>

namespace offpeak::demand {
namespace {

/// Shorter pieces are left by rounding at the end of a period.
constexpr double piece_minutes_min = 1e-6;

double length_of(const config::Period& period) {
  return static_cast<double>((period.to - period.from).count());
}

double length_of(std::span<const config::Period> periods) {
  double sum = 0;
  for (const auto& period : periods) sum += length_of(period);
  return sum;
}

}  // namespace

std::vector<config::Period> periods_of(std::span<const DayPart> parts) {
  std::vector<config::Period> periods;
  for (const DayPart& part : parts) {
    if (!periods.empty() && periods.back().to == part.period.from) {
      periods.back().to = part.period.to;
    } else {
      periods.push_back(part.period);
    }
  }
  return periods;
}

DayProfile::DayProfile(std::span<const DayPart> parts, std::span<const config::Period> periods) {
  const auto own = periods_of(parts);
  const bool by_period = own.size() == periods.size();
  const double whole_stretch = length_of(periods) / length_of(own);
  std::size_t at = 0;     // the period of the model in which the part lies
  double open_until = 0;  // minutes of the hall's open time before the part
  for (const DayPart& part : parts) {
    if (part.period.from >= own[at].to) ++at;
    const double stretch = by_period ? length_of(periods[at]) / length_of(own[at]) : whole_stretch;
    const double open_from = open_until;
    open_until += length_of(part.period) * stretch;
    add(part.share, open_from, open_until, periods);
  }
  measure();
}

/// Minutes here count only the hall's open time; a part that spans a break is cut there.
void DayProfile::add(double share, double open_from, double open_to,
                     std::span<const config::Period> periods) {
  double before = 0;
  for (const auto& period : periods) {
    const double from = std::max(open_from, before);
    const double to = std::min(open_to, before + length_of(period));
    if (to - from > piece_minutes_min) {
      pieces_.push_back({.from = static_cast<double>(period.from.count()) + from - before,
                         .minutes = to - from,
                         .share = share * (to - from) / (open_to - open_from)});
    }
    before += length_of(period);
  }
}

void DayProfile::measure() {
  double minutes = 0;
  for (const Piece& piece : pieces_) minutes += piece.minutes;
  for (Piece& piece : pieces_) {
    piece.lacking = std::max(0.0, piece.minutes / minutes - piece.share);
    lacking_ += piece.lacking;
  }
}

double DayProfile::minute_at(double share) const {
  std::size_t at = 0;
  while (at + 1 < pieces_.size() && share >= pieces_[at].share) share -= pieces_[at++].share;
  const Piece& piece = pieces_[at];
  const double part = piece.share > 0 ? std::min(share / piece.share, 1.0) : 0;
  return piece.from + part * piece.minutes;
}

double DayProfile::share_before(double minute) const {
  double share = 0;
  for (const Piece& piece : pieces_) {
    share += piece.share * std::clamp((minute - piece.from) / piece.minutes, 0.0, 1.0);
  }
  return share;
}

bool DayProfile::is_busy(double minute) const {
  const auto after = std::ranges::upper_bound(pieces_, minute, {}, &Piece::from);
  return after != pieces_.begin() && std::prev(after)->lacking == 0;
}

double DayProfile::quieter_minute(double minute, double u) const {
  if (lacking_ <= 0) return minute;
  double left = u * lacking_;
  const Piece* last = nullptr;
  for (const Piece& piece : pieces_) {
    if (piece.lacking == 0) continue;
    if (last != nullptr) left -= last->lacking;
    last = &piece;
    if (left < piece.lacking) break;
  }
  return last->from + std::min(left / last->lacking, 1.0) * last->minutes;
}

}  // namespace offpeak::demand
