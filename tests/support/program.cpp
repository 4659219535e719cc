#include "tests/support/program.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

namespace offpeak::testing {
namespace {

Child start(const std::filesystem::path& directory, const std::string& program,
            std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program);
  const Descriptor output = open_to_append(directory / "output");
  const Descriptor errors = open_to_append(directory / "errors");
  return {std::move(arguments), {.output = output.get(), .errors = errors.get()}};
}

}  // namespace

const std::string& offpeak_program() {
  static const std::string program{OFFPEAK_PROGRAM};
  return program;
}

std::vector<std::string> Outcome::lines() const {
  std::vector<std::string> lines;
  std::istringstream text{output};
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

Run::Run(std::vector<std::string> arguments, const std::string& program)
    : child_{start(directory_.path(), program, std::move(arguments))} {}

std::string Run::output() const { return read_file(directory_ / "output"); }

std::string Run::errors() const { return read_file(directory_ / "errors"); }

Outcome Run::end() {
  const int code = child_.wait();
  return {code, output(), errors()};
}

Outcome run_program(std::vector<std::string> arguments, const std::string& program) {
  return Run{std::move(arguments), program}.end();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace offpeak::testing
