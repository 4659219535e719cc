// The second process of the store's tests.
//   hold PATH         opens the journal, says "open" or the error, stays until its input ends
//   append PATH       appends batch after batch, writes each acknowledged last sequence (8 bytes)
//   fill PATH BYTES   appends until no file may grow past BYTES, says the last acknowledged
//                     sequence, then the messages of the failed append and of two calls after it
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/sqlite/journal.hpp"
#include "tests/store/sample.hpp"

namespace {

using namespace offpeak::store;
using namespace offpeak::store::tests;

constexpr std::uint32_t fill_events = 512;

int hold() {
  std::puts("open");
  std::fflush(stdout);
  char ignored = 0;
  while (::read(STDIN_FILENO, &ignored, 1) > 0) continue;
  return EXIT_SUCCESS;
}

int append(Journal& journal) {
  for (std::uint64_t first = journal.position().next_sequence;;) {
    const auto events = static_cast<std::uint32_t>(1 + first % 64);
    if (!append_sample(journal, first, events, 100)) return EXIT_FAILURE;
    first += events;
    const std::uint64_t last = first - 1;
    if (::write(STDOUT_FILENO, &last, sizeof last) != sizeof last) return EXIT_FAILURE;
  }
}

int fill(Journal& journal, rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return EXIT_FAILURE;
  std::uint64_t first = journal.position().next_sequence;
  auto appended = append_sample(journal, first, fill_events, 100);
  for (; appended; appended = append_sample(journal, first, fill_events, 100)) first += fill_events;
  std::printf("%llu\n%s\n", static_cast<unsigned long long>(first - 1),
              message_of(appended).c_str());
  std::printf("%s\n", message_of(append_sample(journal, first, 1)).c_str());
  std::printf("%s\n", message_of(replay_all(journal)).c_str());
  return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return EXIT_FAILURE;
  const std::string_view task = arguments[1];
  auto journal = SqliteJournal::open(arguments[2]);
  if (!journal) {
    std::puts(message_of(journal).c_str());
    return EXIT_FAILURE;
  }
  if (task == "hold") return hold();
  if (task == "append") return append(**journal);
  if (task == "fill" && count == 4) return fill(**journal, std::stoull(arguments[3]));
  return EXIT_FAILURE;
}
