// A small valid city in a folder of its own, to be spoilt by tests.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/load.hpp"

namespace offpeak::config {

/// A fresh folder that goes with the test.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file, and the folders it lies in; returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

extern const std::string_view sample_city;
extern const std::string_view sample_calendar;

/// `text` with its one occurrence of `old` replaced; a test that names no such place is broken.
std::string replaced(std::string_view text, std::string_view old, std::string_view with);

/// Loads a city's text beside a calendar's text.
LoadResult load_texts(std::string_view city, std::string_view calendar = sample_calendar);

/// The line, from 1, of the first occurrence of `part`; 0 when there is none.
int line_of(std::string_view text, std::string_view part);

/// Every diagnostic on a line of its own, for a failed test.
std::string listed(const LoadResult& result);

std::string read_source(const std::string& path);

}  // namespace offpeak::config
