// An open file or socket that is closed at the end.
#pragma once

#include <unistd.h>

#include <utility>

namespace offpeak::base {

class Descriptor {
 public:
  Descriptor() = default;
  /// Of what a system call returned; negative: it failed.
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{other.release()} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  bool is_open() const { return number_ >= 0; }
  int get() const { return number_; }
  /// Whoever has the number closes it from here on.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

}  // namespace offpeak::base
