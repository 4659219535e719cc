// The process whose system calls fail.
//   write DIRECTORY BATCHES        goes on with the history: BATCHES batches, a snapshot after
//   every
//                                  second one; says each "appended N" and "snapshot N" when it is
//                                  acknowledged, "error: …", and at the end "closed". BATCHES 0:
//                                  until an append fails
//   check DIRECTORY N SNAPSHOT     says "sound", or what is wrong with the store
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "store/event_codec.hpp"
#include "store/snapshot_codec.hpp"
#include "store/sqlite/file_snapshots.hpp"
#include "store/sqlite/journal.hpp"
#include "tests/crash/store_history.hpp"

namespace {

using namespace offpeak;

int fail(const store::Error& error) {
  std::cout << "error: " << error.message << std::endl;
  return EXIT_FAILURE;
}

int write(const std::filesystem::path& directory, std::uint64_t batches) {
  auto journal = store::SqliteJournal::open(crash::database_in(directory));
  if (!journal) return fail(journal.error());
  scheduler::State state;
  const auto replayed =
      (*journal)->replay({}, [&](const store::Batch& batch) -> store::Result<void> {
        auto bytes = batch.payload;
        while (!bytes.empty()) {
          const auto event = store::decode_event(bytes);
          if (!event) return event.error();
          state.apply(*event);
        }
        return {};
      });
  if (!replayed) return fail(replayed.error());
  store::FileSnapshots snapshots{crash::database_in(directory)};
  for (std::uint64_t i = 0; batches == 0 || i < batches; ++i) {
    if (auto appended = crash::append_history(**journal, state); !appended) {
      return fail(appended.error());
    }
    std::cout << "appended " << state.sequence() << std::endl;
    if (i % 2 == 0) continue;
    const auto saved = store::save_snapshot(state, (*journal)->position(), snapshots);
    if (saved) {
      std::cout << "snapshot " << state.sequence() << std::endl;
    } else {
      std::cout << "error: " << saved.error().message << std::endl;  // and nothing more
    }
  }
  journal->reset();
  std::cout << "closed" << std::endl;
  return EXIT_SUCCESS;
}

int check(const std::filesystem::path& directory, const crash::Acknowledged& acknowledged) {
  const auto fault = crash::check_history(directory, acknowledged);
  std::cout << (fault.empty() ? "sound" : fault) << std::endl;
  return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view task = count > 1 ? arguments[1] : "";
  if (task == "write" && count == 4) return write(arguments[2], std::stoull(arguments[3]));
  if (task == "check" && count == 5) {
    return check(arguments[2],
                 {.sequence = std::stoull(arguments[3]), .snapshot = std::stoull(arguments[4])});
  }
  return 2;
}
