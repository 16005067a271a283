#pragma once

#include "protocol/avi/domain.hpp"
#include "protocol/avi/ingresses.hpp"
#include "protocol/avi/kinds.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/k8s/decode.hpp"
#include "tests/printing.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::avi {

using words = std::vector<std::string>;

inline json::value json_of(const words& all) {
  json::array out;
  for (const auto& one : all)
    out.emplace_back(one);
  return out;
}

/// A cluster as interpret sees it, and what the runtime keeps of what its objects have wished.
class avi_cluster : public view {
public:
  avi_cluster() {
    how.cluster_name = "S1-AZ1";
    how.cloud = "Default-Cloud";
    how.vip_networks = {{"AVI_FRONTEND_3025", {}, "10.10.25.0/24", {}}};
    known.cloud_type = "CLOUD_VCENTER";
    known.vrf = "VRF_AZ1";
    known.api_version = "20.1.2";
    known.license = "ENTERPRISE";
    known.cluster_uuid = "cluster-1";
    known.domains = {"avi.iberia.local"};
  }

  // -- manifests ---------------------------------------------------------------------------------

  static json::value object(std::string_view version, std::string_view kind, const std::string& ns,
                            const std::string& name, const std::string& uid = {}) {
    auto meta = json::value::of({{"name", name},
                                 {"uid", uid.empty() ? "uid-" + ns + name : uid},
                                 {"resourceVersion", "7"},
                                 {"generation", 1},
                                 {"creationTimestamp", "2026-01-01T00:00:00Z"}});
    if (!ns.empty())
      meta.set("namespace", ns);
    return json::value::of({{"apiVersion", version}, {"kind", kind}, {"metadata", meta}});
  }

  static void annotate(json::value& of, std::string_view name, std::string_view text) {
    (*of.find("metadata"))["annotations"].set(name, text);
  }

  static void label(json::value& of, std::string_view name, std::string_view text) {
    (*of.find("metadata"))["labels"].set(name, text);
  }

  static json::value node(const std::string& name, const words& addresses, const words& cidrs) {
    auto out = object("v1", node_kind, {}, name);
    json::array all;
    all.push_back(json::value::of({{"type", "Hostname"}, {"address", name}}));
    for (const auto& one : addresses)
      all.push_back(json::value::of({{"type", "InternalIP"}, {"address", one}}));
    auto spec = json::value::of({{"providerID", "x"}});
    if (!cidrs.empty()) {
      spec.set("podCIDR", cidrs.front());
      spec.set("podCIDRs", json_of(cidrs));
    }
    out.set("spec", spec);
    out.set("status", json::value::of({{"addresses", all}, {"images", json::array{}}}));
    return out;
  }

  /// Each port as "TCP/80", "UDP/53/dns", "TCP/80/web/8080".
  static json::value service(const std::string& name, const words& ports,
                             const std::string& ns = "shop") {
    auto out = object("v1", service_kind, ns, name);
    json::array all;
    for (const auto& text : ports) {
      const auto part = split(text);
      auto one = json::value::of({{"protocol", part[0]}, {"port", std::stoi(part[1])}});
      if (part.size() > 2 && !part[2].empty())
        one.set("name", part[2]);
      if (part.size() > 3)
        one.set("targetPort", std::stoi(part[3]));
      all.push_back(std::move(one));
    }
    out.set("spec", json::value::of({{"type", "LoadBalancer"},
                                     {"selector", json::value::of({{"app", name}})},
                                     {"ports", all},
                                     {"ipFamilies", json::value::list({"IPv4"})}}));
    return out;
  }

  /// A slice of one port, as the controller of slices makes it. Each endpoint as "10.1.1.1",
  /// "10.1.1.1!" (not ready) or "10.1.1.1@n1".
  static json::value slice(const std::string& name, const std::string& of, const std::string& port,
                           const words& endpoints, const std::string& ns = "shop") {
    auto out = object("discovery.k8s.io/v1", endpoint_slice_kind, ns, name);
    label(out, "kubernetes.io/service-name", of);
    label(out, "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    const auto part = split(port);
    auto held = json::value::of({{"protocol", part[0]}, {"port", std::stoi(part[1])}});
    held.set("name", part.size() > 2 ? part[2] : std::string{});
    json::array all;
    for (auto text : endpoints) {
      const auto at = text.find('@');
      const auto on = at == text.npos ? std::string{} : text.substr(at + 1);
      text = text.substr(0, at);
      const bool ready = !text.ends_with('!');
      auto one = json::value::of(
        {{"addresses", json::value::list({ready ? text : text.substr(0, text.size() - 1)})},
         {"conditions", json::value::of({{"ready", ready}})}});
      if (!on.empty())
        one.set("nodeName", on);
      all.push_back(std::move(one));
    }
    out.set("addressType", "IPv4");
    out.set("endpoints", all);
    out.set("ports", json::value::list({held}));
    return out;
  }

  static words split(const std::string& text) {
    words out{""};
    for (const char c : text)
      if (c == '/')
        out.emplace_back();
      else
        out.back().push_back(c);
    return out;
  }

  // -- the objects -------------------------------------------------------------------------------

  snapshot<k8s::projection> decoded(const json::value& document) const {
    for (const auto& kind : kinds(how))
      if (kind.name == document.text_at({"kind"})) {
        auto read = k8s::decode_object(kind, json::write(document));
        REQUIRE(read.has_value());
        return take_snapshot(*std::move(read));
      }
    FAIL("nobody watches " << document.text_at({"kind"}));
    return nullptr;
  }

  void put(const json::value& document) {
    const auto now = decoded(document);
    objects[now->meta.key] = now;
  }

  void take(std::string_view kind, const std::string& ns, const std::string& name) {
    objects.erase({std::string{kind}, ns, name});
  }

  interpretation meaning_of(const object_key& key) const {
    const auto found = find(key);
    REQUIRE(found);
    return make_domain(how).interpret(
      *found, *this, [this](const owner& who, const std::string& at) {
        const auto target = parts.find(at);
        const auto part = target == parts.end() ? nullptr : find_in(target->second, who);
        return part && part->what == wish::place ? part : nullptr;
      });
  }

  interpretation node_meaning(const std::string& name) const {
    return meaning_of({std::string{node_kind}, "", name});
  }

  interpretation service_meaning(const std::string& name, const std::string& ns = "shop") const {
    return meaning_of({std::string{service_kind}, ns, name});
  }

  /// "10.244.0.0/24 10.1.1.2", one per route that the Node wishes.
  words routes_of(const std::string& name) const {
    words out;
    for (const auto& part : node_meaning(name).parts)
      for (const auto& one : as<wished_node>(part.body).routes)
        out.push_back(to_string(one.network) + " " + one.next_hop);
    return out;
  }

  /// Every object says what it has to say; what it says no more is asked to be removed.
  void speak() {
    std::map<std::string, std::set<owner>> said;
    for (const auto& target : make_domain(how).targets(nullptr))
      parts[target];
    for (const auto& [key, held] : objects) {
      if (key.kind != node_kind && key.kind != service_kind && key.kind != ingress_kind)
        continue;
      for (auto& part : meaning_of(key).parts) {
        said[part.target].insert(part.from);
        auto target = part.target;
        auto from = part.from;
        parts[target][from] = take_snapshot(std::move(part));
      }
    }
    for (auto& [target, all] : parts)
      for (auto& [who, part] : all)
        if (!said[target].contains(who) && part->what == wish::place) {
          auto last = *part;
          last.what = wish::remove;
          part = take_snapshot(std::move(last));
        }
  }

  // -- what interpret asks -----------------------------------------------------------------------

  snapshot<k8s::projection> find(const object_key& key) const override {
    const auto found = objects.find(key);
    return found == objects.end() ? nullptr : found->second;
  }

  void each(std::string_view kind, std::string_view ns,
            const std::function<void(const k8s::projection&)>& visit) const override {
    for (const auto& [key, held] : objects)
      if (key.kind == kind && (ns == "*" || key.ns == ns))
        visit(*held);
  }

  void each_filed(std::string_view word,
                  const std::function<void(const k8s::projection&)>& visit) const override {
    for (const auto& [key, held] : objects)
      if (const auto under = index_words(*held); std::ranges::find(under, word) != under.end())
        visit(*held);
  }

  snapshot<record> inventory() const override {
    return discovered ? take_snapshot(known) : nullptr;
  }

  static snapshot<fragment> find_in(const wishes& all, const owner& who) {
    const auto found = all.find(who);
    return found == all.end() ? nullptr : found->second;
  }

  settings how;
  site known;
  bool discovered = true;
  std::map<object_key, snapshot<k8s::projection>> objects;
  std::map<std::string, wishes> parts; ///< by target
};

} // namespace weft::avi
