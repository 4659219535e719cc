// A YAML document as a plain tree in which every part knows its line.
//
// Only what a configuration needs is taken: one document of mappings, lists and scalars. Anchors,
// aliases and tags are refused, because with them a small file can mean something else, or
// something huge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"

namespace offpeak::config {

inline constexpr std::size_t yaml_depth_max = 64;
inline constexpr std::size_t yaml_nodes_max = 100'000;

/// What a node is. `refused` stands where something was already reported; readers pass over it.
enum class NodeKind : std::uint8_t { null, scalar, sequence, mapping, refused };

struct Node {
  NodeKind kind = NodeKind::null;
  bool plain = false;  // a scalar without quotes, which may be a number
  int line = 0;        // from 1; of the value
  int column = 0;
  std::string text;  // of a scalar
  std::string key;   // of a mapping's member, unique within it
  int key_line = 0;
  int key_column = 0;
  std::vector<Node> children;  // items or members, in the file's order

  /// A mapping's member, or nullptr.
  const Node* find(std::string_view member_key) const;
};

/// Parses one document. Nothing when the text is not YAML or breaks a bound. Duplicate keys,
/// anchors, aliases and tags are reported as well, but the rest of the tree is returned so that
/// reading can go on.
std::optional<Node> parse_yaml(const std::string& text, const std::string& file,
                               Diagnostics& diagnostics);

}  // namespace offpeak::config
