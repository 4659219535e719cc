// Reading mappings and lists: every key is either asked for or a mistake.
#pragma once

#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/view.hpp"

namespace offpeak::config {

/// How to read one value: what would be right there, and what to do with it. A reader reports its
/// own mistakes, and then leaves its target as it was.
struct Reader {
  std::string expected;
  std::function<void(const View&)> read;
};

/// The keys of one mapping. Say each once with `required` or `optional`, then `finish`.
class Fields {
 public:
  /// Reports a place that holds no mapping; then nothing else is reported about it.
  explicit Fields(const View& where);

  void required(std::string_view key, const Reader& reader);
  void optional(std::string_view key, const Reader& reader);
  /// Reports every key that was not asked for, with the nearest known one.
  void finish() const;
  /// True when none of `keys` was reported as missing or faulty, so that a relation between them
  /// can be checked. An optional key that is absent is sound.
  bool sound(std::initializer_list<std::string_view> keys) const;

 private:
  const Node* take(std::string_view key);
  void read(const Node& node, const Reader& reader);

  View where_;
  bool is_mapping_;
  std::vector<std::string> known_;
  std::set<std::string, std::less<>> faulty_;
};

/// A list of `count_min` to `count_max` items, each given to `read_item`.
Reader list(std::size_t count_min, std::size_t count_max, std::string what,
            std::function<void(const View&)> read_item);

/// The name in `names` that `wrong` was probably meant to be; empty when none is near.
std::string_view nearest(std::string_view wrong, const std::vector<std::string>& names);

/// "a, b, c".
std::string joined(const std::vector<std::string>& names);

}  // namespace offpeak::config
