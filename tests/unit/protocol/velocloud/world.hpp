#pragma once

#include "protocol/k8s/decode.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/records.hpp"
#include "tests/printing.hpp"

#include <map>
#include <string>

namespace weft::velocloud {

/// Kubernetes objects and a profile list, as interpret sees them.
class test_view : public view {
public:
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

  void each_filed(std::string_view,
                  const std::function<void(const k8s::projection&)>&) const override {}
  snapshot<record> inventory() const override { return profiles; }

  std::map<object_key, snapshot<k8s::projection>> objects;
  snapshot<record> profiles;
};

/// An object in ns1 as the watch would deliver it; `change` edits the document.
inline json::value rule_object(const std::string& name, const std::string& spec,
                               const std::string& created = "2026-01-01T00:00:00Z") {
  return *json::parse(R"({"apiVersion":"vcn.cloud/v1","kind":"VelocloudBP","metadata":{"name":")"
                      + name + R"(","namespace":"ns1","uid":"uid-)" + name
                      + R"(","resourceVersion":"7","generation":1,"creationTimestamp":")" + created
                      + R"("},"spec":)" + spec + "}");
}

inline constexpr auto velokube1 = R"({"profile":"Quick Start Profile","name":"velokube1",
  "fqdn":"velokube1.vcn.cloud","dport":8080,"service-class":"realtime","link-policy":"auto",
  "service-group":"ALL","priority":"high","bandwidth-limit":-1})";
inline constexpr auto velokube2 = R"({"profile":"Quick Start Profile","name":"velokube2",
  "fqdn":"velokube2.vcn.cloud","dport":443,"service-class":"realtime","link-policy":"fixed",
  "service-group":"PUBLIC_WIRED","priority":"high","bandwidth-limit":40})";
inline constexpr auto velokube2_edited = R"({"profile":"Quick Start Profile","name":"velokube2",
  "fqdn":"velokube2.vcn.cloud","dport":443,"service-class":"realtime","link-policy":"fixed",
  "service-group":"PRIVATE_WIRED","priority":"low","bandwidth-limit":10})";

/// One cluster with namespace ns1 and one VCO with profiles 101 and 102; the parts the runtime
/// would play, played by hand.
struct world {
  world() {
    how.cluster_id = "cluster-1";
    profile_inventory list;
    list.profiles = {{101, "guid-101", "Quick Start Profile", "SEGMENT_BASED", false, 1},
                     {102, "guid-102", "Branch Gold", "SEGMENT_BASED", false, 1},
                     {103, "guid-103", "Old", "NETWORK_BASED", false, 1},
                     {104, "guid-104", "Staged", "SEGMENT_BASED", true, 1}};
    index.profiles = take_snapshot(list);
    put(*json::parse(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ns1",
                        "uid":"n1","resourceVersion":"1","labels":{"tier":"pre-prod"}}})"));
  }

  snapshot<k8s::projection> put(const json::value& object) {
    const auto kind_name = object.find("kind")->text_or("");
    for (const auto& kind : kinds())
      if (kind.name == kind_name) {
        auto read = k8s::decode_object(kind, json::write(object));
        REQUIRE(read.has_value());
        auto kept = take_snapshot(*std::move(read));
        index.objects[kept->meta.key] = kept;
        return kept;
      }
    return nullptr;
  }

  snapshot<k8s::projection> put_rule(const std::string& name, const std::string& spec,
                                     const std::string& created = "2026-01-01T00:00:00Z") {
    return put(rule_object(name, spec, created));
  }

  void put_policy(const std::string& name, const std::string& spec) {
    put(*json::parse(R"({"apiVersion":"vcn.cloud/v1alpha1","kind":"VelocloudPolicy","metadata":{)"
                     R"("name":")"
                     + name + R"(","uid":"p","resourceVersion":"1"},"spec":)" + spec + "}"));
  }

  interpretation meaning_of(const std::string& name) const {
    return make_domain(how).interpret(*index.find({"VelocloudBP", "ns1", name}), index, nullptr);
  }

  settings how;
  test_view index;
};

} // namespace weft::velocloud
