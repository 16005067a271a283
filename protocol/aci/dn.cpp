#include "protocol/aci/dn.hpp"

#include <array>

namespace weft::aci {

namespace {

constexpr std::string_view root = "uni";

/// How an RN of a class begins and ends, and below what.
struct shape {
  std::string_view class_name;
  std::string_view parent; ///< empty: any
  std::string_view begins;
  std::string_view ends;
  bool named = true; ///< something stands between the two
};

constexpr std::array<shape, 8> shapes{{
  {mo::tenant, mo::universe, "tn-", ""},
  {mo::l3out, mo::tenant, "out-", ""},
  {mo::eepg, mo::l3out, "instP-", ""},
  {mo::subnet, mo::eepg, "extsubnet-[", "]"},
  {mo::vrf, mo::l3out, "rsectx", "", false},
  {mo::provided, mo::eepg, "rsprov-", ""},
  {mo::consumed, mo::eepg, "rscons-", ""},
  {mo::tag, "", "annotationKey-[", "]"},
}};

/// What names the object among its siblings, when the RN has this shape.
std::optional<std::string_view> name_in(std::string_view rn, const shape& like) {
  if (!rn.starts_with(like.begins))
    return std::nullopt;
  rn.remove_prefix(like.begins.size());
  if (!rn.ends_with(like.ends))
    return std::nullopt;
  rn.remove_suffix(like.ends.size());
  return rn.empty() == like.named ? std::nullopt : std::optional{rn};
}

const shape* shape_of(std::string_view rn, std::string_view parent) {
  for (const auto& one : shapes)
    if ((one.parent.empty() || one.parent == parent) && name_in(rn, one))
      return &one;
  return nullptr;
}

/// The length of the first RN, or nothing when a bracket is not paired.
std::optional<std::size_t> first_rn(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/' && depth == 0)
      return i;
    if (text[i] == ']' && depth == 0)
      return std::nullopt;
    depth += text[i] == '[' ? 1U : 0U;
    depth -= text[i] == ']' ? 1U : 0U;
  }
  return depth == 0 ? std::optional{text.size()} : std::nullopt;
}

} // namespace

std::string tenant_dn(std::string_view tenant) {
  return std::string{root}.append("/tn-").append(tenant);
}

std::string dn_of(const l3out_name& which) {
  return tenant_dn(which.tenant).append("/out-").append(which.l3out);
}

std::string dn_of(const eepg_name& which) {
  return tenant_dn(which.tenant)
    .append("/out-")
    .append(which.l3out)
    .append("/instP-")
    .append(which.epg);
}

std::string dn_of(const eepg_name& where, std::string_view prefix) {
  return dn_of(where).append("/extsubnet-[").append(prefix).append("]");
}

std::vector<std::string_view> rns_of(std::string_view dn) {
  std::vector<std::string_view> out;
  while (true) {
    const auto length = first_rn(dn);
    if (!length || *length == 0)
      return {};
    out.push_back(dn.substr(0, *length));
    if (*length == dn.size())
      return out;
    dn.remove_prefix(*length + 1);
  }
}

std::string join_rns(const std::vector<std::string_view>& rns) {
  std::string out;
  for (const auto rn : rns)
    out.append(out.empty() ? "" : "/").append(rn);
  return out;
}

std::string_view parent_of(std::string_view dn) {
  const auto rns = rns_of(dn);
  return rns.size() < 2 ? std::string_view{} : dn.substr(0, dn.size() - rns.back().size() - 1);
}

std::string_view class_of(std::string_view dn) {
  std::string_view held;
  for (const auto rn : rns_of(dn)) {
    if (held.empty()) {
      if (rn != root)
        return {};
      held = mo::universe;
      continue;
    }
    const auto* like = shape_of(rn, held);
    if (!like)
      return {};
    held = like->class_name;
  }
  return held;
}

std::optional<place> read_place(std::string_view dn) {
  const auto rns = rns_of(dn);
  if (rns.size() < 3 || rns.size() > 5 || rns[0] != root)
    return std::nullopt;
  place out;
  std::string_view parent = mo::universe;
  for (std::size_t i = 1; i < rns.size(); ++i) {
    const auto* like = shape_of(rns[i], parent);
    if (!like)
      return std::nullopt;
    const auto name = *name_in(rns[i], *like);
    parent = out.class_name = like->class_name;
    if (parent == mo::tenant)
      out.tenant = name;
    else if (parent == mo::l3out)
      out.l3out = name;
    else if (parent == mo::eepg)
      out.epg = name;
    else if (parent == mo::subnet)
      out.prefix = name;
    else if (parent != mo::vrf)
      return std::nullopt;
  }
  return out;
}

} // namespace weft::aci
