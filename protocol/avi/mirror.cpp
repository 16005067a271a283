#include "protocol/avi/mirror.hpp"

#include "protocol/avi/lenient.hpp"

#include <utility>
#include <vector>

namespace weft::avi {

std::int64_t last_modified(const json::value& object) {
  const auto* held = object.find("_last_modified");
  return held ? whole_number(*held).value_or(0) : 0;
}

bool mirror::counts(const object_name& which, moment asked, const json::value* held) {
  auto& known = notes_[which];
  const auto before = objects_.find(which);
  const bool later
    = held && before != objects_.end() && last_modified(*held) > last_modified(*before->second);
  const bool settles = asked > known.doubted;
  if (known.learned > asked && !later)
    return false;
  known.learned = ++clock_;
  if (settles)
    doubtful_.erase(which);
  return true;
}

void mirror::take(const object_name& which, json::value held, moment asked) {
  if (!counts(which, asked, &held))
    return;
  auto& known = objects_[which];
  if (known && *known == held)
    return;
  known = take_snapshot(std::move(held));
  notes_[which].revision = ++revision_;
}

void mirror::take_gone(const object_name& which, moment asked) {
  if (!counts(which, asked, nullptr))
    return;
  if (objects_.erase(which) > 0)
    ++revision_;
}

void mirror::take_all(std::string_view type, const json::array& all, bool steady, moment asked,
                      const covering& covered) {
  std::set<object_name> there;
  for (const auto& one : all) {
    object_name which{std::string{type}, std::string{one.text_at({"name"})}};
    if (which.name.empty() || !covered(which, one))
      continue;
    take(which, one, asked);
    there.insert(std::move(which));
  }
  std::vector<object_name> missing;
  for (auto i = objects_.lower_bound({std::string{type}, {}});
       i != objects_.end() && i->first.type == type; ++i)
    if (!there.contains(i->first) && covered(i->first, *i->second))
      missing.push_back(i->first);
  for (const auto& which : missing) {
    if (steady)
      take_gone(which, asked);
    else if (notes_[which].learned <= asked)
      doubt(which);
  }
}

void mirror::doubt(const object_name& which) {
  notes_[which].doubted = ++clock_;
  doubtful_.insert(which);
}

void mirror::forget(const object_name& which) {
  doubtful_.erase(which);
  notes_.erase(which);
  if (objects_.erase(which) > 0)
    ++revision_;
}

void mirror::forget_gone() {
  std::erase_if(notes_, [this](const auto& one) {
    return !objects_.contains(one.first) && !doubtful_.contains(one.first);
  });
}

mirror::moment mirror::learned(const object_name& which) const {
  const auto found = notes_.find(which);
  return found == notes_.end() ? 0 : found->second.learned;
}

std::string mirror::version_of(const stock& part) const {
  std::string out;
  for (const auto& [which, held] : part)
    if (const auto found = notes_.find(which); found != notes_.end())
      out.append(std::to_string(found->second.revision)).append(".");
  return out;
}

} // namespace weft::avi
