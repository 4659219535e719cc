#include <doctest/doctest.h>

#include "jobs/worker_words.hpp"

using offpeak::jobs::WorkerProgress;
using offpeak::jobs::WorkerWords;

namespace {

WorkerWords said(std::string_view text) {
  WorkerWords words;
  words.take(text);
  words.end();
  return words;
}

}  // namespace

TEST_CASE("Lines of progress are progress, all others are words") {
  struct Row {
    std::string_view said;
    std::optional<WorkerProgress> progress;
    std::string_view words;
  };
  const Row rows[]{
      {"", std::nullopt, ""},
      {"{\"done\":1,\"total\":4}\n", WorkerProgress{1, 4}, ""},
      {"{\"done\":1,\"total\":4}\n{\"done\":2,\"total\":4}", WorkerProgress{2, 4}, ""},
      {"a\n\nb", std::nullopt, "a\nb"},
      {"a\n{\"done\":0,\"total\":4}\nb\n", WorkerProgress{0, 4}, "a\nb"},
      {"{\"done\":5,\"total\":4}", std::nullopt, "{\"done\":5,\"total\":4}"},
      {"{\"done\":-1,\"total\":4}", std::nullopt, "{\"done\":-1,\"total\":4}"},
      {"{\"done\":1}", std::nullopt, "{\"done\":1}"},
      {"{\"done\":", std::nullopt, "{\"done\":"},
      {"a\tb\x01 \xe5", std::nullopt, "a?b? ?"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.said);
    const auto words = said(row.said);
    CHECK(words.progress() == row.progress);
    CHECK(words.last_words() == row.words);
  }
}

TEST_CASE("A line may come in pieces") {
  WorkerWords words;
  words.take("{\"done\":3,");
  CHECK_FALSE(words.progress());
  words.take("\"total\":4}\nca");
  CHECK(words.progress() == WorkerProgress{3, 4});
  words.take("nnot\n");
  CHECK(words.last_words() == "cannot");
}

TEST_CASE("Only the last lines are kept, and only the beginning of each") {
  WorkerWords words;
  words.take(std::string(10'000, 'x'));
  words.end();
  CHECK(words.last_words() == std::string(WorkerWords::line_bytes_max, 'x'));
  for (int i = 0; i < 100; ++i) words.take(std::to_string(i) + "\n");
  CHECK(words.last_words() == "92\n93\n94\n95\n96\n97\n98\n99");
}
