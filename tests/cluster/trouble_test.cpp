#include "tests/cluster/installation.hpp"
#include "tests/cluster/rights.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <sstream>

using namespace weft::tests;
using namespace std::chrono_literals;

namespace {

constexpr const char* json_patch = "application/json-patch+json";
constexpr const char* role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/weft-velocloud";

std::string kubeconfig(const std::string& server, const std::string& ca, const std::string& user) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{name: a, cluster: {server: "
         "\""
         + server + "\", certificate-authority: \"" + ca
         + "\"}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\n"
           "users: [{name: a, user: {"
         + user + "}}]\n";
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != text.npos;
}

/// Waits until readiness, state and log all hold these words; the process stays healthy.
void await_words(installation& here, controller& weft, const std::string& words) {
  here.await("/readyz says " + words, [&] {
    const auto now = weft.get("/readyz");
    return now.status == 503 && says(now.body, words);
  });
  here.await("/state says " + words, [&] { return says(weft.get("/state").body, words); });
  here.await("the log says " + words, [&] { return says(weft.log(), words); });
  CHECK(weft.get("/healthz").status == 200);
}

} // namespace

TEST_CASE("weft that the API server does not let in runs on, says why everywhere, and can be ended",
          "[installation]") {
  installation here;
  const auto folder = here.cluster.folder();
  const auto ca = here.cluster.ca_file().string();
  const auto key = [&](const std::string& name) {
    return "client-certificate: \"" + (folder / (name + ".crt")).string() + "\", client-key: \""
           + (folder / (name + ".key")).string() + "\"";
  };
  make_expired_certificate(folder);
  struct bad_way {
    std::string name;
    std::string kubeconfig;
    std::string words;
  };
  const std::vector<bad_way> ways{
    {"wrong-ca", kubeconfig(here.cluster.url(), folder / "vco-ca.pem", "token: abc"),
     "certificate"},
    {"expired", kubeconfig(here.cluster.url(), ca, key("expired")), "401"},
    {"no-token", kubeconfig(here.cluster.url(), ca, "tokenFile: \"/nowhere/api-token\""),
     "/nowhere/api-token"},
    {"html", kubeconfig(here.vco.url(), folder / "vco-ca.pem", "token: abc"), "<!DOCTYPE html>"},
    {"nobody", kubeconfig("https://127.0.0.1:1", ca, "token: abc"), "refused"},
  };
  std::vector<controller*> all;
  for (const auto& one : ways)
    all.push_back(&here.start(
      {"--kubernetes-kubeconfig=" + here.write(one.name + ".yaml", one.kubeconfig).string()}));
  for (std::size_t i = 0; i < ways.size(); ++i) {
    INFO(ways[i].name);
    await_words(here, *all[i], ways[i].words);
  }
  for (auto* one : all)
    one->end_by(SIGTERM);
  for (auto* one : all) {
    CHECK(one->process().wait(60s));
    CHECK(one->process().report().code == 0);
  }
  CHECK(here.vco.count("writes") == 0);
}

TEST_CASE("a kind that is denied or missing keeps weft from acting, and it acts once it is there",
          "[installation]") {
  installation here{{false}};
  REQUIRE(here.ask("PATCH", role, R"([{"op":"remove","path":"/rules/2"}])", json_patch).status
          == 200);
  here.await("the right is gone", [&] {
    return !is_allowed(here, {"list", "vcn.cloud", "velocloudpolicies"});
  });
  auto& weft = here.start();
  await_words(here, weft, "404");
  await_words(here, weft, "403");
  here.await("both kinds have failed, and no other", [&] {
    const auto now = weft.get("/readyz/velocloud").body;
    return says(now, "[-]velocloud/VelocloudBP failed: ")
           && says(now, "[-]velocloud/VelocloudPolicy failed: ")
           && says(now, "[+]velocloud/Namespace ok");
  });

  here.apply({"config/crds"});
  here.await("the kind is served",
             [&] { return here.ask("GET", "/apis/vcn.cloud/v1/velocloudbps").status == 200; });
  here.apply({"config/samples/velocloud.yaml"});
  here.await("VelocloudBP is in step",
             [&] { return says(weft.get("/readyz").body, "[+]velocloud/VelocloudBP ok"); });
  CHECK(here.vco.count("writes") == 0);
  CHECK(here.ready("ns1", "velokube1").empty());

  here.apply({"config/rbac"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");
  here.await("weft is ready", [&] { return weft.get("/readyz").status == 200; });
}

TEST_CASE("rights that are taken away show in the readiness, and their return heals it",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  auto& weft = here.start({"--kubernetes-watch-timeout=5s"});
  here.create("ns1", "one");
  here.await_ready("ns1", "one");
  const auto writes = here.vco.count("writes");
  REQUIRE(here.cluster.kubectl({"delete", "clusterrolebinding", "weft-velocloud"}).code == 0);
  here.await("weft says that it is denied", [&] {
    return says(weft.get("/readyz").body, "[-]velocloud/VelocloudBP failed: denied: ");
  });
  here.create("ns1", "two");
  here.apply({"config/rbac"});
  here.await_ready("ns1", "two");
  here.await("weft is ready", [&] { return weft.get("/readyz").status == 200; });
  CHECK(here.vco.count("writes") == writes + 1);
}

TEST_CASE(
  "a VCO that is not trusted, or has no token, is told in the objects, and a token heals it",
  "[installation]") {
  installation here;
  here.make_namespace("ns1");
  const auto token = here.cluster.folder() / "late-token";
  auto* weft = &here.start({"--velocloud-ca-file=" + here.cluster.ca_file().string(),
                            "--velocloud-retry-first=100ms", "--velocloud-retry-cap=2s"});
  here.create("ns1", "one");
  here.await("the object says that the certificate is not trusted", [&] {
    const auto text = weft::json::write(here.read("ns1", "one"));
    return here.ready("ns1", "one") != "True" && says(text, "certificate");
  });
  here.await("/state says so, too", [&] { return says(weft->get("/state").body, "certificate"); });
  CHECK(here.vco.count("calls") == 0);
  weft->end_by(SIGTERM);
  REQUIRE(weft->process().wait(60s));

  weft = &here.start({"--velocloud-token-file=" + token.string()});
  here.await("the object says that we are not let in",
             [&] { return says(weft::json::write(here.read("ns1", "one")), "AuthFailed"); });
  here.await("the log names the file", [&] { return says(weft->log(), token.string()); });
  CHECK(here.vco.count("calls") == 0);
  here.write("late-token", here.vco.token());
  here.await_ready("ns1", "one");
}
