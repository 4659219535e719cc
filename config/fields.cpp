#include "config/fields.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace offpeak::config {
namespace {

constexpr std::size_t compared_bytes_max = 64;  // bounds the cost of a suggestion
constexpr std::size_t near_edits_max = 3;

/// Edit distance (Levenshtein 1966), by the usual two-row table kept in one row.
std::size_t edits_between(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string_view compared = wrong.substr(0, compared_bytes_max);
  // At most a third of the letters may be wrong: otherwise all short keys would look alike.
  std::size_t best_edits = std::min(near_edits_max, compared.size() / 3 + 1) + 1;
  std::string_view best;
  for (const std::string& name : names) {
    const std::size_t edits = edits_between(compared, name);
    if (edits < best_edits) {
      best_edits = edits;
      best = name;
    }
  }
  return best;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Fields::Fields(const View& where) : where_{where}, is_mapping_{where.is(NodeKind::mapping)} {
  if (!is_mapping_) where.wrong_type("is not a mapping", "a mapping");
}

void Fields::required(std::string_view key, const Reader& reader) {
  const Node* node = take(key);
  if (node != nullptr) {
    return read(*node, reader);
  }
  faulty_.emplace(key);
  if (is_mapping_) where_.missing(key, reader.expected);
}

void Fields::optional(std::string_view key, const Reader& reader) {
  const Node* node = take(key);
  if (node != nullptr) read(*node, reader);
}

void Fields::finish() const {
  if (!is_mapping_) return;
  for (const View& member : where_.children()) {
    const std::string& key = member.node().key;
    if (std::ranges::find(known_, key) != known_.end()) continue;
    const std::string_view meant = nearest(key, known_);
    member.key_error("unknown key " + in_quotes(key),
                     meant.empty() ? "one of " + joined(known_) : in_quotes(meant));
  }
}

const Node* Fields::take(std::string_view key) {
  known_.emplace_back(key);
  return where_.node().find(key);
}

void Fields::read(const Node& node, const Reader& reader) {
  const View member = where_.member(node);
  const std::size_t errors = member.errors();
  reader.read(member);
  if (member.errors() != errors || member.is(NodeKind::refused)) faulty_.emplace(node.key);
}

bool Fields::sound(std::initializer_list<std::string_view> keys) const {
  return std::ranges::none_of(keys, [&](std::string_view key) { return faulty_.contains(key); });
}

Reader list(std::size_t count_min, std::size_t count_max, std::string what,
            std::function<void(const View&)> read_item) {
  std::string expected = "a list of " + std::to_string(count_min) + " to " +
                         std::to_string(count_max) + ' ' + std::move(what);
  auto read = [=](const View& where) {
    if (!where.is(NodeKind::sequence)) return where.wrong_type("is not a list", expected);
    const std::size_t count = where.node().children.size();
    if (count < count_min || count > count_max) {
      return where.error("has " + std::to_string(count) + " items", expected);
    }
    for (const View& item : where.children()) read_item(item);
  };
  return {expected, std::move(read)};
}

}  // namespace offpeak::config
