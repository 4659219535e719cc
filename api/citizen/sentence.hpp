// What a reply says to citizens beside its numbers: a stable code, and a sentence in both
// languages.
#pragma once

#include <string_view>

#include "base/json_writer.hpp"

namespace offpeak::api {

struct Sentence {
  std::string_view code, zh, en;
};

inline void write_sentence(base::JsonWriter& json, std::string_view key, const Sentence& sentence) {
  json.key(key).begin_object();
  json.key("code").plain(sentence.code);
  json.key("zh").plain(sentence.zh);
  json.key("en").plain(sentence.en);
  json.end_object();
}

}  // namespace offpeak::api
