#include "protocol/aci/aftermath.hpp"

#include <utility>

namespace weft::aci {

namespace {

void apply(const request::edit& what, eepg& to) {
  if (what.prefix.empty()) {
    if (what.removed)
      to = {};
    to.present = to.ours = !what.removed;
    to.annotation = what.annotation;
    to.was_external = false;
    return;
  }
  to.lost_flags.erase(what.prefix);
  if (what.removed)
    to.subnets.erase(what.prefix);
  else
    to.subnets[what.prefix] = what.after;
}

} // namespace

fabric aftermath(const fabric& seen, const request& done) {
  std::map<l3out_name, std::map<std::string, eepg>> touched; // thawed once, however many edits
  for (const auto& one : done.edits) {
    const auto out = seen.outs.find(one.where.out());
    if (out == seen.outs.end())
      continue;
    const auto held = out->second->eepgs.find(one.where.epg);
    auto [mine, fresh] = touched[one.where.out()].try_emplace(one.where.epg);
    if (fresh && held != out->second->eepgs.end())
      mine->second = *held->second;
    apply(one, mine->second);
  }
  auto out = seen;
  out.served = done.tenant;
  for (auto& [where, eepgs] : touched) {
    auto changed = *out.outs.at(where);
    for (auto& [name, held] : eepgs)
      changed.eepgs[name] = take_snapshot(std::move(held));
    out.outs[where] = take_snapshot(std::move(changed));
  }
  return out;
}

} // namespace weft::aci
