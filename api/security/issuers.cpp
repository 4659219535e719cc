#include "api/security/issuers.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "api/security/tokens.hpp"
#include "base/file.hpp"
#include "base/json_reader.hpp"
#include "base/own_path.hpp"

namespace offpeak::security {

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using base::Fault;
using base::Result;
using boost::system::in_place_value;
using scheduler::Role;
using Text = Result<std::string>;

constexpr std::size_t json_depth_max = 8;
constexpr std::string_view known_members[] = {"issuer",     "audience",         "roles",
                                              "keys",       "citizen_from",     "number_claim",
                                              "type_claim", "dependants_claim", "test_numbers"};

Text read_own_file(const fs::path& file, std::size_t bytes_max) {
  if (const auto own = base::check_is_own(file); !own) return own.error();
  auto text = base::read_file(file, bytes_max);
  if (!text) return Fault{file.string() + ": " + std::string{base::words_of(text.error())}};
  return Text{in_place_value, std::move(*text)};
}

/// A text of 1 to `issuer_chars_max` printable ASCII characters; `usual` when it is missing.
Text text_of(const json::object& object, std::string_view name, std::string_view usual = {}) {
  const auto* member = object.if_contains(name);
  if (member == nullptr && !usual.empty()) return Text{in_place_value, usual};
  const auto* text = member == nullptr ? nullptr : member->if_string();
  const bool is_plain = text != nullptr && !text->empty() && text->size() <= issuer_chars_max &&
                        std::ranges::all_of(*text, [](char c) { return c > ' ' && c < 127; });
  if (!is_plain) {
    return Fault{std::string{name} + " must be a text of 1 to 256 characters without spaces"};
  }
  return Text{in_place_value, std::string_view{*text}};
}

Result<std::vector<Role>> roles_of(const json::object& object) {
  const auto* list = object.if_contains("roles");
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return Fault{"roles must be a list of at least one role"};
  }
  std::vector<Role> roles;
  for (const auto& value : list->get_array()) {
    const auto role = value.is_string() ? parse_role(value.get_string()) : std::nullopt;
    if (!role) return Fault{"roles has a word that is no role"};
    roles.push_back(*role);
  }
  if (roles.size() > 1 && std::ranges::find(roles, Role::citizen) != roles.end()) {
    return Fault{"citizens need an issuer of their own: give it the role citizen alone"};
  }
  return roles;
}

Result<void> read_citizen_from(const json::object& object, Issuer& issuer) {
  if (issuer.roles.front() != Role::citizen) return {};
  const auto from = text_of(object, "citizen_from");
  if (!from || (*from != "number" && *from != "subject")) {
    return Fault{"citizen_from must be number or subject"};
  }
  issuer.citizen_from = *from == "number" ? CitizenFrom::number : CitizenFrom::subject;
  return {};
}

Result<void> read_test_numbers(const json::object& object, Issuer& issuer) {
  const auto* member = object.if_contains("test_numbers");
  if (member == nullptr) return {};
  if (!member->is_bool()) return Fault{"test_numbers must be true or false"};
  issuer.takes_made_up_numbers = member->get_bool();
  return {};
}

Result<void> check_members(const json::object& object) {
  for (const auto& member : object) {
    if (std::ranges::find(known_members, std::string_view{member.key()}) ==
        std::end(known_members)) {
      return Fault{"has a member that is not known here"};
    }
  }
  return {};
}

Result<KeySet> load_keys(const fs::path& file) {
  const auto text = read_own_file(file, key_set_bytes_max);
  if (!text) return text.error();
  auto keys = read_key_set(*text);
  if (!keys) return Fault{file.string() + ": " + keys.error().message};
  return std::move(*keys);
}

Result<Issuer> read_issuer(const json::value& value, const fs::path& directory) {
  if (!value.is_object()) return Fault{"must be an object"};
  const auto& object = value.get_object();
  if (const auto known = check_members(object); !known) return known.error();
  const auto name = text_of(object, "issuer");
  const auto audience = text_of(object, "audience");
  const auto file = text_of(object, "keys");
  const auto number_claim = text_of(object, "number_claim", "id_number");
  const auto type_claim = text_of(object, "type_claim", "id_type");
  const auto dependants_claim = text_of(object, "dependants_claim", "dependants");
  for (const auto* text :
       {&name, &audience, &file, &number_claim, &type_claim, &dependants_claim}) {
    if (!*text) return text->error();
  }
  if (*name == own_issuer) return Fault{"issuer must not be this server's own name"};
  auto roles = roles_of(object);
  if (!roles) return roles.error();
  Issuer issuer{.name = *name,
                .audience = *audience,
                .roles = std::move(*roles),
                .number_claim = *number_claim,
                .type_claim = *type_claim,
                .dependants_claim = *dependants_claim,
                .keys = {}};
  if (const auto read = read_citizen_from(object, issuer); !read) return read.error();
  if (const auto read = read_test_numbers(object, issuer); !read) return read.error();
  auto keys = load_keys(directory / *file);
  if (!keys) return keys.error();
  issuer.keys = std::move(*keys);
  return issuer;
}

/// Whoever has a key could otherwise issue in the name of both.
bool share_a_key(const Issuer& one, const Issuer& other) {
  return std::ranges::any_of(one.keys, [&other](const auto& mine) {
    return std::ranges::any_of(
        other.keys, [&mine](const auto& theirs) { return mine.second == theirs.second; });
  });
}

Result<void> add(Issuer issuer, Issuers& issuers) {
  for (const Issuer& before : issuers) {
    if (before.name == issuer.name) return Fault{"is there twice: " + issuer.name};
    if (share_a_key(before, issuer)) {
      return Fault{"has a key of " + before.name + ": each issuer needs keys of its own"};
    }
  }
  issuers.push_back(std::move(issuer));
  return {};
}

Result<Issuers> read_issuers(std::string_view text, const fs::path& directory) {
  const auto value = base::read_json(text, json_depth_max);
  if (!value) return Fault{value.error().detail};
  const auto* list = value->is_object() ? value->get_object().if_contains("issuers") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().size() > issuers_max) {
    return Fault{"must be an object with issuers, a list of at most 8"};
  }
  Issuers issuers;
  for (std::size_t i = 0; i < list->get_array().size(); ++i) {
    auto issuer = read_issuer(list->get_array()[i], directory);
    const auto added = issuer ? add(std::move(*issuer), issuers) : Result<void>{issuer.error()};
    if (!added) return Fault{"issuers[" + std::to_string(i) + "]: " + added.error().message};
  }
  return issuers;
}

}  // namespace

const Issuer* find_issuer(const Issuers& issuers, std::string_view name) {
  const auto found = std::ranges::find(issuers, name, &Issuer::name);
  return found == issuers.end() ? nullptr : &*found;
}

Result<Issuers> load_issuers(const fs::path& directory) {
  const fs::path file = directory / "issuers.json";
  std::error_code error;
  if (!fs::exists(file, error) && !error) return Issuers{};
  if (const auto own = base::check_is_own(directory); !own) return own.error();
  const auto text = read_own_file(file, issuers_file_bytes_max);
  if (!text) return text.error();
  auto issuers = read_issuers(*text, directory);
  if (!issuers) return Fault{file.string() + ": " + issuers.error().message};
  return std::move(*issuers);
}

}  // namespace offpeak::security
