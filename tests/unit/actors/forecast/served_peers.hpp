#pragma once

#include "actors/forecast/foresee.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/forecast/text.hpp"
#include "protocol/k8s/status.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

/// A cluster with weft's CRDs and a VCO, both simulated behind sockets, and the clients a weft has.
struct served_peers : folder {
  served_peers() {
    vco = std::make_unique<weft::velocloud::simulator>(
      io, weft::velocloud::simulator_settings{"127.0.0.1", 0, true, {}});
    how.velocloud.enabled = true;
    how.velocloud.url = vco->url();
    how.lease.enabled = false;
    weft::k8s::cluster_access access;
    access.server = {false, "127.0.0.1", cluster.port()};
    access.token = "whoever";
    access.origin = "test";
    auto made = weft::k8s::make_client(io, access);
    REQUIRE(made.has_value());
    client = std::move(*made);
    log_in(weft::velocloud::sim::demo_token);
  }

  void log_in(const std::string& token) {
    weft::velocloud::portal_settings to;
    to.url = vco->url();
    to.credentials.token = token;
    to.ca_file = write("vco-ca.pem", vco->ca_pem());
    auto portal = weft::velocloud::portal::open(io, std::move(to));
    REQUIRE(portal.has_value());
    ways.velocloud = std::move(*portal);
  }

  void install() {
    for (const auto* name : {"velocloudbps", "velocloudpolicies"}) {
      std::ifstream file{WEFT_SOURCE_DIR "/config/crds/" + std::string{name} + ".yaml"};
      std::ostringstream text;
      text << file.rdbuf();
      for (const auto& crd : *weft::yaml::read_all(text.str()))
        apply("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/", crd);
    }
    for (const auto* name : {"ns1", "ns2"})
      apply("/api/v1/namespaces/",
            weft::json::value::of({{"apiVersion", "v1"},
                                   {"kind", "Namespace"},
                                   {"metadata", weft::json::value::of({{"name", name}})}}));
  }

  void apply(const std::string& collection, const weft::json::value& object) {
    weft::k8s::request what;
    what.method = "PATCH";
    what.target = collection + std::string{object.find_path({"metadata", "name"})->text_or("")}
                  + "?fieldManager=test&force=true";
    what.content_type = "application/apply-patch+yaml";
    what.body = weft::json::write(object);
    std::promise<weft::result<weft::k8s::response>> answered;
    client->call(std::move(what), [&](auto got) { answered.set_value(std::move(got)); });
    const auto answer = answered.get_future().get();
    REQUIRE(answer.has_value());
    INFO(answer->body);
    REQUIRE(answer->status < 300);
  }

  void place(const std::string& ns, const std::string& name, const std::string& profile,
             std::int64_t port = 443) {
    using weft::json::value;
    apply("/apis/vcn.cloud/v1/namespaces/" + ns + "/velocloudbps/",
          value::of({{"apiVersion", "vcn.cloud/v1"},
                     {"kind", "VelocloudBP"},
                     {"metadata", value::of({{"name", name}, {"namespace", ns}})},
                     {"spec", value::of({{"profile", profile},
                                         {"name", name},
                                         {"fqdn", name + ".example.com"},
                                         {"dport", port}})}}));
  }

  weft::forecast foresee() {
    weft::foresight_wiring with{how, client, ways};
    with.patience = std::chrono::milliseconds{0};
    return weft::foresee(with);
  }

  std::uint64_t cluster_version() {
    std::uint64_t out = 0;
    cluster.with_core([&](auto& core) { out = core.version(); });
    return out;
  }

  std::size_t vco_writes() {
    return vco->with([](weft::velocloud::sim::core& core) { return core.journal().size(); });
  }

  weft::net::transport io{2};
  weft::settings how;
  weft::k8s::simulator cluster{io, {}};
  std::unique_ptr<weft::velocloud::simulator> vco;
  std::shared_ptr<weft::k8s::client> client;
  weft::ways_out ways;
};
