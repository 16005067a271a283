#include "tests/unit/protocol/aci/toy_fabric.hpp"

#include "protocol/aci/dn.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace weft::aci {

namespace {

std::string rn_in_toy(std::string_view class_name, const json::value& attributes) {
  const auto text = [&](std::string_view name) { return std::string{attributes.text_at({name})}; };
  if (class_name == mo::tenant)
    return "tn-" + text("name");
  if (class_name == mo::l3out)
    return "out-" + text("name");
  if (class_name == mo::eepg)
    return "instP-" + text("name");
  return "extsubnet-[" + text("ip") + "]";
}

std::string below_in_toy(const std::string& dn) {
  return dn + "/";
}

} // namespace

std::string toy_fabric::time() const {
  std::array<char, 40> text{};
  const auto seconds = clock_ / 1000;
  std::snprintf(text.data(), text.size(), "2026-01-13T%02d:%02d:%02d.%03d+01:00",
                static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                static_cast<int>(seconds % 60), static_cast<int>(clock_ % 1000));
  return text.data();
}

void toy_fabric::tell(event::kind what, const std::string& dn, const attributes& shown_ones) {
  managed_object about;
  about.class_name = class_of(dn);
  about.dn = dn;
  for (const auto& [name, text] : shown_ones)
    about.attributes.emplace_back(name, text);
  about.attributes.emplace_back("modTs", time());
  told.push_back({what, std::move(about)});
}

void toy_fabric::put(const std::string& dn, std::string_view class_name, attributes what) {
  clock_ += coarse ? 0 : 1;
  all[dn] = {std::string{class_name}, what};
  all[dn].held["modTs"] = time();
  tell(event::kind::created, dn, what);
}

void toy_fabric::change(const std::string& dn, const attributes& what) {
  clock_ += coarse ? 0 : 1;
  for (const auto& [name, text] : what)
    all.at(dn).held[name] = text;
  all.at(dn).held["modTs"] = time();
  tell(event::kind::modified, dn, what);
}

void toy_fabric::erase(const std::string& dn) {
  clock_ += coarse ? 0 : 1;
  drop(dn);
}

void toy_fabric::drop(const std::string& dn) {
  if (all.erase(dn) == 0)
    return;
  tell(event::kind::deleted, dn, {});
  const auto below = below_in_toy(dn);
  for (auto i = all.lower_bound(below); i != all.end() && i->first.starts_with(below);) {
    tell(event::kind::deleted, i->first, {});
    i = all.erase(i);
  }
}

void toy_fabric::add_out(const l3out_name& which, const std::string& vrf) {
  if (!has(tenant_dn(which.tenant)))
    put(tenant_dn(which.tenant), mo::tenant, {{"name", which.tenant}});
  put(dn_of(which), mo::l3out, {{"name", which.l3out}});
  if (!vrf.empty())
    put(dn_of(which) + "/rsectx", mo::vrf, {{"tDn", vrf}});
}

bool toy_fabric::carry_out(const request& what) {
  const auto before = std::pair{all, told};
  clock_ += coarse ? 0 : 1;
  if (what.what == request::verb::remove) {
    ++deletes;
    drop(what.dn);
    return true;
  }
  ++posts;
  const auto body = json::parse(what.body);
  const auto rns = rns_of(what.dn);
  const auto parent = std::string{parent_of(what.dn)};
  const bool same = body.has_value() && !rns.empty()
                    && rn_in_toy(body->as_object()->front().first,
                                 *body->as_object()->front().second.find("attributes"))
                         == rns.back();
  if (same && (parent == "uni" || has(parent)) && apply(parent, *body))
    return true;
  std::tie(all, told) = before;
  return false;
}

bool toy_fabric::apply(const std::string& parent, const json::value& what) {
  const auto& [class_name, rest] = what.as_object()->front();
  if (rest.as_object()->front().first != "attributes")
    return false; // they come first
  const auto& given = *rest.find("attributes");
  const auto dn = parent + "/" + rn_in_toy(class_name, given);
  if (refuses && refuses(dn))
    return false;
  const auto status = given.text_at({"status"});
  if (status == "deleted") {
    drop(dn);
    return true;
  }
  if (status == "modified" && !has(dn))
    return false;
  attributes news;
  const bool fresh = !has(dn);
  if (fresh && class_name == mo::subnet)
    news = {{"name", ""}, {"annotation", ""}, {"scope", "import-security"}};
  if (fresh && class_name == mo::eepg)
    news = {{"annotation", ""}};
  auto& held = all[dn];
  held.class_name = class_name;
  for (const auto& [name, text] : *given.as_object())
    if (const auto word = text.text_or(""); name != "status" && held.held[name] != word)
      news[name] = word;
  for (const auto& [name, text] : news)
    held.held[name] = text;
  if (fresh || !news.empty()) {
    held.held["modTs"] = time();
    tell(fresh ? event::kind::created : event::kind::modified, dn, fresh ? held.held : news);
  }
  if (const auto* children = rest.find("children"))
    for (const auto& child : *children->as_array())
      if (!apply(dn, child))
        return false;
  return true;
}

managed_object toy_fabric::shown(const std::string& dn) const {
  managed_object out;
  out.class_name = all.at(dn).class_name;
  out.dn = dn;
  for (const auto& [name, text] : all.at(dn).held)
    out.attributes.emplace_back(name, text);
  return out;
}

std::vector<managed_object> toy_fabric::read(const l3out_name& which) const {
  std::vector<managed_object> out;
  for (const auto& [dn, held] : all)
    if (dn == dn_of(which) || dn.starts_with(below_in_toy(dn_of(which))))
      out.push_back(shown(dn));
  return out;
}

std::vector<managed_object> toy_fabric::read(const eepg_name& which) const {
  if (!has(dn_of(which)))
    return {};
  auto out = shown(dn_of(which));
  for (const auto& [dn, held] : all)
    if (dn.starts_with(below_in_toy(dn_of(which))))
      out.children.push_back(shown(dn));
  return {std::move(out)};
}

std::vector<managed_object> toy_fabric::marked(std::string_view class_name,
                                               std::string_view marker) const {
  std::vector<managed_object> out;
  for (const auto& [dn, held] : all)
    if (held.class_name == class_name && at(dn, "annotation") == marker)
      out.push_back(shown(dn));
  return out;
}

std::string toy_fabric::at(const std::string& dn, const std::string& attribute) const {
  const auto found = all.find(dn);
  if (found == all.end())
    return "(absent)";
  const auto held = found->second.held.find(attribute);
  return held == found->second.held.end() ? "" : held->second;
}

std::vector<std::string> toy_fabric::prefixes(const eepg_name& of) const {
  std::vector<std::string> out;
  for (const auto& [dn, held] : all)
    if (const auto where = read_place(dn); where && where->eepg() == of && !where->prefix.empty())
      out.emplace_back(where->prefix);
  return out;
}

} // namespace weft::aci
