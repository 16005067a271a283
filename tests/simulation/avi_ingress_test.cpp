#include "protocol/base64.hpp"
#include "tests/simulation/balancer_scene.hpp"

#include <algorithm>

/// What Ingresses put into a controller. @see avi.md 7, 16
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr auto first_shared = "S1-AZ1--Shared-L7-0";
constexpr auto foo_host = "foo.avi.iberia.local";
constexpr auto foo_child = "S1-AZ1--foo.avi.iberia.local";

std::string ingress_path(const std::string& name) {
  return world::path_of("Ingress", name, "shop");
}

std::string secret_path(const std::string& name) {
  return world::path_of("Secret", name, "shop");
}

struct host_paths {
  std::string host;
  texts paths;
};

/// A world where Ingresses of class avi-lb are served, and Service shop/web has two Pods.
struct ingress_scene : balancer_scene {
  explicit ingress_scene(world_shape how = shape_of(avi::shard_size::small))
    : balancer_scene(std::move(how)) {
    put_class("avi-lb", avi::balancer_class);
    add_slice(*this, "web", "", 8080, {"10.244.0.5", "10.244.0.6"});
    add_service(*this, "web", {"TCP/80"}, {{"type", "ClusterIP"}});
  }

  static world_shape shape_of(avi::shard_size shards) {
    auto out = at_balancer();
    out.balancer.ingresses = true;
    out.balancer.shards = shards;
    return out;
  }

  void put_class(const std::string& name, std::string_view controller) {
    apply(json::value::of({{"apiVersion", "networking.k8s.io/v1"},
                           {"kind", "IngressClass"},
                           {"metadata", json::value::of({{"name", name}})},
                           {"spec", json::value::of({{"controller", controller}})}}));
  }

  void put_secret(const std::string& name, const std::string& certificate) {
    apply(json::value::of(
      {{"apiVersion", "v1"},
       {"kind", "Secret"},
       {"metadata", json::value::of({{"name", name}, {"namespace", "shop"}})},
       {"type", "kubernetes.io/tls"},
       {"data", json::value::of({{"tls.crt", encode_base64(certificate)},
                                 {"tls.key", encode_base64("key of " + certificate)}})}}));
  }

  void put_pair(const std::string& name, const std::string& mark = "one") {
    put_secret(name, "-----BEGIN CERTIFICATE-----" + mark);
  }

  /// @param tls Pairs of a host and a Secret.
  void put_ingress(const std::string& name, const std::vector<host_paths>& rules,
                   const std::vector<std::pair<std::string, std::string>>& tls = {},
                   const std::string& of_class = "avi-lb") {
    json::array all;
    for (const auto& rule : rules) {
      json::array paths;
      for (const auto& path : rule.paths) {
        auto to = json::value::of({{"name", "web"}, {"port", json::value::of({{"number", 80}})}});
        paths.push_back(
          json::value::of({{"path", path},
                           {"pathType", "Prefix"},
                           {"backend", json::value::of({{"service", std::move(to)}})}}));
      }
      all.push_back(json::value::of(
        {{"host", rule.host}, {"http", json::value::of({{"paths", std::move(paths)}})}}));
    }
    auto spec = json::value::of({{"ingressClassName", of_class}, {"rules", std::move(all)}});
    json::array pairs;
    for (const auto& [host, secret] : tls)
      pairs.push_back(
        json::value::of({{"hosts", json::value::list({host})}, {"secretName", secret}}));
    if (!pairs.empty())
      spec.set("tls", std::move(pairs));
    apply(json::value::of({{"apiVersion", "networking.k8s.io/v1"},
                           {"kind", "Ingress"},
                           {"metadata", json::value::of({{"name", name}, {"namespace", "shop"}})},
                           {"spec", std::move(spec)}}));
  }

  std::string ready(const std::string& name) { return stands_at(ingress_path(name)); }

  /// A host with a certificate and one without, in place.
  void open_with_both() {
    open();
    put_pair("foo-tls");
    put_ingress("ing", {{foo_host, {"/foo/bar"}}, {"noo.avi.iberia.local", {"/foo/bar"}}},
                {{foo_host, "foo-tls"}});
    REQUIRE(sees([&] { return ready("ing") == "True"; }));
    run_for(5s);
  }

  /// "noo.avi.iberia.local/foo/bar" of each member of a shared pool group.
  texts labels(const std::string& group = first_shared) const {
    texts out;
    const auto held = object("poolgroup", group);
    const auto* all = held.find("members");
    for (const auto& one : all && all->as_array() ? *all->as_array() : json::array{})
      out.emplace_back(one.text_at({"priority_label"}));
    std::sort(out.begin(), out.end());
    return out;
  }

  /// "foo.avi.iberia.local 10.10.25.40" of each entry that an Ingress is told.
  texts told(const std::string& name) {
    texts out;
    const auto held = find(ingress_path(name));
    const auto* all = held.find_path({"status", "loadBalancer", "ingress"});
    for (const auto& one : all && all->as_array() ? *all->as_array() : json::array{})
      out.push_back(std::string{one.text_at({"hostname"})} + " "
                    + std::string{one.text_at({"ip"})});
    return out;
  }

  std::string address(const std::string& vsvip = first_shared) const {
    const auto held = object("vsvip", vsvip);
    const auto* all = held.find("vip");
    return all && all->as_array()
             ? std::string{all->as_array()->front().text_at({"ip_address", "addr"})}
             : std::string{};
  }

  /// How many objects there are of the kinds that Ingresses are made of.
  std::size_t all_made() const {
    std::size_t out = 0;
    for (const auto* of : {"vsvip", "pool", "poolgroup", "httppolicyset", "vsdatascriptset",
                           "sslkeyandcertificate", "virtualservice"})
      out += made(of).size();
    return out;
  }
};

} // namespace

TEST_CASE("avi A51: an Ingress has its hosts served, the encrypted one by a child", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  CHECK(here.made("virtualservice") == texts{first_shared, foo_child});
  CHECK(here.made("pool")
        == texts{"S1-AZ1--noo.avi.iberia.local_foo_bar-shop-ing",
                 "S1-AZ1--shop-foo.avi.iberia.local_foo_bar-ing"});
  CHECK(here.made("poolgroup")
        == texts{first_shared, "S1-AZ1--shop-foo.avi.iberia.local_foo_bar-ing"});
  CHECK(here.made("httppolicyset") == texts{first_shared, "S1-AZ1--shop-foo.avi.iberia.local"});
  CHECK(here.made("sslkeyandcertificate") == texts{foo_child});
  CHECK(here.made("vsdatascriptset") == texts{first_shared});
  CHECK(here.labels() == texts{"noo.avi.iberia.local/foo/bar"});
  CHECK(here.object("sslkeyandcertificate", foo_child).text_at({"key"})
        == "key of -----BEGIN CERTIFICATE-----one");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.6: an Ingress is told the address of each host, and whose they are, once",
          "[avi]") {
  ingress_scene here;
  here.open_with_both();
  REQUIRE_FALSE(here.address().empty());
  CHECK(here.told("ing")
        == texts{std::string{foo_host} + " " + here.address(),
                 "noo.avi.iberia.local " + here.address()});
  const auto held = here.find(ingress_path("ing"));
  const auto map = json::parse(
    text_at(held, {"metadata", "annotations", std::string{avi::annotation::hosts_shown}}));
  REQUIRE(map.has_value());
  CHECK(map->text_at({foo_host}) == text_at(here.object("virtualservice", foo_child), {"uuid"}));
  CHECK(map->text_at({"noo.avi.iberia.local"})
        == text_at(here.object("virtualservice", first_shared), {"uuid"}));
  CHECK(here.events("ing", "Synced") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A52: a host without its Secret is absent, comes with it, and goes with it",
          "[avi]") {
  ingress_scene here;
  here.open();
  here.put_ingress("ing", {{foo_host, {"/"}}, {"noo.avi.iberia.local", {"/"}}},
                   {{foo_host, "foo-tls"}});
  CHECK(here.sees([&] { return here.ready("ing") == "False/SecretMissing"; }));
  CHECK(here.sees([&] { return here.labels() == texts{"noo.avi.iberia.local/"}; }));
  CHECK_FALSE(here.has("virtualservice", foo_child));
  CHECK(here.sees([&] { return here.told("ing").size() == 1; }));
  here.put_pair("foo-tls");
  CHECK(here.sees([&] { return here.has("virtualservice", foo_child); }));
  CHECK(here.sees([&] { return here.ready("ing") == "True"; }));
  CHECK(here.told("ing").size() == 2);
  here.erase(secret_path("foo-tls"));
  CHECK(here.sees([&] { return !here.has("virtualservice", foo_child); }));
  CHECK(here.sees([&] { return here.made("sslkeyandcertificate").empty(); }));
  CHECK(here.labels() == texts{"noo.avi.iberia.local/"});
  CHECK(here.sees([&] { return here.told("ing").size() == 1; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.5: a renewed Secret costs one write of its certificate", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.count_anew();
  here.put_pair("foo-tls", "two");
  CHECK(here.sees([&] {
    return here.object("sslkeyandcertificate", foo_child).text_at({"key"})
           == "key of -----BEGIN CERTIFICATE-----two";
  }));
  here.run_for(1min);
  CHECK(here.counted().writes == std::map<std::string, std::size_t>{{"sslkeyandcertificate", 1}});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.5: a certificate that the controller cannot use keeps its host away, and no other",
          "[avi]") {
  ingress_scene here;
  here.open();
  here.put_secret("foo-tls", "no certificate");
  here.put_ingress("ing", {{foo_host, {"/"}}}, {{foo_host, "foo-tls"}});
  here.put_ingress("two", {{"noo.avi.iberia.local", {"/"}}});
  CHECK(here.sees([&] { return here.ready("two") == "True"; }, 2min));
  CHECK(here.sees([&] { return here.ready("ing") == "False/SSLImportError"; }, 2min));
  here.run_for(10min);
  CHECK(here.requests("POST", "/api/sslkeyandcertificate").size() <= 20);
  CHECK_FALSE(here.has("virtualservice", foo_child));
  here.put_pair("foo-tls");
  CHECK(here.sees([&] { return here.ready("ing") == "True"; }, 2min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.6: of two Ingresses with one path the older has it until it goes", "[avi]") {
  ingress_scene here;
  here.open();
  here.put_ingress("old", {{"noo.avi.iberia.local", {"/a"}}});
  here.run_for(5s);
  here.put_ingress("young", {{"noo.avi.iberia.local", {"/a", "/b"}}});
  CHECK(here.sees([&] { return here.ready("young") == "False/DuplicateHostPath"; }));
  CHECK(here.ready("old") == "True");
  CHECK(here.events("young", "DuplicateHostPath") >= 1);
  CHECK(here.labels() == texts{"noo.avi.iberia.local/a", "noo.avi.iberia.local/b"});
  CHECK(here.has("pool", "S1-AZ1--noo.avi.iberia.local_a-shop-old"));
  here.erase(ingress_path("old"));
  CHECK(here.sees([&] { return here.ready("young") == "True"; }));
  CHECK(here.made("pool")
        == texts{"S1-AZ1--noo.avi.iberia.local_a-shop-young",
                 "S1-AZ1--noo.avi.iberia.local_b-shop-young"});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "avi 7: a Pod that is not ready is switched off behind its path, and nothing else written",
  "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.count_anew();
  add_slice(here, "web", "", 8080, {"10.244.0.5", "10.244.0.6!"});
  CHECK(here.sees([&] { return here.writes("pool") == 2; }));
  here.run_for(1min);
  CHECK(here.counted().writes == std::map<std::string, std::size_t>{{"pool", 2}});
  CHECK(here.events("ing", "DriftRepaired") == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.2: a shared VirtualService outlives its last host, and so does its address",
          "[avi]") {
  ingress_scene here;
  here.open_with_both();
  const auto address = here.address();
  here.erase(ingress_path("ing"));
  CHECK(here.sees([&] { return here.made("pool").empty() && here.labels().empty(); }));
  CHECK(here.sees([&] { return here.made("virtualservice") == texts{first_shared}; }));
  CHECK(here.made("sslkeyandcertificate").empty());
  here.run_for(4h); // sweeps and all
  CHECK(here.address() == address);
  here.put_ingress("next", {{"noo.avi.iberia.local", {"/"}}});
  CHECK(here.sees([&] { return here.ready("next") == "True"; }));
  CHECK(here.told("next") == texts{"noo.avi.iberia.local " + address});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7: an Ingress that goes takes nothing that is another one's", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.put_ingress("two", {{foo_host, {"/two"}}, {"noo.avi.iberia.local", {"/two"}}});
  CHECK(here.sees([&] { return here.ready("two") == "True"; }));
  here.run_for(5s);
  here.put_ingress("two", {{"noo.avi.iberia.local", {"/two"}}});
  CHECK(here.sees([&] { return here.made("pool").size() == 3; }));
  here.run_for(5s);
  here.erase(ingress_path("two"));
  CHECK(here.sees([&] { return here.made("pool").size() == 2; }));
  here.run_for(1min);
  CHECK(here.labels() == texts{"noo.avi.iberia.local/foo/bar"});
  CHECK(here.has("virtualservice", foo_child));
  CHECK(here.ready("ing") == "True");
  CHECK(here.events("ing", "DriftRepaired") == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 7.1: an Ingress that changes its class has nothing left, and is told so", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.put_class("other", "example.com/other");
  here.patch(ingress_path("ing"), R"({"spec":{"ingressClassName":"other"}})");
  CHECK(here.sees([&] { return here.made("pool").empty(); }));
  CHECK(here.sees([&] { return here.ready("ing").empty() && here.told("ing").empty(); }));
  here.run_for(5s);
  CHECK(here.events("ing", "Removed") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A42: what an Ingress has left that was deleted while weft was down goes", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.put_ingress("two", {{"noo.avi.iberia.local", {"/two"}}});
  REQUIRE(here.sees([&] { return here.ready("two") == "True"; }));
  here.kill(here.newest());
  here.erase(ingress_path("ing"));
  here.run_for(10min);
  here.start();
  CHECK(here.sees(
    [&] {
      return here.made("pool") == texts{"S1-AZ1--noo.avi.iberia.local_two-shop-two"}
             && here.made("virtualservice") == texts{first_shared};
    },
    2h));
  here.run_for(45min);
  CHECK(here.labels() == texts{"noo.avi.iberia.local/two"});
  CHECK(here.made("sslkeyandcertificate").empty());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A49: while Ingresses cannot be listed nothing of them is removed", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.kill(here.newest());
  for (const auto* verb : {"list", "watch"})
    here.api->core().deny({"", verb, "ingresses", ""});
  here.count_anew();
  const auto before = here.all_made();
  here.start();
  here.run_for(2h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.all_made() == before);
  here.api->core().allow_again();
  here.run_for(30min);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A50: where nothing happens to Ingresses nothing is written, be it for hours",
          "[avi]") {
  ingress_scene here{ingress_scene::shape_of(avi::shard_size::large)};
  here.open();
  here.put_pair("tls");
  for (int number = 0; number < 12; ++number) {
    const auto name = "web-" + std::to_string(number);
    const auto host = name + ".avi.iberia.local";
    here.put_ingress(name, {{host, {"/", "/api"}}},
                     number % 2 == 0
                       ? std::vector<std::pair<std::string, std::string>>{{host, "tls"}}
                       : std::vector<std::pair<std::string, std::string>>{});
  }
  REQUIRE(here.sees(
    [&] {
      for (int number = 0; number < 12; ++number)
        if (here.ready("web-" + std::to_string(number)) != "True")
          return false;
      return true;
    },
    2min));
  here.run_for(1min);
  here.count_anew();
  const auto version = here.api->core().version();
  here.run_for(4h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.api->core().version() == version);
  here.restart();
  here.run_for(1h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 14: what somebody has changed of a shared VirtualService is put right", "[avi]") {
  ingress_scene here;
  here.open_with_both();
  here.admin_edits("poolgroup", first_shared,
                   [](json::value& body) { body.set("members", json::array{}); });
  CHECK(here.sees([&] { return here.labels().size() == 1; }, 35min));
  CHECK(here.sees([&] { return here.events("ing", "DriftRepaired") == 1; }));
  CHECK(here.blemishes() == texts{});
}
