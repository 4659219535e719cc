#include "scheduler/state/ranked_line.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <utility>

namespace offpeak::scheduler {
namespace {

/// Against a sorted set: the plain way.
class Pair {
 public:
  void insert(std::uint64_t rank, Place ticket) {
    line_.insert({.rank = rank, .ticket = ticket, .expected_s = 60});
    plain_.emplace(rank, ticket);
  }
  void remove_nth(std::size_t n) {
    const auto at = std::next(plain_.begin(), static_cast<std::ptrdiff_t>(n));
    line_.remove(at->first, at->second);
    plain_.erase(at);
  }
  std::size_t size() const { return plain_.size(); }

  void check() const {
    REQUIRE(line_.size() == plain_.size());
    CHECK(line_.empty() == plain_.empty());
    CHECK(line_.expected_s() == plain_.size() * 60);
    std::size_t place = 0;
    for (const auto& [rank, ticket] : plain_) {
      CHECK(line_.all()[place].rank == rank);
      CHECK(line_.all()[place].ticket == ticket);
      CHECK(line_.ahead_of(rank, ticket) == place);
      ++place;
    }
  }

 private:
  RankedLine line_;
  std::set<std::pair<std::uint64_t, Place>> plain_;
};

TEST_CASE("a line is a sorted set, whoever comes and goes") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random{seed};
    Pair pair;
    std::uint64_t latest = 0;
    for (Place ticket = 0; ticket < 400; ++ticket) {
      const bool late = random() % 4 == 0;  // belongs further in front
      latest += random() % 3;
      pair.insert(late ? latest / 2 : latest, ticket);
      while (pair.size() > 0 && random() % 2 == 0) {
        pair.remove_nth(random() % 3 == 0 ? random() % pair.size() : 0);
      }
    }
    pair.check();
  }
}

TEST_CASE("a long line that moves on keeps its order and its sum") {
  Pair pair;
  for (Place ticket = 0; ticket < 3000; ++ticket) pair.insert(ticket, ticket);
  for (int i = 0; i < 2500; ++i) pair.remove_nth(0);
  pair.check();
  pair.insert(2600, 7);
  pair.check();
}

}  // namespace
}  // namespace offpeak::scheduler
