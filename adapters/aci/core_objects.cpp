#include "adapters/aci/core.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "adapters/aci/sim/post.hpp"
#include "protocol/aci/dn.hpp"

#include <algorithm>
#include <charconv>

namespace weft::aci::sim {

namespace {

constexpr std::string_view mo_path = "/api/mo/";
constexpr std::string_view ending = ".json";

net::http_response denied(std::string_view dn) {
  return as_answer(
    objection{403, "403", "Access denied: no privilege to access " + std::string{dn}});
}

std::string_view dn_in(const target& where) {
  std::string_view out = where.path;
  out.remove_prefix(mo_path.size());
  out.remove_suffix(ending.size());
  return out;
}

/// Whether it is of one of these tenants.
bool is_of(const std::set<std::string>& tenants, std::string_view dn) {
  const auto rns = rns_of(dn);
  constexpr std::string_view begins = "tn-";
  return rns.size() > 1 && rns[1].starts_with(begins)
         && tenants.contains(std::string{rns[1].substr(begins.size())});
}

} // namespace

bool core::is_denied(std::string_view dn) const {
  return is_of(settings.denied_tenants, dn);
}

bool core::is_read_only(std::string_view dn) const {
  return is_of(settings.read_only_tenants, dn);
}

net::http_response core::read(const caller& by, const target& where, instant now) {
  ++seen_.gets;
  const auto asked = read_query(where, settings.accepts_lifetime);
  if (const auto* no = std::get_if<objection>(&asked))
    return as_answer(*no);
  const auto& what = std::get<query>(asked);
  if (is_denied(what.dn))
    return denied(what.dn);
  std::uint64_t id = 0;
  if (what.subscribes && !by.detached) {
    id = subscribe(by, what, now);
    if (id == 0)
      return as_answer(objection{405, "405", "unable to locate opened web socket"});
  }
  auto all = results(what, tree_);
  std::erase_if(all, [&](const object_ptr& one) { return is_denied(one->dn); });
  if (what.subscribes && by.detached) // bound to no socket: nothing comes, now or later
    all.clear();
  if (std::min(all.size(), what.page ? what.page_size : all.size()) > settings.max_results)
    return as_answer(
      objection{400, "400", "Unable to process the query, result dataset is too big"});
  if (what.order.empty() && settings.shuffled)
    std::shuffle(all.begin(), all.end(), dice_);
  auto shown = render(what, all, tree_);
  if (what.subscribes && by.detached)
    id = ++last_subscription_;
  return as_answer(std::move(shown), all.size(), what.subscribes ? std::to_string(id) : "");
}

/// @returns zero when the session has no open socket.
std::uint64_t core::subscribe(const caller& by, const query& what, instant now) {
  const auto found = sessions_.find(by.session);
  if (found == sessions_.end() || found->second.socket == 0)
    return 0;
  ++seen_.subscriptions;
  subscription made{what, what.lifetime.value_or(settings.subscription_lifetime), {}};
  made.until = now + made.lifetime;
  const auto id = ++last_subscription_;
  found->second.subscriptions.emplace(id, std::move(made));
  seen_.most_subscriptions = std::max(seen_.most_subscriptions, live_subscriptions(now));
  return id;
}

net::http_response core::refresh_subscription(const caller& by, const target& where, instant now) {
  ++seen_.subscription_refreshes;
  const auto text = where.option("id");
  std::uint64_t id = 0; // what follows the digits does not count
  std::from_chars(text.data(), text.data() + text.size(), id);
  const objection unknown{400, "400", "Subscription refresh timeout"};
  const auto owner = sessions_.find(by.session);
  if (owner == sessions_.end() || by.detached)
    return as_answer(unknown);
  auto& all = owner->second.subscriptions;
  const auto found = all.find(id);
  if (found == all.end() || now >= found->second.until)
    return as_answer(unknown);
  found->second.until = now + found->second.lifetime;
  return nothing_to_say();
}

void core::expire_subscriptions() {
  for (auto& [id, held] : sessions_)
    held.subscriptions.clear();
}

net::http_response core::write(const caller& by, const net::http_request& what, const target& where,
                               instant now) {
  const bool posts = what.method == "POST";
  ++(posts ? seen_.posts : seen_.deletes);
  const auto dn = dn_in(where);
  if (is_denied(dn) || is_read_only(dn))
    return denied(dn);
  const auto no = posts ? apply_post(tree_, dn, what.body, settings) : apply_delete(tree_, dn);
  if (no)
    return as_answer(*no);
  const auto commits = seen_.commits;
  commit(by.who, what.method, dn, now);
  const auto nesting = where.option("rsp-subtree");
  if (nesting == "full")
    if (const auto held = tree_.find(dn)) {
      query all;
      all.nested = query::reach::subtree;
      return as_answer(render(all, {held}, tree_), 1);
    }
  if (nesting != "modified" || seen_.commits == commits)
    return nothing_to_say();
  std::vector<object_ptr> changed;
  for (const auto& one : transactions_.back().edits)
    if (auto held = tree_.find(one.dn))
      changed.push_back(std::move(held));
  return as_answer(render({}, changed, tree_), changed.size());
}

} // namespace weft::aci::sim
