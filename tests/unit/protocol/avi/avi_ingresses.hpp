#pragma once

#include "protocol/base64.hpp"
#include "tests/unit/protocol/avi/avi_stage.hpp"

namespace weft::avi {

/// A cluster whose Ingresses are served, of class avi-lb, with Services web and api in namespace
/// default, and the controller for it.
struct ingress_stage : avi_stage {
  ingress_stage() {
    how.cluster_name = "cluster";
    how.ingresses = true;
    known.domains = {".com"};
    put(ingress_class("avi-lb"));
    for (const auto* name : {"web", "api"}) {
      put(plain_service(name));
      put(slice(std::string{name} + "-1", name, "TCP/8080/http", {"10.34.1.12", "10.34.1.13"},
                "default"));
    }
  }

  static json::value ingress_class(const std::string& name,
                                   std::string_view controller = balancer_class) {
    auto out = object("networking.k8s.io/v1", ingress_class_kind, {}, name);
    out.set("spec", json::value::of({{"controller", controller}}));
    return out;
  }

  static json::value plain_service(const std::string& name, std::string_view kind = "ClusterIP",
                                   const std::string& ns = "default") {
    auto out = service(name, {"TCP/80/http"}, ns);
    (*out.find("spec")).set("type", kind);
    return out;
  }

  static json::value path(const std::string& text, const std::string& backend = "web",
                          json::value port = 80, const std::string& sort = "Prefix") {
    const auto* by = port.is_number() ? "number" : "name";
    auto to = json::value::of({{"name", backend}, {"port", json::value::of({{by, port}})}});
    return json::value::of(
      {{"path", text}, {"pathType", sort}, {"backend", json::value::of({{"service", to}})}});
  }

  static json::value rule(const std::string& host, json::array paths) {
    auto out
      = json::value::of({{"http", json::value::of({{"paths", json::value{std::move(paths)}}})}});
    if (!host.empty())
      out.set("host", host);
    return out;
  }

  /// @param tls Pairs of a host and a Secret.
  static json::value ingress(const std::string& name, json::array rules,
                             const std::vector<std::pair<std::string, std::string>>& tls = {},
                             const std::string& ns = "default") {
    auto out = object("networking.k8s.io/v1", ingress_kind, ns, name);
    auto spec = json::value::of({{"ingressClassName", "avi-lb"}, {"rules", std::move(rules)}});
    json::array all;
    for (const auto& [host, secret] : tls)
      all.push_back(
        json::value::of({{"hosts", json::value::list({host})}, {"secretName", secret}}));
    if (!all.empty())
      spec.set("tls", std::move(all));
    out.set("spec", spec);
    return out;
  }

  static void born(json::value& what, std::string_view when) {
    (*what.find("metadata")).set("creationTimestamp", when);
  }

  static json::value secret(const std::string& name,
                            const std::map<std::string, std::string>& texts,
                            const std::string& ns = "default") {
    auto out = object("v1", secret_kind, ns, name);
    json::value held = json::object{};
    for (const auto& [key, text] : texts)
      held.set(key, encode_base64(text));
    out.set("data", held);
    return out;
  }

  static json::value pair(const std::string& name, const std::string& mark = "1") {
    return secret(name,
                  {{"tls.crt", "-----BEGIN CERTIFICATE " + mark}, {"tls.key", "key " + mark}});
  }

  /// The example of the reference: foo.com with a certificate, noo.com without one.
  void put_example() {
    put(pair("foo-tls"));
    put(ingress("ing", {rule("foo.com", {path("/foo/bar")}), rule("noo.com", {path("/foo/bar")})},
                {{"foo.com", "foo-tls"}}));
  }

  interpretation ingress_meaning(const std::string& name = "ing",
                                 const std::string& ns = "default") const {
    return meaning_of({std::string{ingress_kind}, ns, name});
  }

  static owner ingress_owner(const std::string& name = "ing", const std::string& ns = "default") {
    return {{std::string{ingress_kind}, ns, name}, "uid-" + ns + name};
  }

  std::string shared(int number = 0) const {
    return service_target(how, "cluster--Shared-L7-" + std::to_string(number));
  }

  /// What a settling has written, in its order.
  words written() {
    const auto before = controller.log.size();
    CHECK(settle() == words{});
    return {controller.log.begin() + static_cast<std::ptrdiff_t>(before), controller.log.end()};
  }

  /// Names of all objects of a type, in their order.
  words made(const std::string& of) const {
    words out;
    for (const auto& [which, body] : controller.all)
      if (which.type == of)
        out.push_back(which.name);
    return out;
  }
};

} // namespace weft::avi
