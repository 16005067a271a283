#pragma once

#include "protocol/aci/kinds.hpp"
#include "protocol/aci/names.hpp"
#include "protocol/aci/settings.hpp"
#include "protocol/k8s/decode.hpp"
#include "tests/printing.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::aci {

inline constexpr auto to_e = R"({"tenant":"T","l3out":"O","epg":"E"})";
inline constexpr auto to_f = R"({"tenant":"T","l3out":"O","epg":"F"})";

/// To EEPG E, with a word on Pods.
inline std::string with_pods(std::string_view value) {
  return R"({"tenant":"T","l3out":"O","epg":"E","pods":)" + std::string{value} + "}";
}

/// Objects of namespace shop as the API server would write them, and as they are read.
struct manifests {
  static json::value object(std::string_view version, std::string_view kind,
                            const std::string& name, json::value rest = json::object{}) {
    auto meta = json::value::of({{"name", name},
                                 {"namespace", "shop"},
                                 {"uid", "uid-" + name},
                                 {"resourceVersion", "7"},
                                 {"generation", 1},
                                 {"creationTimestamp", "2026-01-01T00:00:00Z"}});
    auto out = json::value::of({{"apiVersion", version}, {"kind", kind}, {"metadata", meta}});
    for (auto& [member, held] : *rest.as_object())
      out.set(member, held);
    return out;
  }

  static void set_meta(json::value& of, std::string_view name, json::value what) {
    of.find("metadata")->set(name, std::move(what));
  }

  static void set_owner(json::value& of, std::string_view kind, const std::string& name) {
    set_meta(of, "ownerReferences",
             json::value::list({json::value::of({{"apiVersion", "apps/v1"},
                                                 {"kind", kind},
                                                 {"name", name},
                                                 {"uid", "uid-" + name},
                                                 {"controller", true},
                                                 {"blockOwnerDeletion", true}})}));
  }

  static json::value labels_of(const std::string& app) { return json::value::of({{"app", app}}); }

  /// With an empty annotation: with none.
  static json::value deployment(const std::string& name, const std::string& annotation = to_e) {
    const auto meta = json::value::of({{"labels", labels_of(name)}});
    const auto spec = json::value::of(
      {{"replicas", 2}, {"template", json::value::of({{"metadata", meta}, {"spec", nullptr}})}});
    auto out = object("apps/v1", deployment_kind, name, json::value::of({{"spec", spec}}));
    if (!annotation.empty())
      set_meta(out, "annotations",
               json::value::of({{std::string{annotation::l3out}, annotation}, {"other/a", "b"}}));
    return out;
  }

  static json::value replica_set(const std::string& name, const std::string& of) {
    auto out = object("apps/v1", replica_set_kind, name);
    set_owner(out, deployment_kind, of);
    return out;
  }

  static json::value pod(const std::string& name, const std::string& set, const std::string& app,
                         const std::vector<std::string>& addresses) {
    json::array all;
    for (const auto& address : addresses)
      all.push_back(json::value::of({{"ip", address}}));
    auto status = json::value::of({{"phase", "Running"}, {"startTime", "2026-01-02T00:00:00Z"}});
    if (!addresses.empty()) {
      status.set("podIP", addresses.front());
      status.set("podIPs", all);
    }
    auto out = object("v1", pod_kind, name,
                      json::value::of({{"spec", json::object{}}, {"status", status}}));
    set_meta(out, "labels", labels_of(app));
    set_owner(out, replica_set_kind, set);
    return out;
  }

  static json::value service(const std::string& name, const std::string& app,
                             const std::vector<std::string>& addresses) {
    json::array all;
    for (const auto& address : addresses)
      all.push_back(json::value::of({{"ip", address}, {"ipMode", "VIP"}}));
    const auto spec = json::value::of({{"selector", labels_of(app)}, {"type", "LoadBalancer"}});
    const auto status
      = json::value::of({{"loadBalancer", json::value::of({{"ingress", std::move(all)}})}});
    return object("v1", service_kind, name, json::value::of({{"spec", spec}, {"status", status}}));
  }

  snapshot<k8s::projection> decoded(const json::value& document) const {
    const auto name = document.find("kind")->text_or("");
    for (const auto& kind : kinds(how))
      if (kind.name == name) {
        auto read = k8s::decode_object(kind, json::write(document));
        REQUIRE(read.has_value());
        return take_snapshot(*std::move(read));
      }
    return nullptr;
  }

  settings how;
};

} // namespace weft::aci
