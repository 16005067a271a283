#include "protocol/cni/checks.hpp"

#include "protocol/cni/chain.hpp"
#include "protocol/cni/health.hpp"
#include "protocol/cni/situation.hpp"

#include <utility>

namespace weft::cni {

namespace {

bool is_whole(const attachment_record& what, const situation& at, const node_view& node) {
  return what.at == phase::attached && what.group == 0 && !is_stale(what, at, node)
         && netns_for_del(what, at, node) == at.now->netns
         && damage_of(what, at.netns->interfaces, node.host).empty();
}

} // namespace

std::vector<operation> checks_of(const node_view& node) {
  std::vector<operation> out;
  const auto at = situation_of(nullptr, node);
  if (!at.now || !at.netns)
    return out;
  for (const auto& one : node.records) {
    if (!is_whole(one, at, node))
      continue;
    auto network = read_config(one.config, one.network_name);
    if (!network || !can_check(*network))
      continue;
    operation next;
    next.what = operation::kind::check;
    next.subject = one;
    next.file = to_string(name_of(one));
    next.network = *std::move(network);
    next.why = "it is time";
    out.push_back(std::move(next));
  }
  return out;
}

} // namespace weft::cni
