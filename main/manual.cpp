// The manual page and bash's completion, both written from the options that the command line takes.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/version.hpp"
#include "main/commands.hpp"

namespace offpeak {
namespace {

/// Text in which troff sees no commands: no escapes, and no line that begins with a dot or a quote.
std::string troff(std::string_view text) {
  std::string shown;
  if (text.starts_with('.') || text.starts_with('\'')) shown += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      shown += "\\e";
    } else if (c == '-') {
      shown += "\\-";
    } else {
      shown += c;
    }
  }
  return shown;
}

void add_option(const CLI::Option& option, std::string& page) {
  const bool takes_value = option.get_items_expected_max() > 0;
  page += ".TP\n\\fB" + troff(option.get_name()) + "\\fR";
  if (takes_value) page += " \\fI" + troff(option.get_type_name()) + "\\fR";
  page += '\n' + troff(option.get_description());
  const auto usual = option.get_default_str();
  if (takes_value && !usual.empty() && usual != "\"\"" && usual != "[]") {
    page += " (otherwise " + troff(usual) + ')';
  }
  page += '\n';
}

std::string manual_page(const CLI::App& app) {
  std::string page = ".TH OFFPEAK 1 \"\" \"offpeak " + std::string{api::version} +
                     "\" \"User Commands\"\n.SH NAME\noffpeak \\- " + troff(app.get_description()) +
                     "\n.SH SYNOPSIS\n.B offpeak\n.I COMMAND\n[option]...\n.SH COMMANDS\n";
  for (const auto* command : app.get_subcommands({})) {
    page += ".SS offpeak " + troff(command->get_name()) + '\n' + troff(command->get_description()) +
            '\n';
    for (const auto* option : command->get_options()) add_option(*option, page);
  }
  return page +
         ".SH EXIT STATUS\n0: done; 1: failed; 2: wrong use or configuration; 3: the store; "
         "4: the store lacks what this server has acknowledged or followed.\n"
         ".SH SEE ALSO\nThe folder share/doc/offpeak, operations.md first.\n";
}

/// "serve) words='--config --store' ;;"
std::string completion_case(const CLI::App& command) {
  std::string words;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
  }
  return "    " + command.get_name() + ") words='" + words + "' ;;\n";
}

std::string completion(const CLI::App& app) {
  std::string commands;
  std::string cases;
  for (const auto* command : app.get_subcommands({})) {
    commands += (commands.empty() ? "" : " ") + command->get_name();
    cases += completion_case(*command);
  }
  return "# bash completion for offpeak; written by `offpeak manual --bash-completion`\n"
         "_offpeak() {\n"
         "  local words='" +
         commands +
         " --help --version'\n"
         "  ((COMP_CWORD > 1)) && case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o default -F _offpeak offpeak\n";
}

}  // namespace

Command add_manual(CLI::App& app) {
  auto* parser = app.add_subcommand("manual", "Prints the manual page, for man");
  auto for_bash = std::make_shared<bool>(false);
  parser->add_flag("--bash-completion", *for_bash, "what completes commands in bash instead");
  return {parser, [&app, for_bash] {
            std::cout << (*for_bash ? completion(app) : manual_page(app));
            return exit_done;
          }};
}

}  // namespace offpeak
