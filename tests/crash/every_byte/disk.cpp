#include "tests/crash/every_byte/disk.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace offpeak::crash {
namespace {

using Kind = Operation::Kind;

void write_at(Bytes& file, std::size_t offset, std::span<const std::byte> bytes) {
  file.resize(std::max(file.size(), offset + bytes.size()));
  std::ranges::copy(bytes, file.begin() + static_cast<std::ptrdiff_t>(offset));
}

/// The part of a write from byte `first` to before byte `last`.
void write_part(Image& image, const Operation& write, std::size_t first, std::size_t last) {
  if (first == last) return;
  write_at(image[write.file], write.offset + first,
           std::span{write.bytes}.subspan(first, last - first));
}

void perform_on(Image& image, const Operation& operation) {
  switch (operation.kind) {
    case Kind::create:
      image.try_emplace(operation.file);
      return;
    case Kind::write:
      write_part(image, operation, 0, operation.bytes.size());
      return;
    case Kind::truncate:
      image[operation.file].resize(operation.offset);
      return;
    case Kind::remove:
      image.erase(operation.file);
      return;
    case Kind::sync:
    case Kind::acknowledge:
      return;
  }
}

/// All of a write, its beginning or its end.
void tear(Image& image, const Operation& write, std::mt19937_64& random) {
  const std::size_t all = write.bytes.size();
  const std::size_t at = random() % (all + 1);
  switch (random() % 4) {
    case 0:
      return write_part(image, write, 0, at);
    case 1:
      return write_part(image, write, at, all);
    default:
      return write_part(image, write, 0, all);
  }
}

}  // namespace

void Disk::create(const std::string& file) { perform({Kind::create, file, 0, {}}); }

void Disk::write(const std::string& file, std::size_t offset, std::span<const std::byte> bytes) {
  if (history_ == nullptr) return write_at(files_[file], offset, bytes);
  perform({Kind::write, file, offset, {bytes.begin(), bytes.end()}});
}

void Disk::truncate(const std::string& file, std::size_t bytes) {
  perform({Kind::truncate, file, bytes, {}});
}

void Disk::remove(const std::string& file) { perform({Kind::remove, file, 0, {}}); }

void Disk::sync(const std::string& file) { perform({Kind::sync, file, 0, {}}); }

void Disk::acknowledge(std::size_t batches) { perform({Kind::acknowledge, {}, batches, {}}); }

void Disk::perform(Operation operation) {
  perform_on(files_, operation);
  if (history_ != nullptr) history_->push_back(std::move(operation));
}

std::string_view name_of(Loss loss) {
  switch (loss) {
    case Loss::keep:
      return "keep";
    case Loss::drop:
      return "drop";
    case Loss::tear:
      return "tear";
    case Loss::reorder:
      return "reorder";
  }
  return "";
}

void PowerCuts::for_each(const std::function<void(const Moment&)>& visit) {
  Moment moment;
  for (const auto& operation : history_) {
    under_way_ = nullptr;
    moment.byte = 0;
    moment.is_edge = true;
    if (operation.kind == Kind::acknowledge) moment.acknowledged = operation.offset;
    if (operation.kind == Kind::sync) visit(moment);
    if (operation.kind == Kind::write) {
      under_way_ = &operation;
      for (; moment.byte < operation.bytes.size(); ++moment.byte) {
        moment.is_edge = moment.byte == 0 || moment.byte + 1 == operation.bytes.size();
        visit(moment);
      }
    }
    finish(operation);
  }
  under_way_ = nullptr;
  moment.byte = 0;
  moment.is_edge = true;
  visit(moment);
}

void PowerCuts::finish(const Operation& operation) {
  if (operation.kind == Kind::acknowledge) return;
  if (operation.kind != Kind::sync) {
    pending_.push_back(&operation);
    return;
  }
  settle(operation.file, pending_.size());
  ++syncs_;
}

/// Makes safe what is pending of a file, of the first `count` operations.
void PowerCuts::settle(const std::string& file, std::size_t count) {
  std::vector<const Operation*> left;
  bool is_new = false;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const Operation* const one = pending_[i];
    if (i >= count || one->file != file) {
      left.push_back(one);
      continue;
    }
    is_new = is_new || one->kind == Kind::create;
    perform_on(synced_, *one);
  }
  pending_ = std::move(left);
  if (is_new) settle_removals();
}

/// The first sync of a new file is one of its directory too, and so of what was removed there.
void PowerCuts::settle_removals() {
  const auto removal =
      std::ranges::find(pending_, Kind::remove, [](const auto* one) { return one->kind; });
  if (removal == pending_.end()) return;
  settle((*removal)->file, static_cast<std::size_t>(removal - pending_.begin()) + 1);
  settle_removals();
}

History PowerCuts::unsynced(const Moment& moment) const {
  History history;
  for (const auto* one : pending_) history.push_back(*one);
  if (under_way_ == nullptr || moment.byte == 0) return history;
  history.push_back(*under_way_);
  history.back().bytes.resize(moment.byte);
  return history;
}

Image PowerCuts::left(Loss loss, const Moment& moment) const {
  Image image = synced_;
  if (loss == Loss::drop) return image;
  std::mt19937_64 random{moment.byte * 8191 + pending_.size() * 131 + syncs_};
  std::string back;  // the file whose removal was lost: what was written to a new one is with it
  bool is_first = true;
  for (const auto* one : pending_) {
    const bool is_lost = loss == Loss::reorder && (std::exchange(is_first, false) || random() % 2);
    if (is_lost && one->kind == Kind::remove) back = one->file;
    if (is_lost || one->file == back) continue;
    if (loss == Loss::tear && one->kind == Kind::write) {
      tear(image, *one, random);
    } else {
      perform_on(image, *one);
    }
  }
  if (under_way_ == nullptr || under_way_->file == back) return image;
  const std::size_t all = under_way_->bytes.size();
  write_part(image, *under_way_, loss == Loss::tear ? moment.byte : 0,
             loss == Loss::keep ? moment.byte : all);
  return image;
}

}  // namespace offpeak::crash
