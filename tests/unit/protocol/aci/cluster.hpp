#pragma once

#include "protocol/aci/affected.hpp"
#include "protocol/aci/interpret.hpp"
#include "protocol/aci/records.hpp"
#include "tests/unit/protocol/aci/manifests.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft::aci {

/// "10.1.1.5/32 Pod/shop/web-1-0", one per claim.
using claim_lines = std::vector<std::string>;

/// A cluster as interpret sees it.
class cluster : public manifests, public view {
public:
  /// Deployment `name`, its ReplicaSet `<name>-1`, and a Pod `<name>-1-<i>` per address.
  void run(const std::string& name, const std::vector<std::string>& addresses,
           const std::string& annotation = to_e) {
    put(deployment(name, annotation));
    put(replica_set(name + "-1", name));
    for (std::size_t i = 0; i < addresses.size(); ++i)
      put(pod(name + "-1-" + std::to_string(i), name + "-1", name, {addresses[i]}));
  }

  // -- changes -----------------------------------------------------------------------------------

  /// @returns the names of the Deployments that this affects.
  std::set<std::string> put(const json::value& document) {
    const auto now = decoded(document);
    const auto before = std::exchange(objects[now->meta.key], now);
    return names(affected(how, before.get(), now.get(), lookup()));
  }

  std::set<std::string> take(const object_key& key) {
    const auto before = std::move(objects.extract(key).mapped());
    return names(affected(how, before.get(), nullptr, lookup()));
  }

  static object_key key(std::string_view kind, const std::string& name) {
    return {std::string{kind}, "shop", name};
  }

  // -- meanings ----------------------------------------------------------------------------------

  interpretation meaning_of(const std::string& name) const {
    const auto found = find(key(deployment_kind, name));
    REQUIRE(found);
    return interpret(how, *found, lookup());
  }

  /// The wish; fails the test when there is none.
  wished_eepg wish_of(const std::string& name) const {
    const auto meaning = meaning_of(name);
    REQUIRE(meaning.parts.size() == 1);
    return as<wished_eepg>(meaning.parts.front().body);
  }

  claim_lines claims_of(const std::string& name) const {
    claim_lines out;
    for (const auto& one : wish_of(name).claims)
      out.push_back(one.prefix + " " + to_string(one.from));
    return out;
  }

  /// What the Deployment means now has been contributed.
  void contribute(const std::string& name) {
    const auto meaning = meaning_of(name);
    contributed[meaning.parts.front().from] = meaning.parts.front().body;
  }

  // -- what interpret asks -----------------------------------------------------------------------

  snapshot<k8s::projection> find(const object_key& key) const override {
    const auto found = objects.find(key);
    return found == objects.end() ? nullptr : found->second;
  }

  void each(std::string_view kind, std::string_view ns, const visitor& visit) const override {
    in_turn([&](const k8s::projection& held) {
      if (held.meta.key.kind == kind && (ns == "*" || held.meta.key.ns == ns))
        visit(held);
    });
  }

  void each_filed(std::string_view,
                  const std::function<void(const k8s::projection&)>&) const override {}
  snapshot<record> inventory() const override { return nullptr; }

  lookups lookup() const {
    return {*this,
            [this](const std::string& uid, const visitor& visit) {
              in_turn([&](const k8s::projection& held) {
                const auto under = index_keys(held);
                if (careless || std::find(under.begin(), under.end(), uid) != under.end())
                  visit(held);
              });
            },
            [this](const owner& who) {
              const auto found = contributed.find(who);
              return found == contributed.end() ? nullptr : found->second;
            }};
  }

  std::map<object_key, snapshot<k8s::projection>> objects;
  std::map<owner, snapshot<record>> contributed;
  bool backwards = false; ///< visit in the opposite order
  bool careless = false;  ///< visit everything, whoever controls it

private:
  static std::set<std::string> names(const std::unordered_set<object_key>& all) {
    std::set<std::string> out;
    for (const auto& one : all)
      out.insert(one.name);
    return out;
  }

  void in_turn(const visitor& visit) const {
    if (backwards)
      for (auto i = objects.rbegin(); i != objects.rend(); ++i)
        visit(*i->second);
    else
      for (const auto& [key, held] : objects)
        visit(*held);
  }
};

} // namespace weft::aci
