#include "adapters/yaml/reader.hpp"
#include "protocol/settings.hpp"
#include "tests/cluster/installation.hpp"
#include "tests/cluster/manifest.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace weft::tests;

TEST_CASE("all manifests pass strict validation without a warning, and the Pods are let in",
          "[installation]") {
  control_plane cluster{{true, {}}};
  cluster.add_nodes(2);
  const auto apply = [&](const std::vector<std::string>& files) {
    std::vector<std::string> words{"apply", "--server-side", "--validate=strict"};
    for (const auto& file : files) {
      words.emplace_back("-f");
      words.push_back(in_source(file));
    }
    return cluster.kubectl(words);
  };
  const auto first
    = apply({"config/crds", "config/crds/cni", "deploy", "config/rbac", "config/rbac/ingresses"});
  CHECK(first.err.empty());
  REQUIRE(first.code == 0);
  const auto served
    = cluster.kubectl({"wait", "--for=condition=Established", "--timeout=150s", "crd", "--all"});
  REQUIRE(served.code == 0);
  auto samples = apply({"config/samples"});
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (samples.err.find("no matches for kind") != std::string::npos
         && std::chrono::steady_clock::now() < limit)
    samples = apply({"config/samples"}); // what is established is told of a moment later
  CHECK(samples.err.empty());
  CHECK(samples.code == 0);
  // The namespace enforces the restricted Pod Security level.
  const auto rolled
    = cluster.kubectl({"-n", "weft", "rollout", "status", "deployment/weft", "--timeout=150s"});
  CAPTURE(rolled.err, rolled.out);
  CHECK(rolled.code == 0);
  const auto agents = cluster.kubectl(
    {"-n", "weft-agent", "rollout", "status", "daemonset/weft-agent", "--timeout=150s"});
  CAPTURE(agents.err, agents.out);
  CHECK(agents.code == 0);
  const auto again
    = apply({"config/crds", "config/crds/cni", "deploy", "config/rbac", "config/samples"});
  CHECK(again.err.empty());
  CHECK(again.code == 0);
}

TEST_CASE("what deploy/ gives to weft is what weft understands", "[installation]") {
  const auto settings = text_at(manifest("ConfigMap"), {"data", "weft.yaml"});
  const auto given = weft::yaml::read(settings);
  REQUIRE(given);
  // Only what tells nothing of objects and targets is for whoever reaches the Pod.
  CHECK(text_at(*given, {"server", "address"}).empty());
  CHECK(text_at(*given, {"server", "probe_address"}) == "0.0.0.0");
  const auto deployment = manifest("Deployment");
  const auto* container
    = &deployment.find_path({"spec", "template", "spec", "containers"})->as_array()->front();
  std::vector<std::string> words{WEFT_PROGRAM};
  fresh_folder files;
  const auto file = files.path / "weft.yaml";
  std::ofstream{file} << settings;
  for (const auto& one : *container->find("args")->as_array())
    words.push_back(one.text_or("") == "/etc/weft/weft.yaml" ? file.string()
                                                             : std::string{one.text_or("")});
  std::ofstream{files.path / "kubeconfig"}
    << "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
       "clusters: [{name: a, cluster: {server: \"https://127.0.0.1:1\"}}]\n"
       "contexts: [{name: a, context: {cluster: a, user: a}}]\n"
       "users: [{name: a, user: {token: abc}}]\n";
  words.insert(words.end(), {"--server-port=0", "--server-probe-address=127.0.0.1",
                             "--server-probe-port=0", "--log-format=logfmt",
                             "--kubernetes-kubeconfig", (files.path / "kubeconfig").string()});
  controller weft{{words, {}, {}}};
  weft.wait_until_open();
  const auto log = weft.log();
  constexpr std::string_view said = "probe_port=";
  const auto port = std::stoi(log.substr(log.find(said) + said.size()));
  web outside{weft::net::endpoint{false, "127.0.0.1", static_cast<std::uint16_t>(port)}};
  for (const char* probe : {"livenessProbe", "readinessProbe"}) {
    const auto got = outside.get(text_at(*container, {probe, "httpGet", "path"}));
    CHECK((got.status == 200 || got.status == 503));
  }
  CHECK(outside.get("/state").status == 404);
  CHECK(container->find("ports")->as_array()->front().int_at({"containerPort"}, 0)
        == weft::settings{}.server.probe_port);
}
