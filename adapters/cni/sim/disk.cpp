#include "adapters/cni/sim/disk.hpp"

#include <set>

namespace weft::cni::sim {

namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

std::string name_in(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

fault not_there(const std::string& path) {
  return {errc::not_found, "there is none", path, {}};
}

} // namespace

std::optional<fault> disk::make_folder(const std::string&) {
  wiped_ = false; // as to the rest, folders are the beginnings of names
  return std::nullopt;
}

result<std::vector<std::string>> disk::list(const std::string& folder) {
  if (wiped_)
    return not_there(folder);
  std::vector<std::string> out;
  for (const auto& [path, what] : now_)
    if (folder_of(path) == folder)
      out.push_back(name_in(path));
  return out;
}

result<std::string> disk::read(const std::string& path) {
  const auto found = now_.find(path);
  if (found == now_.end())
    return not_there(path);
  return found->second->now;
}

std::optional<fault> disk::write(const std::string& path, const std::string& bytes) {
  if (auto failed = change(path))
    return failed;
  if (wiped_)
    return not_there(path);
  if (full_)
    return fault{errc::unreachable, "cannot write it: no space left on device", path, {}};
  auto& one = now_[path];
  if (!one)
    one = std::make_shared<file>();
  one->now = bytes;
  one->dirty = true;
  return std::nullopt;
}

std::optional<fault> disk::sync(const std::string& path) {
  if (auto failed = change(path))
    return failed;
  const auto found = now_.find(path);
  if (found == now_.end())
    return not_there(path);
  found->second->kept = found->second->now;
  found->second->dirty = false;
  ++syncs_;
  return std::nullopt;
}

std::optional<fault> disk::rename(const std::string& from, const std::string& to) {
  if (auto failed = change(from))
    return failed;
  const auto found = now_.find(from);
  if (found == now_.end())
    return not_there(from);
  now_[to] = found->second;
  now_.erase(from);
  return std::nullopt;
}

std::optional<fault> disk::remove(const std::string& path) {
  if (auto failed = change(path))
    return failed;
  if (now_.erase(path) == 0)
    return not_there(path);
  return std::nullopt;
}

std::optional<fault> disk::sync_folder(const std::string& folder) {
  if (auto failed = change(folder))
    return failed;
  std::erase_if(kept_, [&](const auto& one) { return folder_of(one.first) == folder; });
  for (const auto& [path, what] : now_)
    if (folder_of(path) == folder)
      kept_[path] = what;
  ++syncs_;
  return std::nullopt;
}

void disk::lose_power() {
  std::set<std::string> paths;
  for (const auto* side : {&now_, &kept_})
    for (const auto& [path, what] : *side)
      paths.insert(path);
  names left;
  for (const auto& path : paths) {
    const auto& side = dice_() % 2 == 0 ? now_ : kept_;
    if (const auto found = side.find(path); found != side.end())
      left.insert(*found);
  }
  std::set<file*> seen;
  for (const auto& [path, what] : left)
    if (seen.insert(what.get()).second)
      settle(*what);
  now_ = left;
  kept_ = left;
}

void disk::wipe() {
  now_.clear();
  kept_.clear();
  wiped_ = true;
}

void disk::place(const std::string& path, const std::string& bytes) {
  auto one = std::make_shared<file>(file{bytes, bytes, false});
  now_[path] = one;
  kept_[path] = one;
}

/// What is tried of a change. @returns why it fails, if it does.
std::optional<fault> disk::change(const std::string& path) {
  if (changes_left_ > 0 && --changes_left_ == 0)
    dead_ = true;
  if (dead_)
    return fault{errc::unreachable, "nobody is there any more", path, {}};
  ++changes_;
  return std::nullopt;
}

/// What a death leaves of a file's bytes.
void disk::settle(file& one) {
  if (one.dirty)
    switch (dice_() % 4) {
    case 0:
      one.now = one.kept;
      break;
    case 1:
      one.now.resize(dice_() % (one.now.size() + 1));
      break;
    case 2:
      one.now.clear();
      break;
    default:
      break;
    }
  one.kept = one.now;
  one.dirty = false;
}

} // namespace weft::cni::sim
