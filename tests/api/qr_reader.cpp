#include "tests/api/qr_reader.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <stdexcept>

namespace offpeak::testing {
namespace {

constexpr int side = 21;  // modules, of version 1
constexpr int quiet_zone = 4;
constexpr std::size_t codewords = 26;
constexpr std::size_t data_codewords = 16;  // at level M; the others correct errors

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error{what};
}

struct Picture {
  std::array<std::bitset<side>, side> rows;
  bool dark(int row, int column) const {
    return rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
  }
};

int take_number(std::string_view& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(error == std::errc{}, "a number is missing in the path");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

void take(std::string_view& text, std::string_view expected) {
  require(text.starts_with(expected), "the path is not made of unit squares");
  text.remove_prefix(expected.size());
}

Picture read_path(std::string_view svg) {
  require(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "no SVG");
  require(svg.find("viewBox=\"0 0 29 29\"") != svg.npos, "no quiet zone of four modules");
  const auto begin = svg.find(" d=\"");
  require(begin != svg.npos, "no path");
  std::string_view path = svg.substr(begin + 4);
  Picture picture;
  while (!path.starts_with('"')) {
    take(path, "M");
    const int column = take_number(path) - quiet_zone;
    take(path, ",");
    const int row = take_number(path) - quiet_zone;
    take(path, "h1v1h-1z");
    require(column >= 0 && column < side && row >= 0 && row < side, "a module lies outside");
    picture.rows[static_cast<std::size_t>(row)].set(static_cast<std::size_t>(column));
  }
  return picture;
}

/// The three corners, so that a mirrored or turned picture is found.
void check_patterns(const Picture& picture) {
  for (int row = 0; row < 7; ++row) {
    for (int column = 0; column < 7; ++column) {
      const int ring = std::max(std::abs(row - 3), std::abs(column - 3));
      const bool dark = ring != 2;
      require(picture.dark(row, column) == dark, "no finder at the top left");
      require(picture.dark(row, side - 7 + column) == dark, "no finder at the top right");
      require(picture.dark(side - 7 + row, column) == dark, "no finder at the bottom left");
    }
  }
  for (int i = 8; i < side - 8; ++i) {
    require(picture.dark(6, i) == (i % 2 == 0), "no timing row");
    require(picture.dark(i, 6) == (i % 2 == 0), "no timing column");
  }
  require(picture.dark(side - 8, 8), "no dark module");
}

/// 15 bits around the top left finder: level, mask, and their own correction.
int read_format(const Picture& picture) {
  int bits = 0;
  const auto add = [&](int row, int column) { bits = bits << 1 | int{picture.dark(row, column)}; };
  for (int column = 0; column < 6; ++column) add(8, column);
  add(8, 7);
  add(8, 8);
  add(7, 8);
  for (int row = 5; row >= 0; --row) add(row, 8);
  return bits ^ 0x5412;
}

bool is_masked(int mask, int row, int column) {
  switch (mask) {
    case 0:
      return (row + column) % 2 == 0;
    case 1:
      return row % 2 == 0;
    case 2:
      return column % 3 == 0;
    case 3:
      return (row + column) % 3 == 0;
    case 4:
      return (row / 2 + column / 3) % 2 == 0;
    case 5:
      return row * column % 2 + row * column % 3 == 0;
    case 6:
      return (row * column % 2 + row * column % 3) % 2 == 0;
    default:
      return ((row + column) % 2 + row * column % 3) % 2 == 0;
  }
}

bool is_function(int row, int column) {
  const bool top = row <= 8;
  const bool left = column <= 8;
  return row == 6 || column == 6 || (top && left) || (top && column >= side - 8) ||
         (left && row >= side - 8);
}

/// Bits in pairs of columns from the right, up and down in turn, past the timing column.
std::string read_bits(const Picture& picture, int mask) {
  std::string bits;
  bool upwards = true;
  for (int right = side - 1; right > 0; right -= right == 8 ? 3 : 2, upwards = !upwards) {
    for (int step = 0; step < side; ++step) {
      const int row = upwards ? side - 1 - step : step;
      for (int column = right; column > right - 2; --column) {
        if (is_function(row, column)) continue;
        bits += picture.dark(row, column) != is_masked(mask, row, column) ? '1' : '0';
      }
    }
  }
  require(bits.size() == 8 * codewords, "not 26 codewords");
  return bits.substr(0, 8 * data_codewords);
}

/// Takes numbers off the front of the bits.
class BitReader {
 public:
  explicit BitReader(std::string bits) : bits_{std::move(bits)} {}
  int take(std::size_t count) {
    require(at_ + count <= bits_.size(), "longer than the code");
    int value = 0;
    for (; count > 0; --count) value = value << 1 | (bits_[at_++] - '0');
    return value;
  }

 private:
  std::string bits_;
  std::size_t at_ = 0;
};

std::string digits_of(int value, std::size_t count) {
  const std::string text = std::to_string(value);
  require(text.size() <= count, "a number too large for its digits");
  return std::string(count - text.size(), '0') + text;
}

std::string read_digits(BitReader& bits) {
  std::string text;
  for (int left = bits.take(10); left > 0; left -= 3) {
    const auto count = static_cast<std::size_t>(std::min(left, 3));
    text += digits_of(bits.take(3 * count + 1), count);
  }
  return text;
}

std::string read_letters(BitReader& bits) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text;
  for (int left = bits.take(9); left > 0; left -= 2) {
    const auto value = static_cast<std::size_t>(bits.take(left > 1 ? 11 : 6));
    require(value < alphabet.size() * (left > 1 ? alphabet.size() : 1), "no such pair");
    if (left > 1) text += alphabet[value / alphabet.size()];
    text += alphabet[value % alphabet.size()];
  }
  return text;
}

std::string read_bytes(BitReader& bits) {
  std::string text;
  for (int left = bits.take(8); left > 0; --left) text += static_cast<char>(bits.take(8));
  return text;
}

}  // namespace

std::string read_qr_svg(std::string_view svg) {
  const Picture picture = read_path(svg);
  check_patterns(picture);
  const int format = read_format(picture);
  constexpr int level_m = 0;
  require(format >> 13 == level_m, "not level M");
  BitReader bits{read_bits(picture, format >> 10 & 7)};
  std::string text;
  for (;;) {
    switch (bits.take(4)) {
      case 0:
        return text;
      case 1:
        text += read_digits(bits);
        break;
      case 2:
        text += read_letters(bits);
        break;
      case 4:
        text += read_bytes(bits);
        break;
      default:
        require(false, "an unknown mode");
    }
  }
}

}  // namespace offpeak::testing
