#include "adapters/aci/sim/store.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/prefix.hpp"

#include <algorithm>

namespace weft::aci::sim {

namespace {

constexpr std::string_view subnet_begins = "extsubnet-[";

bool same(const object& left, const object& right) {
  const auto without_time = [](attribute_map all) {
    all.erase("modTs");
    return all;
  };
  return left.class_name == right.class_name
         && without_time(left.attributes) == without_time(right.attributes);
}

} // namespace

std::string_view object::text(std::string_view attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? std::string_view{} : std::string_view{found->second};
}

attribute_map change::differences() const {
  attribute_map out;
  if (!before || !after)
    return out;
  for (const auto& [name, value] : after->attributes)
    if (before->text(name) != value)
      out.emplace(name, value);
  return out;
}

std::string canonical_dn(std::string_view dn) {
  if (dn.find(subnet_begins) == dn.npos)
    return std::string{dn};
  std::string out;
  for (const auto rn : rns_of(dn)) {
    out += out.empty() ? "" : "/";
    std::optional<std::string> prefix;
    if (rn.starts_with(subnet_begins) && rn.ends_with(']'))
      prefix
        = canonical_prefix(rn.substr(subnet_begins.size(), rn.size() - subnet_begins.size() - 1));
    out += prefix ? std::string{subnet_begins} + *prefix + "]" : std::string{rn};
  }
  return out;
}

store::store() {
  object root{"uni", std::string{mo::universe}, {}};
  for (const auto& one : find_class(mo::universe)->attributes)
    root.attributes.emplace(one.name, one.otherwise);
  objects_.emplace("uni", std::make_shared<const object>(std::move(root)));
}

object_ptr store::find(std::string_view dn) const {
  const auto found = objects_.find(canonical_dn(dn));
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<object_ptr> store::subtree(std::string_view dn) const {
  std::vector<object_ptr> out;
  const auto key = canonical_dn(dn);
  if (const auto top = objects_.find(key); top != objects_.end())
    out.push_back(top->second);
  const auto below = key + "/";
  for (auto i = objects_.lower_bound(below);
       i != objects_.end() && std::string_view{i->first}.starts_with(below); ++i)
    out.push_back(i->second);
  return out;
}

std::vector<object_ptr> store::children(std::string_view dn) const {
  auto out = subtree(dn);
  const auto parent = canonical_dn(dn);
  std::erase_if(out,
                [&](const object_ptr& one) { return canonical_dn(parent_of(one->dn)) != parent; });
  return out;
}

std::vector<object_ptr> store::all() const {
  std::vector<object_ptr> out;
  for (const auto& [key, held] : objects_)
    out.push_back(held);
  return out;
}

std::vector<change> differences(const store& before, const store& after) {
  std::vector<change> out;
  for (auto& one : before.all())
    if (auto is = after.find(one->dn); !is || !same(*one, *is))
      out.push_back({std::move(one), std::move(is)});
  for (auto& one : after.all())
    if (!before.find(one->dn))
      out.push_back({nullptr, std::move(one)});
  return out;
}

void store::remember(const std::string& key) {
  const auto found = objects_.find(key);
  before_.emplace(key, found == objects_.end() ? nullptr : found->second);
}

void store::put(object what) {
  const auto key = canonical_dn(what.dn);
  remember(key);
  objects_[key] = std::make_shared<const object>(std::move(what));
}

void store::remove(std::string_view dn) {
  for (const auto& one : subtree(dn)) {
    const auto key = canonical_dn(one->dn);
    remember(key);
    objects_.erase(key);
  }
}

void store::roll_back() {
  for (auto& [key, held] : before_)
    if (held)
      objects_[key] = held;
    else
      objects_.erase(key);
  before_.clear();
}

std::vector<change> store::commit(const std::string& mod_ts) {
  std::vector<change> out;
  for (auto& [key, was] : before_) {
    const auto found = objects_.find(key);
    const auto is = found == objects_.end() ? nullptr : found->second;
    if (!was && !is)
      continue;
    if (was && is && same(*was, *is)) {
      found->second = was;
      continue;
    }
    change one{was, is};
    if (is) {
      auto stamped = *is;
      stamped.attributes["modTs"] = mod_ts;
      one.after = found->second = std::make_shared<const object>(std::move(stamped));
    }
    out.push_back(std::move(one));
  }
  before_.clear();
  return out;
}

} // namespace weft::aci::sim
