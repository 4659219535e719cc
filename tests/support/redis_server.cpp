#include "tests/support/redis_server.hpp"

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>

namespace offpeak::testing {
namespace {

/// Longer than a start takes; only a failing test waits so long.
constexpr std::chrono::seconds patience{30};

/// Another program may take a free port before Redis does.
constexpr int starts_max = 10;

std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound =
      ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(descriptor);
  if (!bound) throw std::runtime_error{"no free port"};
  return ntohs(address.sin_port);
}

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};

/// The reply as text; nothing when there is none.
std::unique_ptr<std::string> ask(const std::string& socket, const std::vector<std::string>& words) {
  const std::unique_ptr<redisContext, FreeContext> context{
      redisConnectUnixWithTimeout(socket.c_str(), timeval{.tv_sec = 10, .tv_usec = 0})};
  if (!context || context->err != 0) return nullptr;
  std::vector<const char*> argv;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    argv.push_back(word.data());
    sizes.push_back(word.size());
  }
  auto* reply = static_cast<redisReply*>(
      redisCommandArgv(context.get(), static_cast<int>(argv.size()), argv.data(), sizes.data()));
  if (reply == nullptr) return nullptr;
  auto text = std::make_unique<std::string>();
  if (reply->type == REDIS_REPLY_INTEGER) {
    *text = std::to_string(reply->integer);
  } else if (reply->type == REDIS_REPLY_ARRAY) {
    for (std::size_t i = 0; i < reply->elements; ++i) {
      const redisReply* item = reply->element[i];
      if (item->str != nullptr) text->append(item->str, item->len);
      text->push_back('\n');
    }
  } else if (reply->str != nullptr) {
    text->assign(reply->str, reply->len);
  }
  freeReplyObject(reply);
  return text;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> settings) : settings_{std::move(settings)} {
  std::string name = (std::filesystem::temp_directory_path() / "offpeak-redis-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp failed: " + name};
  directory_ = name;
  for (int i = 0; i < starts_max; ++i) {
    port_ = free_port();
    if (try_start()) return;
  }
  throw std::runtime_error{"redis-server does not start:\n" + log()};
}

RedisServer::~RedisServer() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string RedisServer::uri() const { return "redis://127.0.0.1:" + std::to_string(port_); }

bool RedisServer::try_start() {
  std::vector<std::string> arguments{"redis-server",
                                     "--port",
                                     std::to_string(port_),
                                     "--bind",
                                     "127.0.0.1",
                                     "--unixsocket",
                                     socket(),
                                     "--dir",
                                     directory_,
                                     "--logfile",
                                     directory_ / "log",
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always"};
  arguments.insert(arguments.end(), settings_.begin(), settings_.end());
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::filesystem::remove(socket());
  if (::posix_spawnp(&pid_, "redis-server", nullptr, nullptr, argv.data(), environ) != 0) {
    throw std::runtime_error{"cannot run redis-server: install Debian's package of this name"};
  }
  // Redis tells nobody when it is ready: ask until it answers, or ends.
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < give_up) {
    const auto reply = ask(socket(), {"PING"});
    if (reply && (*reply == "PONG" || reply->starts_with("NOAUTH"))) return true;
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  kill();
  return false;
}

void RedisServer::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::start(const std::vector<std::string>& settings) {
  settings_.insert(settings_.end(), settings.begin(), settings.end());
  if (!try_start()) throw std::runtime_error{"redis-server does not start again:\n" + log()};
}

void RedisServer::erase_data() {
  for (const auto& entry : std::filesystem::directory_iterator{directory_}) {
    if (entry.path().filename() != "log") std::filesystem::remove_all(entry.path());
  }
}

void RedisServer::freeze() { ::kill(pid_, SIGSTOP); }
void RedisServer::thaw() { ::kill(pid_, SIGCONT); }

void RedisServer::limit_file_bytes(std::uint64_t bytes) {
  const rlimit limit{bytes, bytes};
  if (::prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) != 0) {
    throw std::runtime_error{"prlimit failed"};
  }
}

void RedisServer::wait_for_end() {
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string RedisServer::command(const std::vector<std::string>& words) const {
  const auto reply = ask(socket(), words);
  if (!reply) throw std::runtime_error{"Redis does not answer " + words.front()};
  return *reply;
}

std::string RedisServer::log() const {
  std::ifstream file{directory_ / "log", std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace offpeak::testing
