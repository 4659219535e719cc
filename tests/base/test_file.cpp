#include <doctest/doctest.h>

#include <fstream>

#include "base/file.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::base {
namespace {

TEST_CASE("a file is read as a whole, up to the bound and not beyond") {
  const store::tests::TemporaryDirectory directory;
  const auto file = directory / "file";
  for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 200'000UL}) {
    CAPTURE(size);
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7);
    std::ofstream{file, std::ios::binary} << bytes;
    CHECK(*read_file(file, size) == bytes);
    CHECK(*read_file(file, size + 1) == bytes);
    if (size > 0) CHECK(read_file(file, size - 1).error() == FileFault::too_large);
  }
}

TEST_CASE("what is no readable file is refused, and what never ends is too large") {
  const store::tests::TemporaryDirectory directory;
  CHECK(read_file(directory / "nowhere", 10).error() == FileFault::unreadable);
  CHECK(read_file(directory.path(), 10).error() == FileFault::unreadable);
  CHECK(read_file("/dev/zero", 1'000'000).error() == FileFault::too_large);
  CHECK(read_file("/dev/null", 10)->empty());
}

}  // namespace
}  // namespace offpeak::base
