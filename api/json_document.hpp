// A request body as JSON, in memory that is zeroed afterwards.
#pragma once

#include <array>
#include <boost/json/fwd.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "api/problem.hpp"

namespace offpeak::api {

/// A parsed body in memory of its own, which is zeroed at the end: it may hold identity numbers.
class JsonDocument {
 public:
  explicit JsonDocument(std::string_view body);
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// The body as an object with no fields but `allowed`, or what is wrong.
  Checked<const boost::json::object*> read(std::initializer_list<std::string_view> allowed);

 private:
  std::string_view body_;
  // A sensible body parses to less than four times its size.
  std::array<unsigned char, 16 * 1024> memory_;
  std::size_t size_;
  boost::json::monotonic_resource resource_{memory_.data(), size_};
  // A value keeps its storage when it is assigned to: with the default storage the parsed body
  // would be copied to the heap.
  boost::json::value value_ = boost::json::value(boost::json::storage_ptr{&resource_});
};

/// That every field is `allowed`. The problem names the first that is not, after `prefix`.
Checked<void> check_fields(const boost::json::object& object,
                           std::initializer_list<std::string_view> allowed,
                           const std::string& prefix);

/// A field that must be a string.
Checked<std::string_view> read_text(const boost::json::object& object, std::string_view name,
                                    const std::string& prefix = "");

/// The optional field `dry_run`: true when nothing is to be done.
Checked<void> read_dry_run(const boost::json::object& object, bool& is_dry_run);

}  // namespace offpeak::api
