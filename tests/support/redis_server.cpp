#include "tests/support/redis_server.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/poll.hpp"

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace offpeak::testing {
namespace {

/// Another program may take a free port before Redis does.
constexpr int starts_max = 10;

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

/// Where a supervised program says that it is ready, as systemd's services do.
class ReadySocket {
 public:
  explicit ReadySocket(const std::filesystem::path& path)
      : descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
    std::filesystem::remove(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error{"no socket at " + path.string()};
    }
  }
  ~ReadySocket() { ::close(descriptor_); }
  ReadySocket(const ReadySocket&) = delete;
  ReadySocket& operator=(const ReadySocket&) = delete;

  /// False when the program ends first, or says nothing for too long.
  bool await(pid_t pid) const {
    const int end = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    bool ready = false;
    std::array<pollfd, 2> descriptors{pollfd{descriptor_, POLLIN, 0}, pollfd{end, POLLIN, 0}};
    while (!ready && poll_for(descriptors, patience_ms)) {
      if ((descriptors[0].revents & POLLIN) == 0) break;  // it has ended
      std::array<char, 1024> message;
      const ssize_t size = ::recv(descriptor_, message.data(), message.size(), 0);
      ready = size > 0 &&
              std::string_view(message.data(), static_cast<std::size_t>(size)).find("READY=1") !=
                  std::string_view::npos;
    }
    if (end >= 0) ::close(end);
    return ready;
  }

 private:
  int descriptor_;
};

bool says(const RedisServer& server, const std::string& text) {
  return server.command({"INFO", "replication"}).find(text) != std::string::npos;
}

std::string replication(const RedisServer& server, const std::string& name) {
  const auto info = server.command({"INFO", "replication"});
  const auto found = info.find(name);
  if (found == info.npos) return {};
  const auto begin = found + name.size();
  return info.substr(begin, info.find('\r', begin) - begin);
}

}  // namespace

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
                                     "--supervised",
                                     "systemd",
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always"};
  arguments.insert(arguments.end(), settings_.begin(), settings_.end());
  if (!settings_.empty() && settings_.front() == "--sentinel") {
    // It wants a file, in which it remembers what it sees.
    const auto file = directory_ / "sentinel.conf";
    std::ofstream{file} << "# of a test\n";
    arguments.insert(arguments.begin() + 1, file);
  }
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::filesystem::remove(socket());
  const ReadySocket ready{directory_ / "ready"};
  std::string notify = "NOTIFY_SOCKET=" + (directory_ / "ready").string();
  std::vector<char*> environment{notify.data()};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    environment.push_back(*variable);
  }
  environment.push_back(nullptr);
  if (::posix_spawnp(&pid_, "redis-server", nullptr, nullptr, argv.data(), environment.data()) !=
      0) {
    throw std::runtime_error{"cannot run redis-server: install Debian's package of this name"};
  }
  if (ready.await(pid_)) return true;
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

void RedisServer::follow(const RedisServer& master) {
  command({"REPLICAOF", "127.0.0.1", std::to_string(master.port())});
  await_in_step(master);
}

/// That both say so is not enough: for up to a second after that a master may send nothing.
void RedisServer::await_in_step(const RedisServer& master) const {
  await_until("a replica", [&] {
    return says(*this, "master_link_status:up") &&
           says(master, "port=" + std::to_string(port()) + ",state=online");
  });
  master.command({"FUNCTION", "FLUSH"});  // a write that needs no key
  await_until("what is written to come to the replica", [&] {
    return replication(*this, "slave_repl_offset:") == replication(master, "master_repl_offset:");
  });
}

void RedisServer::freeze() {
  if (pid_ > 0) ::kill(pid_, SIGSTOP);
}
void RedisServer::thaw() {
  if (pid_ > 0) ::kill(pid_, SIGCONT);
}

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
