// Makes the seeds that are not text, from what the production encoders write about a rush on a
// slot:
//
//   fuzz_seeds DIR     files in DIR/journal_record, DIR/snapshot and DIR/redis_reply
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "scheduler/image/image.hpp"
#include "store/event_codec.hpp"
#include "store/record.hpp"
#include "store/snapshot_chunk.hpp"
#include "tests/config/sample.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/rush.hpp"

namespace offpeak::fuzz {
namespace {

namespace fs = std::filesystem;
namespace s = scheduler;

std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string number(std::uint64_t value, std::size_t bytes) {
  return text_of(std::as_bytes(std::span{&value, 1}).first(bytes));
}

template <class T>
T checked(const store::Result<T>& result) {
  if (!result) throw std::runtime_error{result.error().message};
  return *result;
}

void write(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream stream{file, std::ios::binary};
  stream << bytes;
  if (!stream.flush()) throw std::runtime_error{"cannot write " + file.string()};
}

std::string encoded(const s::Event& event) {
  std::vector<std::byte> bytes;
  store::encode_event(event, bytes);
  return text_of(bytes);
}

/// Records of a few events each.
std::vector<std::string> records_of(const s::Events& events) {
  constexpr std::size_t events_each = 3;
  constexpr std::size_t records_wanted = 4;
  std::vector<std::string> records;
  store::RecordEncoder encoder;
  store::ChainPosition position;
  for (std::size_t at = 0; at < events.size() && records.size() < records_wanted;
       at += events_each) {
    std::string payload;
    const std::size_t end = std::min(at + events_each, events.size());
    for (std::size_t i = at; i < end; ++i) payload += encoded(events[i]);
    const auto record = encoder.encode({.first_sequence = position.next_sequence,
                                        .events = static_cast<std::uint32_t>(end - at),
                                        .payload = std::as_bytes(std::span{payload})},
                                       position);
    records.push_back(text_of(checked(record).bytes));
    position = record->next;
  }
  return records;
}

void write_journal_records(const fs::path& folder, const s::Events& events) {
  std::set<std::size_t> kinds;
  for (const auto& event : events) {
    if (!kinds.insert(event.fact.index()).second) continue;
    write(folder / ("event_" + std::to_string(event.fact.index() + 1)), "e" + encoded(event));
  }
  for (const auto& record : records_of(events)) {
    const auto name = std::to_string(record.size());
    write(folder / ("record_" + name), "r" + record);
    write(folder / ("sealed_" + name),
          "s" + record.substr(0, record.size() - store::record_checksum_bytes));
  }
}

// ---- snapshots, in the form of snapshot.cpp -----------------------------------------------------

std::string part(std::uint8_t section, const std::string& content) {
  return number(section, 1) + number(0, 1) + number(content.size(), 2) + content;
}

std::string head_of(const s::ImageHead& head) {
  std::string content = number(head.sequence, 8) +
                        number(static_cast<std::uint64_t>(head.last_at_ms), 8) +
                        number(head.outbox, 8) + number(head.hash, 8);
  for (const auto first : head.first) content += number(first, 8);
  for (const auto records : head.records) content += number(records, 8);
  return content + number(head.sequence + 1, 8) + number(0, 8);
}

std::string snapshot_of(const s::State& state) {
  const s::ImageHead head = s::image_head(state);
  std::string parts = part(store::head_section, head_of(head));
  std::vector<std::byte> records;
  for (std::size_t i = 0; i < s::image_sections.size(); ++i) {
    for (std::uint64_t chunk = 0; chunk < s::image_chunks(head.records[i]); ++chunk) {
      s::read_image(state, s::image_sections[i], chunk, records);
      parts += part(static_cast<std::uint8_t>(s::image_sections[i]), text_of(records));
    }
  }
  return parts + part(store::end_section, {});
}

/// The state at many moments, without the replies kept: they are most of the bytes.
void write_snapshots(const fs::path& folder, const s::Events& events) {
  s::State state;
  int facts = 0;
  write(folder / "empty", "w" + snapshot_of(state));
  for (const auto& event : events) {
    const bool is_reply = std::holds_alternative<s::Remembered>(event.fact);
    if (is_reply && facts > 3) continue;
    state.apply(event);
    const int step = facts < 4 ? 1 : facts < 32 ? 7 : 23;
    if (++facts % step == 0) {
      write(folder / ("whole_" + std::to_string(facts)), "w" + snapshot_of(state));
    }
  }
  write(folder / "whole_end", "w" + snapshot_of(state));

  store::ChunkEncoder encoder;
  std::vector<std::byte> records;
  s::read_image(state, s::Section::slots, 0, records);
  const auto chunk = encoder.encode({.sequence = 7,
                                     .index = 3,
                                     .section = static_cast<std::uint8_t>(s::Section::slots),
                                     .content = records});
  const std::string bytes = text_of(checked(chunk).bytes);
  write(folder / "chunk", "c" + bytes);
  write(folder / "sealed", "s" + bytes.substr(0, bytes.size() - store::chunk_checksum_bytes));
}

// ---- replies of Redis ---------------------------------------------------------------------------

std::string bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

std::string list(const std::vector<std::string>& items) {
  std::string reply = "*" + std::to_string(items.size()) + "\r\n";
  for (const auto& item : items) reply += item;
  return reply;
}

std::string entry(const std::string& id, const std::string& field, const std::string& value) {
  return list({bulk(id), list({bulk(field), bulk(value)})});
}

void write_replies(const fs::path& folder, const s::Events& events) {
  std::vector<std::string> entries;
  std::uint64_t sequence = 1;
  for (const auto& record : records_of(events)) {
    entries.push_back(entry("1-" + std::to_string(sequence), "r", record));
    sequence += checked(store::decode_record(std::as_bytes(std::span{record}))).batch.events;
  }
  const std::string fence = entry("2-0", "f", "writer");
  const std::string all = list(entries);
  const std::string first = list({entries.front()});
  const std::string last = list({entries.back()});
  const std::string nothing = list({});
  const std::string info =
      list({bulk("length"), ":4\r\n", bulk("last-generated-id"), bulk("1-10")});

  write(folder / "kinds",
        "r+OK\r\n-ERR no\r\n:42\r\n$-1\r\n$0\r\n\r\n*-1\r\n*0\r\n" + bulk("x\r\ny"));
  write(folder / "nested", "r" + list({list({list({":1\r\n"}), nothing}), bulk("a")}));
  write(folder / "too_deep", "r" + std::string(60, '*') + "1\r\n");
  write(folder / "deep", "r*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n");
  write(folder / "many_items", "r*2147483647\r\n:1\r\n");
  write(folder / "long_text", "r$536870912\r\nx");
  write(folder / "negative", "r*-2\r\n");
  write(folder / "huge_number", "r:99999999999999999999\r\n");
  write(folder / "page", "r" + all);

  write(folder / "new_journal", "j-ERR no such key\r\n" + bulk("1-0") + nothing + bulk("1-1") +
                                    list({entry("1-1", "r", "")}));
  write(folder / "old_journal", "j" + info + bulk("2-0") + list({fence}) + last + last + first +
                                    all + nothing + bulk("2-13") + list({fence}) + first + last +
                                    ":1\r\n" + last + first + nothing);
  write(folder / "refused_id", "j" + info + "-ERR The ID specified in XADD is equal\r\n" + nothing +
                                   info + bulk("2-0") + nothing +
                                   "-ERR The ID specified in XADD is equal\r\n" + list({fence}));
  write(folder / "full", "j" + info + "-OOM command not allowed\r\n" + bulk("2-0") + nothing);
  write(folder / "fences_without_end", "j" + info + bulk("2-0") + list({fence}));
  write(folder / "safety", "J" + list({bulk("master"), ":0\r\n", nothing}) +
                               list({bulk("appendonly"), bulk("no")}) +
                               list({bulk("appendfsync"), bulk("everysec")}) +
                               list({bulk("no-appendfsync-on-rewrite"), bulk("yes")}) +
                               list({bulk("maxmemory-policy"), bulk("allkeys-lru")}));
  write(folder / "replica", "J" + list({bulk("slave"), bulk("host"), ":6379\r\n"}));
  write(folder / "read_only", "l" + last + last + first + all + nothing);
  write(folder / "same_page_again", "l" + last + last + first + all);
  write(folder / "follow", "f" + last + first + all + nothing + nothing);
  const std::string index = list({bulk("9"), bulk("1 a"), bulk("4"), bulk("2 b")});
  write(folder / "snapshots", "s" + index + index + bulk("chunk") + "+OK\r\n" + index + ":1\r\n");
  write(folder / "snapshot_saved", "s" + nothing + nothing + "+OK\r\n" + nothing + nothing +
                                       ":1\r\n:1\r\n+OK\r\n+QUEUED\r\n" + list({":1\r\n"}));
  write(folder / "follow_trimmed", "f" + last + last + nothing);
}

void write_all(const fs::path& folder) {
  const auto loaded = config::load_texts(config::sample_city);
  const auto& city = loaded.city.value();
  // The hall with several counters: some of the rush find a place.
  const auto plan = scheduler::plan_slot(
      city, s::SlotKey{config::HallCode{100002}, config::LaneCode{1}, config::make_date(2026, 3, 3),
                       config::MinuteOfDay{9 * 60}});
  Rush rush{city, plan.value()};
  rush.play();
  write_journal_records(folder / "journal_record", rush.events());
  write_snapshots(folder / "snapshot", rush.events());
  write_replies(folder / "redis_reply", rush.events());
}

}  // namespace
}  // namespace offpeak::fuzz

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "fuzz_seeds DIR\n");
    return 2;
  }
  offpeak::fuzz::write_all(arguments[1]);
  return 0;
}
