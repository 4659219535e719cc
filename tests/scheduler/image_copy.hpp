// A state's image in memory, as a snapshot carries it.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
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

/// What is wrong with the image; empty: nothing.
inline std::string load_image(const Image& image, State& state) {
  ImageLoader loader{state, image.head};
  for (const auto& [section, bytes] : image.chunks) {
    if (auto fault = loader.add(section, bytes); !fault.empty()) return fault;
  }
  return loader.finish();
}

/// The state by way of its image. Throws what is wrong with that.
inline std::unique_ptr<State> through_image(const State& state) {
  auto loaded = std::make_unique<State>();
  if (const auto fault = load_image(take_image(state), *loaded); !fault.empty()) {
    throw std::runtime_error{"the image of a sound state is refused: " + fault};
  }
  return loaded;
}

}  // namespace offpeak::scheduler::tests
