#include "api/http/conditional.hpp"

#include <algorithm>

namespace offpeak::http {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view blanks_and_commas = " \t,";

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

/// Takes the opaque part of the entity tag that `text` begins with, quotes included; empty when
/// there is none. A comma inside the quotes belongs to the tag.
std::string_view take_opaque_tag(std::string_view& text) {
  constexpr std::string_view weak = "W/";
  if (text.starts_with(weak)) text.remove_prefix(weak.size());
  if (!text.starts_with('"')) return {};
  const auto end = text.find('"', 1);
  if (end == std::string_view::npos) return {};
  const auto tag = text.substr(0, end + 1);
  text.remove_prefix(tag.size());
  return tag;
}

}  // namespace

bool names_entity_tag(std::string_view if_none_match, std::string_view entity_tag) {
  const auto wanted = take_opaque_tag(entity_tag);
  auto rest = if_none_match;
  skip(rest, blanks);
  if (rest.starts_with('*')) return rest.find_first_not_of(blanks, 1) == std::string_view::npos;
  for (;;) {
    skip(rest, blanks_and_commas);
    const auto tag = take_opaque_tag(rest);
    if (tag.empty()) return false;
    skip(rest, blanks);
    if (!rest.empty() && rest.front() != ',') return false;
    if (tag == wanted) return true;
  }
}

}  // namespace offpeak::http
