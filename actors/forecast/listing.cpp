#include "actors/forecast/listing.hpp"

#include "actors/watch/stream_exchange.hpp"
#include "protocol/k8s/cluster_id.hpp"
#include "protocol/k8s/requests.hpp"

#include <future>
#include <iterator>
#include <utility>

namespace weft {

namespace {

result<k8s::response> ask(k8s::client& io, k8s::request what) {
  std::promise<result<k8s::response>> answered;
  auto answer = answered.get_future();
  io.call(std::move(what), [&](result<k8s::response> got) { answered.set_value(std::move(got)); });
  return answer.get();
}

std::string resource_of(const k8s::kind& which) {
  return which.plural + (which.group.empty() ? "" : "." + which.group);
}

/// What a person can do about a kind that cannot be listed.
std::string advice_on(const k8s::kind& which, const fault& why) {
  switch (why.code) {
  case errc::not_found:
    return "; this cluster does not know " + which.name + " of " + k8s::api_version(which)
           + ": apply config/crds";
  case errc::forbidden:
    return "; this user may not list " + resource_of(which) + ": config/rbac shows what is needed";
  case errc::expired:
    return "; the API server does not accept this user's credential";
  case errc::unreachable:
    return "; is this the right cluster, and does its API server run?";
  default:
    return {};
  }
}

/// It is alive all the same, so that nothing of its own may be swept.
remark put_aside(const k8s::kind& which, const k8s::undecodable& item, index& objects) {
  auto key = item.key;
  key.kind = which.name;
  if (key.name.empty())
    key.name = "?";
  objects.put_aside(key, item.uid);
  return {key, "Unreadable", to_string(item.why)};
}

/// Lists one kind in one namespace or in all.
class one_list {
public:
  one_list(k8s::client& io, const k8s::kind& which, std::string ns, std::uint32_t page)
    : io_(io), which_(which), ns_(std::move(ns)) {
    how_.limit = page;
  }

  result<void> read(const progress_listener& say) {
    for (;;) {
      say("listing " + which_.name + " … " + std::to_string(items.size()));
      auto page = watching::read_page(0, which_, ask(io_, k8s::list_request(which_, ns_, how_)));
      if (page.head) {
        std::move(page.items.begin(), page.items.end(), std::back_inserter(items));
        how_.continue_token = page.head->continue_token;
        if (how_.continue_token.empty())
          return boost::system::in_place_value;
      } else if (page.head.error().code == errc::gone && !how_.continue_token.empty()) {
        items.clear(); // history ended between two pages: all in one, then
        how_ = {};
        how_.limit = 0;
      } else {
        return page.head.error();
      }
    }
  }

  std::vector<k8s::decoded<k8s::projection>> items;

private:
  k8s::client& io_;
  const k8s::kind& which_;
  const std::string ns_;
  k8s::list_options how_;
};

} // namespace

listing list_objects(k8s::client& io, const listing_order& order, index& objects,
                     const progress_listener& say) {
  listing out;
  for (const auto& kind : order.kinds) {
    const bool everywhere = !kind.namespaced || order.namespaces.empty();
    if (!everywhere)
      objects.see_in_part(kind.name);
    for (const auto& ns : everywhere ? std::vector<std::string>{""} : order.namespaces) {
      one_list list{io, kind, ns, order.page};
      if (const auto read = list.read(say); !read) {
        const auto& why = read.error();
        if (why.code == errc::not_found && !kind.mandatory)
          continue;
        out.troubles.push_back(to_string(why) + advice_on(kind, why));
        if (why.code == errc::unreachable || why.code == errc::expired)
          return out; // the next kind would fare no better
        continue;
      }
      for (auto& item : list.items)
        if (item)
          objects.put(take_snapshot(*std::move(item)));
        else
          out.unreadable.push_back(put_aside(kind, item.error(), objects));
    }
  }
  return out;
}

result<std::string> read_cluster_id(k8s::client& io) {
  const auto answer = ask(io, k8s::cluster_id_request());
  if (!answer)
    return answer.error();
  return k8s::read_cluster_id(*answer);
}

} // namespace weft
