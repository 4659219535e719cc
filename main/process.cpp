#include "main/process.hpp"

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>

namespace offpeak {

void survive_hangups() {
  for (const int number : {SIGHUP, SIGPIPE}) signal(number, SIG_IGN);
}

std::uint64_t raise_file_limit(std::uint64_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 0;
  if (files.rlim_cur >= wanted) return files.rlim_cur;
  const rlim_t before = files.rlim_cur;
  files.rlim_cur = std::min<rlim_t>(wanted, files.rlim_max);
  return setrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : before;
}

}  // namespace offpeak
