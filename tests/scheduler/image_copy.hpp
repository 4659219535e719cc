// A state's image in memory, as a snapshot carries it.
#pragma once

#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "scheduler/image/image.hpp"

namespace offpeak::scheduler::tests {

struct Image {
  ImageHead head;
  std::vector<std::pair<Section, std::vector<std::byte>>> chunks;
};

inline Image take_image(const State& state) {
  Image image{.head = image_head(state), .chunks = {}};
  for (std::size_t i = 0; i < image_sections.size(); ++i) {
    for (std::uint64_t chunk = 0; chunk < image_chunks(image.head.records[i]); ++chunk) {
      auto& [section, bytes] = image.chunks.emplace_back();
      section = image_sections[i];
      read_image(state, section, chunk, bytes);
    }
  }
  return image;
}

/// An error says what is wrong with the image.
inline base::Result<void> load_image(const Image& image, State& state) {
  ImageLoader loader{state, image.head};
  for (const auto& [section, bytes] : image.chunks) {
    if (auto added = loader.add(section, bytes); !added) return added;
  }
  return loader.finish();
}

/// The state by way of its image. Throws what is wrong with that.
inline std::unique_ptr<State> through_image(const State& state) {
  auto loaded = std::make_unique<State>();
  if (const auto done = load_image(take_image(state), *loaded); !done) {
    throw std::runtime_error{"the image of a sound state is refused: " + done.error().message};
  }
  return loaded;
}

}  // namespace offpeak::scheduler::tests
