#include "adapters/k8s/core/store.hpp"

namespace weft::k8s::server {

stored_ptr store::find(std::string_view collection, std::string_view key) const {
  const auto& held = all(collection);
  const auto i = held.find(key);
  return i == held.end() ? nullptr : i->second;
}

const objects& store::all(std::string_view collection) const {
  static const objects none;
  const auto i = collections_.find(collection);
  return i == collections_.end() ? none : i->second;
}

objects store::at(std::string_view collection, std::uint64_t version) const {
  auto out = all(collection);
  for (auto i = history_.rbegin(); i != history_.rend() && i->version > version; ++i) {
    if (i->collection != collection)
      continue;
    if (i->before)
      out[i->key] = i->before;
    else
      out.erase(i->key);
  }
  return out;
}

const change& store::put(std::string collection, std::string key, json::value object) {
  object["metadata"].set("resourceVersion", std::to_string(++version_));
  auto after = std::make_shared<const stored>(stored{std::move(object), version_});
  auto& place = collections_[collection][key];
  auto before = std::exchange(place, after);
  return record(
    {version_, std::move(collection), std::move(key), std::move(before), std::move(after), false});
}

const change& store::remove(std::string collection, const std::string& key) {
  auto node = collections_[collection].extract(key);
  auto last = node.mapped()->object;
  last["metadata"].set("resourceVersion", std::to_string(++version_));
  return record({version_, std::move(collection), key, node.mapped(),
                 std::make_shared<const stored>(stored{std::move(last), version_}), true});
}

void store::forget() {
  history_.clear();
  oldest_ = version_;
}

const change& store::record(change what) {
  history_.push_back(std::move(what));
  if (history_.size() > limit_) {
    oldest_ = history_.front().version;
    history_.pop_front();
  }
  return history_.back();
}

} // namespace weft::k8s::server
