#include "config/view.hpp"

#include <utility>

namespace offpeak::config {
namespace {

// A key is shown as it is when it could be one; anything else in quotes.
bool is_plain_key(std::string_view key) {
  constexpr std::size_t shown_key_bytes_max = 40;
  return !key.empty() && key.size() <= shown_key_bytes_max &&
         key.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

}  // namespace

View View::item(std::size_t at) const {
  return {node_->children[at], *source_, path_ + '[' + std::to_string(at) + ']'};
}

View View::member(const Node& node) const { return {node, *source_, path_of(node.key)}; }

View View::member_or_self(std::string_view key) const {
  const Node* found = node_->find(key);
  return found != nullptr ? member(*found) : *this;
}

std::vector<View> View::children() const {
  std::vector<View> views;
  views.reserve(node_->children.size());
  for (std::size_t at = 0; at < node_->children.size(); ++at) {
    views.push_back(is(NodeKind::mapping) ? member(node_->children[at]) : item(at));
  }
  return views;
}

void View::error(std::string problem, std::string expected) const {
  add(path_, std::move(problem), std::move(expected), Severity::error, !is(NodeKind::scalar));
}

void View::warning(std::string problem, std::string expected) const {
  add(path_, std::move(problem), std::move(expected), Severity::warning, !is(NodeKind::scalar));
}

void View::key_error(std::string problem, std::string expected) const {
  add(path_, std::move(problem), std::move(expected), Severity::error, true);
}

void View::missing(std::string_view key, std::string expected) const {
  add(path_of(key), "is missing", std::move(expected), Severity::error, true);
}

void View::wrong_type(std::string_view problem_of_scalar, const std::string& expected) const {
  switch (node_->kind) {
    case NodeKind::refused:
      return;
    case NodeKind::null:
      return error("has no value", expected);
    case NodeKind::sequence:
      return error("is a list", expected);
    case NodeKind::mapping:
      return error("is a mapping", expected);
    case NodeKind::scalar:
      return error(in_quotes(node_->text) + ' ' + std::string{problem_of_scalar}, expected);
  }
}

std::string View::path_of(std::string_view key) const {
  const std::string shown = is_plain_key(key) ? std::string{key} : in_quotes(key);
  return path_.empty() ? shown : path_ + '.' + shown;
}

// A list or mapping begins below its key, but people look for the key, so its line is reported.
void View::add(std::string field, std::string problem, std::string expected, Severity severity,
               bool at_key) const {
  const bool use_key = at_key && node_->key_line > 0;
  source_->diagnostics.add({source_->file, use_key ? node_->key_line : node_->line,
                            use_key ? node_->key_column : node_->column, std::move(field),
                            std::move(problem), std::move(expected), severity});
}

}  // namespace offpeak::config
