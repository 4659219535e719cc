#include "config/yaml_document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace offpeak::config {
namespace {

/// Ends the parse: the rest of the file has no meaning or is not worth reading.
struct Stop {
  YAML::Mark mark;
  std::string problem;
  std::string expected;
};

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, Diagnostics& diagnostics)
      : file_{file}, diagnostics_{diagnostics} {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw Stop{mark, "a second document begins", "one document"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { leaf(NodeKind::null, mark, {}); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    report(mark, "an alias is not allowed", "the value itself");
    leaf(NodeKind::refused, mark, {});
  }

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    report(mark, "the anchor " + in_quotes(name) + " is not allowed", "the value alone");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    check_tag(mark, tag);
    if (expects_key()) {
      pending_key_ = Key{value, mark};
      return;
    }
    Node* node = leaf(NodeKind::scalar, mark, value);
    if (node != nullptr) node->plain = tag == plain_tag;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(NodeKind::sequence, mark);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(NodeKind::mapping, mark);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Key {
    std::string text;
    YAML::Mark mark;
  };
  /// A container whose end has not come. The node stays in place meanwhile: its siblings are added
  /// only after it is closed. Without a node the container belongs to a duplicate key.
  struct Open {
    Node* node;
    NodeKind kind;
    std::set<std::string> keys;
  };

  // The tags that the parser gives to scalars without one.
  static constexpr std::string_view plain_tag = "?";
  static constexpr std::string_view quoted_tag = "!";

  void report(const YAML::Mark& mark, std::string problem, std::string expected) {
    diagnostics_.add({file_,
                      mark.line + 1,
                      mark.column + 1,
                      {},
                      std::move(problem),
                      std::move(expected),
                      Severity::error});
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == plain_tag || tag == quoted_tag) return;
    report(mark, "the tag " + in_quotes(tag) + " is not allowed", "the value alone");
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().kind == NodeKind::mapping && !pending_key_;
  }

  void open(NodeKind kind, const YAML::Mark& mark) {
    if (open_.size() == yaml_depth_max) {
      throw Stop{mark, "is nested too deeply",
                 "at most " + std::to_string(yaml_depth_max) + " levels"};
    }
    Node* node = leaf(kind, mark, {});
    open_.push_back({node, kind, {}});
  }

  /// Adds a node to the innermost container; nullptr when it belongs to a duplicate key.
  Node* leaf(NodeKind kind, const YAML::Mark& mark, const std::string& text) {
    if (expects_key()) throw Stop{mark, "a key must be a text", "key: value"};
    if (++nodes_ > yaml_nodes_max) {
      throw Stop{mark, "has too many values", "at most " + std::to_string(yaml_nodes_max)};
    }
    Node* node = place();
    if (node == nullptr) return nullptr;
    node->kind = kind;
    node->line = mark.line + 1;
    node->column = mark.column + 1;
    node->text = text;
    return node;
  }

  Node* place() {
    if (open_.empty()) return &root_;
    Open& parent = open_.back();
    const auto key = std::exchange(pending_key_, std::nullopt);
    if (key && !parent.keys.insert(key->text).second) {
      report(key->mark, "the key " + in_quotes(key->text) + " occurs twice", "each key once");
      return nullptr;
    }
    if (parent.node == nullptr) return nullptr;
    Node& node = parent.node->children.emplace_back();
    if (key) {
      node.key = key->text;
      node.key_line = key->mark.line + 1;
      node.key_column = key->mark.column + 1;
    }
    return &node;
  }

  const std::string& file_;
  Diagnostics& diagnostics_;
  Node root_;
  std::vector<Open> open_;
  std::optional<Key> pending_key_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace

const Node* Node::find(std::string_view member_key) const {
  const auto at = std::ranges::find(children, member_key, &Node::key);
  return kind == NodeKind::mapping && at != children.end() ? &*at : nullptr;
}

std::optional<Node> parse_yaml(const std::string& text, const std::string& file,
                               Diagnostics& diagnostics) {
  const auto stop = [&](const YAML::Mark& mark, std::string problem, std::string expected) {
    diagnostics.add({file,
                     mark.line + 1,
                     mark.column + 1,
                     {},
                     std::move(problem),
                     std::move(expected),
                     Severity::error});
    return std::nullopt;
  };
  TreeBuilder builder{file, diagnostics};
  try {
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.add({file, 0, 0, {}, "is empty", "a YAML mapping", Severity::error});
      return std::nullopt;
    }
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stopped) {
    return stop(stopped.mark, stopped.problem, stopped.expected);
  } catch (const YAML::Exception& failed) {
    return stop(failed.mark, "is not YAML: " + failed.msg, {});
  }
  return builder.take_root();
}

}  // namespace offpeak::config
