#include "tests/main/front.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::testing {
namespace {

const std::string host = "offpeak.example";

std::uint16_t free_port() {
  const Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), generic, size) != 0 ||
      ::getsockname(socket.get(), generic, &size) != 0) {
    throw std::runtime_error{"no free port"};
  }
  return ntohs(address.sin_port);
}

/// Throws when the file has nothing to replace: a test must know what it runs.
std::string replaced_one(std::string text, const Replacement& what) {
  auto at = text.find(what.from);
  if (at == std::string::npos) throw std::logic_error{"the configuration lacks " + what.from};
  for (; at != std::string::npos; at = text.find(what.from, at + what.to.size())) {
    text.replace(at, what.from.size(), what.to);
  }
  return text;
}

std::string replaced(std::string text, const std::vector<Replacement>& all) {
  for (const auto& one : all) text = replaced_one(std::move(text), one);
  return text;
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream{file} << text;
}

std::string checked(const Outcome& outcome, const std::string& what) {
  if (outcome.code != 0) throw std::runtime_error{what + ": " + outcome.errors + outcome.output};
  return outcome.output;
}

/// What differs in a test from the file that is documented: ports, certificate, log.
struct Shipped {
  std::string file;
  std::string plain_port;
  std::string tls_port;
  std::string folder;  // of the certificate
  std::vector<Replacement> rest;
};

Shipped shipped(Proxy proxy) {
  switch (proxy) {
    case Proxy::nginx:
      return {"nginx.conf",
              "listen 80",
              "listen 443",
              "/etc/ssl/offpeak",
              {{"/var/log/nginx/offpeak.log", "/dev/stdout"}}};
    case Proxy::haproxy:
      return {"haproxy.cfg", "bind :80", "bind :443", "/etc/ssl/offpeak", {}};
    case Proxy::caddy:
      return {"Caddyfile", "http_port 80", "https_port 443", "/etc/ssl/offpeak", {}};
  }
  throw std::logic_error{"another proxy"};
}

/// "listen 80" with another port, and on the loopback network where the directive takes an address.
Replacement with_port(const std::string& directive, std::uint16_t port) {
  const auto space = directive.rfind(' ');
  const bool takes_address = directive.find("_port") == std::string::npos;
  return {directive, directive.substr(0, space + 1) + (takes_address ? "127.0.0.1:" : "") +
                         std::to_string(port)};
}

}  // namespace

Front::Front(Proxy proxy, std::uint16_t server_port, const std::vector<Replacement>& more)
    : plain_port_{free_port()}, tls_port_{free_port()} {
  make_certificate();
  const auto known = shipped(proxy);
  auto config = replaced(read_file(source_path("docs/front/" + known.file)),
                         {with_port(known.tls_port, tls_port_),
                          with_port(known.plain_port, plain_port_),
                          {known.folder, directory_.path().string()}});
  config = replaced_one(std::move(config),
                        Replacement{"127.0.0.1:8080", "127.0.0.1:" + std::to_string(server_port)});
  config = replaced(replaced(std::move(config), known.rest), more);
  const auto command = prepare(proxy, config);
  const auto log = open_to_append(directory_ / "log");
  child_ = std::make_unique<Child>(command,
                                   Streams{.input = -1, .output = log.get(), .errors = log.get()});
  await_start();
}

void Front::make_certificate() const {
  const std::string certificate = directory_ / "fullchain.pem";
  const std::string key = directory_ / "key.pem";
  checked(run_program({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                       "-nodes", "-days", "2", "-subj", "/CN=" + host, "-addext",
                       "subjectAltName=DNS:" + host, "-out", certificate, "-keyout", key},
                      "/usr/bin/openssl"),
          "openssl");
  write(directory_ / "haproxy.pem", read_file(certificate) + read_file(key));
}

std::vector<std::string> Front::prepare(Proxy proxy, const std::string& config) const {
  const std::string file = directory_ / "config";
  const bool is_root = ::geteuid() == 0;
  switch (proxy) {
    case Proxy::nginx: {
      const std::string folder = directory_.path().string();
      std::string around = is_root ? "user root;\n" : "";
      around += "daemon off;\nmaster_process off;\npid " + folder + "/pid;\nevents {}\nhttp {\n";
      for (const std::string kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
        around += kind + "_temp_path " + folder + "/" + kind + ";\n";
      }
      write(file, around + config + "}\n");
      return {"/usr/sbin/nginx", "-c", file, "-e", "stderr"};
    }
    case Proxy::haproxy:
      // Only root can become another user.
      write(file, is_root
                      ? config
                      : replaced(config, {{"  user haproxy\n", ""}, {"  group haproxy\n", ""}}));
      return {"/usr/sbin/haproxy", "-db", "-f", file};
    case Proxy::caddy:
      write(file, config);
      return {"/usr/bin/env",   "HOME=" + directory_.path().string(),
              "/usr/bin/caddy", "run",
              "--adapter",      "caddyfile",
              "--config",       file};
  }
  throw std::logic_error{"another proxy"};
}

void Front::await_start() const {
  await_until("the proxy accepts connections", [this] {
    if (!child_->runs()) throw std::runtime_error{"the proxy has ended: " + log()};
    return get_without_tls("/healthz").starts_with("HTTP/1.1 308");
  });
}

std::vector<std::string> Front::curl(const std::string& client, const std::string& path) const {
  const auto port = std::to_string(tls_port_);
  return {"-sS",
          "--interface",
          client,
          "--cacert",
          directory_ / "fullchain.pem",
          "--resolve",
          host + ":" + port + ":127.0.0.1",
          "https://" + host + ":" + port + path};
}

std::string Front::get(const std::string& client, const std::string& path,
                       std::vector<std::string> options) const {
  const auto usual = curl(client, path);
  options.insert(options.end(), usual.begin(), usual.end());
  options.push_back("-i");
  return checked(run_program(std::move(options), "/usr/bin/curl"), "curl");
}

std::string Front::get_without_tls(const std::string& path) const {
  const auto port = std::to_string(plain_port_);
  return run_program({"-sS", "-i", "--resolve", host + ":" + port + ":127.0.0.1",
                      "http://" + host + ":" + port + path},
                     "/usr/bin/curl")
      .output;
}

std::string Front::log() const { return read_file(directory_ / "log"); }

}  // namespace offpeak::testing
