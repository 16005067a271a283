#pragma once

#include "protocol/cni/domain.hpp"
#include "protocol/cni/kinds.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/cni/wished_pod.hpp"
#include "protocol/k8s/decode.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::cni {

/// Pods and network objects as the API server would write them, and as the domain sees them.
class pods : public view {
public:
  pods() {
    how.node_name = "n1";
    inventory_now = take_snapshot(node_inventory{});
  }

  // -- changes: they say which Pods they affect --------------------------------------------------

  using annotations = std::vector<std::pair<std::string_view, std::string_view>>;

  static json::value pod(const annotations& all, std::string_view phase = "Running") {
    auto out = object("v1", pod_kind, "shop", "web-0");
    set_annotations(out, all);
    out.set("spec", testing::of(R"({"nodeName":"n1","hostNetwork":false,"containers":[{}]})"));
    out.set("status", json::value::of({{"phase", phase}, {"podIP", "10.0.0.1"}}));
    return out;
  }

  static json::value definition(const std::string& ns, const std::string& name,
                                std::string_view config) {
    auto out = object("k8s.cni.cncf.io/v1", nad_kind, ns, name);
    out.set("spec", json::value::of({{"config", config}}));
    return out;
  }

  static json::value kaloom_network(const std::string& name, std::string_view plugin,
                                    std::string_view config) {
    auto out = object("kaloom.com/v1", kaloom_kind, "default", name);
    out.set("spec", json::value::of({{"plugin", plugin}, {"config", config}}));
    return out;
  }

  static void set_annotations(json::value& of, const annotations& all) {
    json::value held;
    for (const auto& [name, value] : all)
      held.set(name, value);
    of.find("metadata")->set("annotations", std::move(held));
  }

  std::set<std::string> put(const json::value& document) {
    const auto now = decoded(document);
    const auto before = std::exchange(objects[now->meta.key], now);
    return affected(before.get(), now.get());
  }

  std::set<std::string> take(const object_key& key) {
    const auto before = std::move(objects.extract(key).mapped());
    return affected(before.get(), nullptr);
  }

  // -- meanings ----------------------------------------------------------------------------------

  static object_key web() { return {"Pod", "shop", "web-0"}; }

  interpretation meaning() const {
    const auto found = find(web());
    REQUIRE(found);
    return make_domain(how).interpret(
      *found, *this, [this](const owner&, const std::string&) { return contributed; });
  }

  wished_pod wish() const {
    const auto now = meaning();
    REQUIRE(now.parts.size() == 1);
    return as<wished_pod>(now.parts.front().body);
  }

  void contribute() { contributed = take_snapshot(meaning().parts.at(0)); }

  // -- what interpret asks -----------------------------------------------------------------------

  snapshot<k8s::projection> find(const object_key& key) const override {
    const auto found = objects.find(key);
    return found == objects.end() ? nullptr : found->second;
  }

  void each(std::string_view, std::string_view,
            const std::function<void(const k8s::projection&)>&) const override {}

  void each_filed(std::string_view word,
                  const std::function<void(const k8s::projection&)>& visit) const override {
    const auto filling = make_domain(how);
    for (const auto& [key, held] : objects) {
      const auto words = filling.file_under(*held);
      if (std::find(words.begin(), words.end(), word) != words.end())
        visit(*held);
    }
  }

  snapshot<record> inventory() const override { return inventory_now; }

  bool knows(std::string_view kind) const override { return !unheard.contains(kind); }

  settings how;
  std::map<object_key, snapshot<k8s::projection>> objects;
  snapshot<fragment> contributed;
  snapshot<record> inventory_now;
  std::set<std::string, std::less<>> unheard; ///< kinds

private:
  static json::value object(std::string_view version, std::string_view kind, const std::string& ns,
                            const std::string& name) {
    return json::value::of(
      {{"apiVersion", version},
       {"kind", kind},
       {"metadata",
        json::value::of(
          {{"name", name}, {"namespace", ns}, {"uid", "uid-" + name}, {"resourceVersion", "7"}})}});
  }

  snapshot<k8s::projection> decoded(const json::value& document) const {
    for (const auto& one : kinds(how))
      if (one.name == document.text_at({"kind"})) {
        auto read = k8s::decode_object(one, json::write(document));
        REQUIRE(read.has_value());
        return take_snapshot(*std::move(read));
      }
    throw std::logic_error("no such kind");
  }

  std::set<std::string> affected(const k8s::projection* before,
                                 const k8s::projection* after) const {
    std::set<std::string> out;
    for (const auto& one : make_domain(how).affects(before, after, *this, {}).objects)
      out.insert(one.name);
    return out;
  }
};

} // namespace weft::cni
