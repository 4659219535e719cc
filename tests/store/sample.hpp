// Batches whose content follows from their place, so that a test knows what must come back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store::tests {

inline std::vector<std::byte> sample_payload(std::uint64_t first_sequence, std::size_t bytes) {
  std::mt19937_64 random{first_sequence};
  std::vector<std::byte> payload(bytes);
  for (auto& byte : payload) byte = static_cast<std::byte>(random());
  return payload;
}

/// A batch together with its bytes.
struct Sample {
  Sample(std::uint64_t first_sequence, std::uint32_t events, std::size_t event_bytes = 7)
      : payload{sample_payload(first_sequence, events * event_bytes)},
        batch{first_sequence, events, payload} {}
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  std::vector<std::byte> payload;
  Batch batch;
};

inline Result<void> append_sample(Journal& journal, std::uint64_t first_sequence,
                                  std::uint32_t events, std::size_t event_bytes = 7) {
  return journal.append(Sample{first_sequence, events, event_bytes}.batch);
}

/// A batch as a replay handed it on.
struct Replayed {
  std::uint64_t first_sequence;
  std::uint32_t events;
  std::vector<std::byte> payload;
};

/// Everything from `from` on; the error when there is one.
inline Result<std::vector<Replayed>> replay_all(Journal& journal, const ChainPosition& from = {}) {
  std::vector<Replayed> batches;
  const auto summary = journal.replay(from, [&](const Batch& batch) -> Result<void> {
    batches.push_back(
        {batch.first_sequence, batch.events, {batch.payload.begin(), batch.payload.end()}});
    return {};
  });
  if (!summary) return summary.error();
  return batches;
}

/// The message of an error, "" for success.
template <class T>
std::string message_of(const Result<T>& result) {
  return result ? std::string{} : result.error().message;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace offpeak::store::tests
