// The covering of shifts.hpp, by Cbc.
#include <coin/Cbc_C_Interface.h>

#include <cmath>
#include <memory>
#include <mutex>

#include "loadtest/simulation/plan/shifts.hpp"

namespace offpeak::loadtest {
namespace {

/// Minutes at a counter come first, then people: a day's people are fewer than this.
constexpr double cost_per_minute = 10'000;
constexpr const char* nodes_max = "20000";  // of the tree: a bound in time would vary

struct DeleteModel {
  void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};
using Model = std::unique_ptr<Cbc_Model, DeleteModel>;

/// One column a shift, one row a half-hour; in compressed columns, as Cbc reads them.
struct Covering {
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> rows;
  std::vector<double> ones;
  std::vector<double> costs;

  explicit Covering(std::span<const Shift> shifts) {
    for (const Shift& shift : shifts) {
      for (auto at = shift.first; at < shift.end; ++at) {
        if (shift.covers(at)) rows.push_back(static_cast<int>(at));
      }
      starts.push_back(static_cast<CoinBigIndex>(rows.size()));
      costs.push_back(static_cast<double>(shift.work.count()) * cost_per_minute + 1);
    }
    ones.assign(rows.size(), 1);
  }
};

void load(const Covering& covering, const std::vector<int>& needed, Cbc_Model* model) {
  const std::vector<double> least(needed.begin(), needed.end());
  const auto columns = static_cast<int>(covering.costs.size());
  Cbc_loadProblem(model, columns, static_cast<int>(needed.size()), covering.starts.data(),
                  covering.rows.data(), covering.ones.data(), nullptr, nullptr,
                  covering.costs.data(), least.data(), nullptr);
  for (int column = 0; column < columns; ++column) Cbc_setInteger(model, column);
  Cbc_setParameter(model, "logLevel", "0");
  Cbc_setParameter(model, "maxNodes", nodes_max);
  Cbc_setParameter(model, "ratioGap", "0");
  Cbc_setParameter(model, "allowableGap", "0.5");  // costs are whole
}

double hours_of(double cost) { return cost / cost_per_minute / 60; }

}  // namespace

Roster least_roster(std::span<const Shift> shifts, const std::vector<int>& needed) {
  static std::mutex solving;  // Cbc's settings of a run are in statics
  const std::lock_guard lock{solving};
  const Covering covering{shifts};
  const Model model{Cbc_newModel()};
  load(covering, needed, model.get());
  Cbc_solve(model.get());
  Roster roster{.people = std::vector<int>(shifts.size())};
  const double* solution = Cbc_getColSolution(model.get());
  for (std::size_t at = 0; at < shifts.size(); ++at) {
    roster.people[at] = static_cast<int>(std::lround(solution[at]));
    roster.hours += roster.people[at] * static_cast<double>(shifts[at].work.count()) / 60;
  }
  roster.is_least = Cbc_isProvenOptimal(model.get()) != 0;
  roster.hours_bound =
      roster.is_least ? roster.hours : hours_of(Cbc_getBestPossibleObjValue(model.get()));
  return roster;
}

}  // namespace offpeak::loadtest
