// One place in a configuration file: a node, the path that names it, and where to report about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/yaml_document.hpp"

namespace offpeak::config {

/// What all places of one file share.
struct Source {
  std::string file;  // as shown in messages
  Diagnostics& diagnostics;
};

class View {
 public:
  View(const Node& node, Source& source) : View{node, source, {}} {}

  const Node& node() const { return *node_; }
  const std::string& path() const { return path_; }
  bool is(NodeKind kind) const { return node_->kind == kind; }

  /// The n-th item of a list; it must exist.
  View item(std::size_t at) const;
  /// A member of a mapping: `node` must be one of its children.
  View member(const Node& node) const;
  /// A member by its key. When it is absent, this place itself: a mistake in a default is reported
  /// where the key would have to be added.
  View member_or_self(std::string_view key) const;
  /// The items of a list, or the members of a mapping.
  std::vector<View> children() const;

  void error(std::string problem, std::string expected) const;
  void warning(std::string problem, std::string expected) const;
  /// An error about a key rather than its value.
  void key_error(std::string problem, std::string expected) const;
  /// An error about a key that is not there.
  void missing(std::string_view key, std::string expected) const;
  /// An error that says what is here instead; silent when that was reported already.
  void wrong_type(std::string_view problem_of_scalar, const std::string& expected) const;

  /// Errors of the whole load so far.
  std::size_t errors() const { return source_->diagnostics.errors(); }

 private:
  View(const Node& node, Source& source, std::string path)
      : node_{&node}, source_{&source}, path_{std::move(path)} {}

  std::string path_of(std::string_view key) const;
  void add(std::string field, std::string problem, std::string expected, Severity severity,
           bool at_key) const;

  const Node* node_;
  Source* source_;
  std::string path_;
};

}  // namespace offpeak::config
