#include "protocol/avi/interpret_node.hpp"

#include "protocol/avi/kinds.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::size_t most_former = 64;

/// Changes whenever anything of the wish does.
std::string digest_of(const wished_node& wish) {
  std::string all;
  for (const auto& one : wish.routes)
    all.append(to_string(one.network) + " " + one.next_hop + " " + std::to_string(one.place)
               + "\n");
  for (const auto& one : wish.former)
    all.append("no " + to_string(one) + "\n");
  return to_hex(sha256(all));
}

/// What tells of the node's CIDRs, in the order of names. @see avi.md 4.3
node_reading read(const settings& how, const site& at, const k8s::projection& node,
                  const view& index) {
  std::map<std::string, snapshot<record>> held;
  if (!source_kind(how).empty())
    index.each_filed(sources_word(node.meta.key.name), [&](const k8s::projection& one) {
      if (one.meta.key.kind == source_kind(how) && one.body)
        held.emplace(one.meta.key.name, one.body);
    });
  std::vector<const cidr_source*> sources;
  for (const auto& [name, body] : held)
    sources.push_back(&as<cidr_source>(body));
  return read_routes(how, at, node, sources);
}

/// Networks that were wished and are so no more, each once. @see wished_node::former
std::vector<prefix> former(const wished_node& now, const snapshot<fragment>& said) {
  std::vector<prefix> out;
  if (!said || !said->body)
    return out;
  const auto& before = as<wished_node>(said->body);
  const auto leave = [&](const prefix& network) {
    const bool wished = std::ranges::any_of(
      now.routes, [&](const wished_route& one) { return one.network == network; });
    if (!wished && std::ranges::find(out, network) == out.end() && out.size() < most_former)
      out.push_back(network);
  };
  for (const auto& one : before.routes)
    leave(one.network);
  std::ranges::for_each(before.former, leave);
  std::ranges::sort(out);
  return out;
}

} // namespace

interpretation interpret_node(const settings& how, const k8s::projection& node, const view& index,
                              const contributions& before) {
  interpretation out;
  if (!how.handles_routes())
    return out;
  const auto known = index.inventory();
  if (!known && how.families == family_policy::by_cloud) {
    out.decided = false;
    out.reason = reason::pending;
    out.message = "the controller has not been asked what its cloud can do";
    return out;
  }
  static const site nowhere;
  auto said = read(how, known ? as<site>(known) : nowhere, node, index);
  const owner who{node.meta.key, node.meta.uid};
  out.reason = said.routes.empty() ? said.reason : std::string{};
  out.message = said.routes.empty() ? said.message : std::string{};
  if (said.warns)
    out.notices.push_back({who, true, said.reason, said.message});
  if (said.routes.empty())
    return out;
  fragment part;
  part.from = who;
  part.generation = node.meta.generation;
  part.target = routes_target(how);
  part.what = wish::place;
  wished_node wish;
  wish.routes = std::move(said.routes);
  wish.former = former(wish, before ? before(who, part.target) : nullptr);
  part.digest = digest_of(wish);
  part.body = take_snapshot(std::move(wish));
  out.parts.push_back(std::move(part));
  return out;
}

} // namespace weft::avi
