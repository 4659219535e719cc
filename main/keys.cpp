// `offpeak keys rotate`: a new citizen key for a server's folder.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "api/security/keys.hpp"
#include "main/commands.hpp"

namespace offpeak {
namespace {

struct KeysArguments {
  std::string action;
  std::string keys = "var/keys";
};

int run(const KeysArguments& arguments) {
  const auto rotated = security::rotate_citizen_key(arguments.keys);
  if (!rotated) {
    std::cerr << "offpeak keys: " << rotated.error().message << '\n';
    return exit_failed;
  }
  std::cout << "a new citizen.key is there; the one before is citizen.old.key\n"
               "copy the folder, then restart the servers, the standby first\n";
  return exit_done;
}

}  // namespace

Command add_keys(CLI::App& app) {
  auto* parser = app.add_subcommand("keys", "Changes the key behind citizens' identity numbers");
  auto arguments = std::make_shared<KeysArguments>();
  parser
      ->add_option("action", arguments->action, "rotate: a new key; the old one is kept beside it")
      ->required()
      ->check(CLI::IsMember({"rotate"}));
  parser->add_option("--keys", arguments->keys, "folder of the server's keys");
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace offpeak
