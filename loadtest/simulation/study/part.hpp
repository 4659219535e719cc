// Parts of a study: the exact findings of one shard, and their merging into those of one run.
// PARTS.md describes the format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

inline constexpr std::size_t part_bytes_max = std::size_t{1} << 30;

struct Part {
  StudyFrame frame;
  std::uint32_t shard = 1, shards = 1;
  StudyResult result;  // `complete`: all jobs of the shard are in
};

/// The text of a part. `result` is what run_study returned for the shard.
std::string part_text(const StudyFrame& frame, const StudySpec& spec, const StudyResult& result);

/// A part, or what is wrong with the text. Never throws for anything a text holds.
base::Result<Part> read_part(std::string_view text);

/// A part with the name of the file it came from, for messages.
struct NamedPart {
  std::string file;
  Part part;
};

struct Merged {
  StudyFrame frame;
  StudyResult result;
};

/// Merges all parts of a study, given in any order; or says what is wrong: a part is missing, given
/// twice, stopped early, or of another study.
base::Result<Merged> merge(std::vector<NamedPart> parts);

}  // namespace offpeak::loadtest
