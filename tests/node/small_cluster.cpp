#include "tests/node/small_cluster.hpp"

#include <catch2/catch.hpp>

namespace weft::tests {

namespace {

constexpr const char* merge = "application/merge-patch+json";
constexpr const char* status_key = "k8s.v1.cni.cncf.io/network-status";
constexpr const char* pods = "/api/v1/namespaces/default/pods";
constexpr const char* definitions
  = "/apis/k8s.cni.cncf.io/v1/namespaces/default/network-attachment-definitions";
constexpr const char* kaloom = "/apis/kaloom.com/v1/namespaces/default/networks";

json::value definition_of(const std::string& group, const std::string& kind,
                          const std::string& plural) {
  const auto schema
    = json::value::of({{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}});
  const auto version
    = json::value::of({{"name", "v1"},
                       {"served", true},
                       {"storage", true},
                       {"schema", json::value::of({{"openAPIV3Schema", schema}})}});
  return json::value::of(
    {{"apiVersion", "apiextensions.k8s.io/v1"},
     {"kind", "CustomResourceDefinition"},
     {"metadata", json::value::of({{"name", plural + "." + group}})},
     {"spec", json::value::of({{"group", group},
                               {"scope", "Namespaced"},
                               {"names", json::value::of({{"plural", plural}, {"kind", kind}})},
                               {"versions", json::value::list({version})}})}});
}

json::value network_of(const std::string& group, const std::string& kind, const std::string& name,
                       json::value spec) {
  return json::value::of({{"apiVersion", group + "/v1"},
                          {"kind", kind},
                          {"metadata", json::value::of({{"name", name}})},
                          {"spec", std::move(spec)}});
}

} // namespace

small_cluster::small_cluster()
  : server_(io_, {}), admin_(net::endpoint{false, "127.0.0.1", server_.port()}) {
  const auto* all = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  ask("POST", all,
      definition_of("k8s.cni.cncf.io", "NetworkAttachmentDefinition",
                    "network-attachment-definitions"));
  ask("POST", all, definition_of("kaloom.com", "Network", "networks"));
}

std::string small_cluster::kubeconfig() const {
  return k8s::make_kubeconfig(server_.port(), "", "");
}

std::string small_cluster::create_pod(const std::string& name) {
  const auto app = json::value::of({{"name", "app"}, {"image", "localhost/app:test"}});
  const auto spec = json::value::of({{"nodeName", "n1"}, {"containers", json::value::list({app})}});
  const auto made = ask("POST", pods,
                        json::value::of({{"apiVersion", "v1"},
                                         {"kind", "Pod"},
                                         {"metadata", json::value::of({{"name", name}})},
                                         {"spec", spec}}));
  return text_at(made, {"metadata", "uid"});
}

void small_cluster::set_phase(const std::string& pod, const std::string& phase) {
  ask("PATCH", std::string{pods} + "/" + pod + "/status",
      json::value::of({{"status", json::value::of({{"phase", phase}})}}), merge);
}

void small_cluster::annotate(const std::string& pod, const std::string& key,
                             std::optional<std::string> value) {
  json::value all;
  all.set(key, value ? json::value{*std::move(value)} : json::value{});
  ask("PATCH", std::string{pods} + "/" + pod,
      json::value::of({{"metadata", json::value::of({{"annotations", all}})}}), merge);
}

void small_cluster::remove_pod(const std::string& pod) {
  ask("DELETE", std::string{pods} + "/" + pod + "?gracePeriodSeconds=0");
}

void small_cluster::define(const std::string& name, const std::string& config) {
  put(definitions, name,
      network_of("k8s.cni.cncf.io", "NetworkAttachmentDefinition", name,
                 json::value::of({{"config", config}})));
}

void small_cluster::undefine(const std::string& name) {
  ask("DELETE", std::string{definitions} + "/" + name);
}

void small_cluster::define_kaloom(const std::string& name, const std::string& config) {
  const auto read = json::parse(config);
  REQUIRE(read.has_value());
  put(kaloom, name,
      network_of("kaloom.com", "Network", name,
                 json::value::of({{"plugin", read->text_at({"type"})}, {"config", config}})));
}

json::value small_cluster::entry(const std::string& pod, const std::string& interface) {
  const auto read = json::parse(
    ask("GET", std::string{pods} + "/" + pod).text_at({"metadata", "annotations", status_key}));
  if (read && read->as_array())
    for (const auto& one : *read->as_array())
      if (one.text_at({"interface"}) == interface)
        return one;
  return {};
}

std::vector<std::string> small_cluster::events(const std::string& reason) {
  const auto all = ask("GET", "/api/v1/events");
  std::vector<std::string> out;
  for (const auto& one : *all.find("items")->as_array())
    if (one.text_at({"reason"}) == reason)
      out.push_back(text_at(one, {"message"}));
  return out;
}

json::value small_cluster::ask(const std::string& method, const std::string& path,
                               const json::value& body, const std::string& type) {
  const auto got = admin_.send(method, path, body.is_null() ? "" : json::write(body), type);
  INFO(method << " " << path << ": " << got.status << " " << got.body);
  REQUIRE(got.status / 100 == 2);
  return got.document();
}

void small_cluster::put(const std::string& path, const std::string& name, json::value object) {
  if (admin_.get(path + "/" + name).status == 404)
    ask("POST", path, object);
  else
    ask("PATCH", path + "/" + name, object, merge);
}

} // namespace weft::tests
