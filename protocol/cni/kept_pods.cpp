#include "protocol/cni/kept_pods.hpp"

#include "protocol/cni/wished_pod.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

namespace {

bool is_of(const torn_record& what, std::string_view uid) {
  return what.name && !uid.empty() && what.name->pod_uid == uid;
}

} // namespace

void kept_pod::take_written(const attachment_record& what) {
  take_removed(to_string(name_of(what)));
  records.push_back(what);
}

void kept_pod::take_removed(std::string_view file) {
  std::erase_if(records,
                [&](const attachment_record& one) { return to_string(name_of(one)) == file; });
  std::erase_if(torn, [&](const torn_record& one) { return one.file == file; });
}

std::string target_of(const attachment_record& what) {
  return target_of(pod_identity{what.pod_uid, what.runtime_uid, what.pod_namespace, what.pod_name});
}

pod_identity pod_in(std::string_view target) {
  pod_identity out;
  out.uid = uid_in(target);
  if (out.uid.empty())
    return out;
  const auto ns = target.find('/') + 1;
  const auto name = target.find('/', ns) + 1;
  out.ns = target.substr(ns, name - 1 - ns);
  out.name = target.substr(name, target.rfind('/') - name);
  return out;
}

kept_pods::kept_pods(std::vector<attachment_record> whole, std::vector<torn_record> torn)
  : torn_(std::move(torn)) {
  for (auto& one : whole)
    whole_[target_of(one)].push_back(std::move(one));
}

kept_pod kept_pods::of(const std::string& target) const {
  kept_pod out;
  if (const auto held = whole_.find(target); held != whole_.end())
    out.records = held->second;
  std::ranges::copy_if(torn_, std::back_inserter(out.torn),
                       [&](const torn_record& one) { return is_of(one, uid_in(target)); });
  return out;
}

void kept_pods::replace(const std::string& target, kept_pod what) {
  std::erase_if(torn_, [&](const torn_record& one) { return is_of(one, uid_in(target)); });
  std::ranges::move(what.torn, std::back_inserter(torn_));
  if (what.records.empty())
    whole_.erase(target);
  else
    whole_[target] = std::move(what.records);
}

std::vector<std::string> kept_pods::targets() const {
  std::vector<std::string> out;
  for (const auto& [target, all] : whole_)
    out.push_back(target);
  return out;
}

std::map<phase, std::size_t> kept_pods::counts() const {
  std::map<phase, std::size_t> out;
  for (const auto how : {phase::adding, phase::attached, phase::deleting, phase::detached})
    out[how] = 0;
  for (const auto& [target, all] : whole_)
    for (const auto& one : all)
      ++out[one.at];
  return out;
}

bool kept_pods::is_torn(std::string_view file) const {
  return std::ranges::find(torn_, file, &torn_record::file) != torn_.end();
}

void kept_pods::forget_torn(std::string_view file) {
  std::erase_if(torn_, [&](const torn_record& one) { return one.file == file; });
}

std::vector<valid_attachment> kept_pods::valid_in(std::string_view network_name) const {
  std::vector<valid_attachment> out;
  for (const auto& [target, all] : whole_)
    for (const auto& one : all)
      if (one.network_name == network_name && one.at != phase::detached)
        out.push_back({one.container_id, one.interface});
  return out;
}

bool kept_pods::is_quiet() const {
  return torn_.empty() && std::ranges::all_of(whole_, [](const auto& one) {
           return std::ranges::all_of(
             one.second, [](const attachment_record& held) { return held.group == 0; });
         });
}

std::size_t kept_pods::records() const {
  std::size_t out = 0;
  for (const auto& [target, all] : whole_)
    out += all.size();
  return out;
}

} // namespace weft::cni
