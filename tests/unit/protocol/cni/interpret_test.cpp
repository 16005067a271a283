#include "tests/unit/protocol/cni/pods.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

constexpr auto bridge = R"({"cniVersion":"1.0.0","type":"bridge"})";
constexpr auto kaloom_key = annotation::kaloom;
constexpr auto npwg_key = annotation::npwg;

/// "default/red as : reason", one per element.
std::vector<std::string> lines_of(const wished_pod& wish) {
  std::vector<std::string> out;
  for (const auto& one : wish.elements)
    out.push_back(to_string(one.what.network) + ": "
                  + (one.network ? one.network->name : one.reason));
  return out;
}

using wish_lines = std::vector<std::string>;

} // namespace

TEST_CASE("a Pod wishes the networks of both annotations, as far as they are there", "[cni]") {
  pods all;
  all.put(pods::kaloom_network("red", "bridge", R"({"name":"red-cni","type":"bridge"})"));
  all.put(pods::definition("shop", "a", bridge));
  all.put(pods::pod({{npwg_key, "a,later"}, {kaloom_key, R"([{"name":"red"}])"}}));
  const auto meaning = all.meaning();
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.accepted);
  CHECK(meaning.parts.front().target == "cni/shop/web-0/uid-web-0");
  CHECK(uid_in(meaning.parts.front().target) == "uid-web-0");
  CHECK(lines_of(all.wish())
        == wish_lines{"default/red: red-cni", "shop/a: a", "shop/later: NetworkMissing"});
  CHECK(all.wish().elements.at(2).waits);
  CHECK(all.wish().running);
}

TEST_CASE("a Pod without our annotations means nothing, unless its status bears attachments",
          "[cni]") {
  pods all;
  const auto concerns = [&](const pods::annotations& what) {
    all.put(pods::pod(what));
    return make_domain(all.how).concerns(*all.find(pods::web()));
  };
  CHECK_FALSE(concerns({}));
  CHECK(all.meaning().parts.empty());
  CHECK_FALSE(concerns({{annotation::status, R"([{"name":"d","default":true}])"}}));
  CHECK_FALSE(concerns({{annotation::status, "junk"}}));
  CHECK(concerns({{annotation::status, R"([{"name":"default/red","interface":"net1"}])"}}));
  CHECK(concerns({{npwg_key, ""}}));
  CHECK(concerns({{kaloom_key, "x"}}));
}

TEST_CASE("a network that the status alone names is seen to when it comes or changes", "[cni]") {
  pods all;
  all.put(pods::pod({{annotation::status, R"([{"name":"d","default":true},{"name":"shop/a"}])"}}));
  const auto digest = [&] { return all.meaning().parts.at(0).digest; };
  const auto without = digest();
  CHECK(all.put(pods::definition("shop", "a", bridge)) == std::set<std::string>{"web-0"});
  const auto with = digest();
  CHECK(with != without);
  CHECK(all.put(pods::definition("shop", "a", R"({"cniVersion":"0.4.0","type":"bridge"})"))
        == std::set<std::string>{"web-0"});
  CHECK(digest() != with);
  CHECK(all.put(pods::definition("shop", "d", bridge)).empty());
}

TEST_CASE("a Pod of another node means nothing", "[cni]") {
  pods all;
  all.put(pods::pod({{npwg_key, "a"}}));
  all.how.node_name = "n2";
  CHECK(all.meaning().parts.empty());
}

TEST_CASE("an annotation at fault freezes its source and says so", "[cni]") {
  pods all;
  all.put(pods::definition("shop", "a", bridge));
  all.put(pods::kaloom_network("red", "bridge", bridge));
  all.put(pods::pod({{npwg_key, "a,later"}, {kaloom_key, R"([{"name":"red"}])"}}));
  all.contribute();
  all.put(pods::pod({{npwg_key, "A"}, {kaloom_key, "[]"}}));
  const auto meaning = all.meaning();
  CHECK_FALSE(meaning.accepted);
  CHECK(meaning.reason == "InvalidNetworkAnnotation");
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == "InvalidNetworkAnnotation");
  CHECK(all.wish().npwg_frozen);
  CHECK_FALSE(all.wish().kaloom_frozen);
  CHECK(lines_of(all.wish()) == wish_lines{"shop/a: a", "shop/later: NetworkMissing"});
  all.contribute();
  CHECK(all.put(pods::definition("shop", "later", bridge)) == std::set<std::string>{"web-0"});
  CHECK(lines_of(all.wish()) == wish_lines{"shop/a: a", "shop/later: later"});
}

TEST_CASE("after a restart a frozen source wishes nothing new", "[cni]") {
  pods all;
  all.put(pods::pod({{kaloom_key, "green"}}));
  CHECK(all.wish().kaloom_frozen);
  CHECK(all.wish().elements.empty());
}

TEST_CASE(
  "a network of a kind that could not be listed yet is awaited, and is not said to be missing",
  "[cni]") {
  pods all;
  all.put(pods::pod({{npwg_key, "a"}, {kaloom_key, R"([{"name":"red"}])"}}));
  all.unheard = {std::string{nad_kind}};
  CHECK(lines_of(all.wish()) == wish_lines{"default/red: NetworkMissing", "shop/a: Pending"});
  const auto awaited = all.wish().elements.at(1);
  CHECK(awaited.waits);
  CHECK(awaited.refusal
        == "nobody knows yet whether there is NetworkAttachmentDefinition/shop/a: objects of its "
           "kind could not be listed so far");
  all.unheard.clear();
  CHECK(lines_of(all.wish())
        == wish_lines{"default/red: NetworkMissing", "shop/a: NetworkMissing"});
}

TEST_CASE("a network that the Pod may not use is refused before it is looked for", "[cni]") {
  pods all;
  all.put(pods::definition("secret-ns", "net", bridge));
  all.put(pods::pod({{npwg_key, "secret-ns/net,default/x"}}));
  CHECK(lines_of(all.wish())
        == wish_lines{"secret-ns/net: NetworkRefused", "default/x: NetworkMissing"});
}

TEST_CASE("a network that cannot be run is refused with what is wrong with it", "[cni]") {
  pods all;
  all.put(pods::definition("shop", "a", R"({"name":"../../../tmp/x","type":"bridge"})"));
  all.put(pods::pod({{npwg_key, "a"}}));
  const auto wish = all.wish();
  CHECK(wish.elements.at(0).reason == "NetworkRefused");
  CHECK(wish.elements.at(0).refusal == "no CNI network can have the name ../../../tmp/x");
}

TEST_CASE("an object without a configuration waits for the node's and then uses it", "[cni]") {
  pods all;
  auto bare = pods::definition("shop", "a", "");
  bare.erase("spec");
  all.put(bare);
  all.put(pods::pod({{npwg_key, "a"}}));
  all.inventory_now = nullptr;
  CHECK(lines_of(all.wish()) == wish_lines{"shop/a: Pending"});
  node_inventory learned;
  learned.config_files = {{"10-a.conf", R"({"name":"a","type":"bridge"})", {}}};
  all.inventory_now = take_snapshot(learned);
  CHECK(lines_of(all.wish()) == wish_lines{"shop/a: a"});
}

TEST_CASE("in meta mode the node's configuration runs Kaloom's networks", "[cni]") {
  pods all;
  all.how.mode = execution_mode::meta;
  node_inventory learned;
  learned.config_files = {{"10-kactus.conf", R"({"name":"kactus","type":"kactus"})", {}}};
  all.inventory_now = take_snapshot(learned);
  all.put(pods::pod({{kaloom_key, R"([{"name":"red"}])"}}));
  CHECK(lines_of(all.wish()) == wish_lines{"default/red: kactus"});
}

TEST_CASE("what a Pod's object says is part of its wish", "[cni]") {
  pods all;
  auto what = pods::pod({{kaloom_key, "[]"}, {annotation::config_hash, "hash"}}, "Succeeded");
  what.find("spec")->set("hostNetwork", true);
  what.find("metadata")->set("deletionTimestamp", "2026-01-01T00:00:00Z");
  all.put(what);
  const auto wish = all.wish();
  CHECK(wish.who == pod_identity{"uid-web-0", "hash", "shop", "web-0"});
  CHECK(wish.host_network);
  CHECK(wish.ended);
  CHECK_FALSE(wish.running);
  CHECK(wish.terminating);
}

TEST_CASE("a status annotation that does not read is told of", "[cni]") {
  pods all;
  all.put(pods::pod({{npwg_key, ""}, {annotation::status, "{}"}}));
  const auto meaning = all.meaning();
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == "InvalidNetworkStatus");
}

TEST_CASE("what a Pod's author may have meant otherwise is told, and nothing is refused for it",
          "[cni]") {
  pods all;
  all.put(pods::definition("shop", "a", bridge));
  all.put(pods::kaloom_network("red", "macvlan", bridge));
  all.put(pods::pod({{kaloom_key, R"([{"name":"red"}])"},
                     {npwg_key, R"([{"name":"a","interfac":"x1"},{"name":"a","zzz":1}])"}}));
  const auto meaning = all.meaning();
  CHECK(meaning.accepted);
  REQUIRE(meaning.notices.size() == 2);
  CHECK(meaning.notices[0].reason == "NetworkAmbiguous");
  CHECK(meaning.notices[0].note
        == "network default/red: spec.plugin is macvlan and the configuration's type bridge, which "
           "is run");
  CHECK(meaning.notices[1].reason == "NetworkKeyIgnored");
  CHECK(meaning.notices[1].note
        == "a key means nothing in element 1, \"a\": \"interfac\"; did you mean interface?; a key "
           "means nothing in element 2, \"a\": \"zzz\"");
}

TEST_CASE("a network of another namespace is refused with the settings that forbid it", "[cni]") {
  pods all;
  all.how.global_namespaces = {"default", "shared"};
  all.put(pods::pod({{npwg_key, "secret-ns/net"}}));
  CHECK(all.wish().elements.at(0).refusal
        == "Pods of namespace shop may not use networks of namespace secret-ns "
           "(cni.isolate_namespaces), which is none of cni.global_namespaces: default, shared");
}

TEST_CASE("a fragment's digest follows what the Pod wishes and nothing else of it", "[cni]") {
  pods all;
  all.put(pods::definition("shop", "a", bridge));
  const auto digest = [&](const pods::annotations& what) {
    all.put(pods::pod(what));
    return all.meaning().parts.at(0).digest;
  };
  const auto first = digest({{npwg_key, "a"}});
  CHECK(digest({{npwg_key, " a "}, {"other/x", "y"}}) == first);
  CHECK(digest({{npwg_key, R"([ {"name":"a"} ])"}}) == first);
  CHECK(digest({{npwg_key, "a@x1"}}) != first);
  CHECK(digest({{npwg_key, "a,a"}}) != first);
  all.put(pods::definition("shop", "a", R"({"cniVersion":"0.4.0","type":"bridge"})"));
  CHECK(digest({{npwg_key, "a"}}) != first);
}

TEST_CASE("Pods look again when a network changes that they name, and at no other", "[cni]") {
  pods all;
  all.put(pods::pod({{npwg_key, "a,other/b"}, {kaloom_key, R"([{"name":"red"}])"}}));
  const std::set<std::string> web{"web-0"};
  CHECK(all.put(pods::definition("shop", "a", bridge)) == web);
  CHECK(all.put(pods::definition("shop", "a", bridge)).empty());
  CHECK(all.put(pods::definition("shop", "a", R"({"type":"x"})")) == web);
  CHECK(all.put(pods::definition("other", "b", bridge)) == web);
  CHECK(all.put(pods::definition("default", "red", bridge)).empty());
  CHECK(all.put(pods::kaloom_network("red", "bridge", bridge)) == web);
  CHECK(all.put(pods::kaloom_network("green", "bridge", bridge)).empty());
  CHECK(all.take({"NetworkAttachmentDefinition", "shop", "a"}) == web);
}

TEST_CASE("Pods are watched on our node alone, and networks may be missing as kinds", "[cni]") {
  const auto all = kinds(pods{}.how);
  REQUIRE(all.size() == 3);
  CHECK(all[0].field_selector == "spec.nodeName=n1");
  CHECK(all[0].acted_on);
  CHECK_FALSE(all[1].mandatory);
  CHECK(k8s::collection_path(all[1]) == "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions");
  CHECK(k8s::collection_path(all[2]) == "/apis/kaloom.com/v1/networks");
}

TEST_CASE("a wish has words for people", "[cni]") {
  pods all;
  all.put(pods::definition("shop", "a", bridge));
  all.put(pods::pod({{npwg_key, "a@x1,b"}, {kaloom_key, "x"}}));
  const auto words = all.wish().tell();
  REQUIRE(words.size() == 3);
  CHECK(words[0].first == "network shop/a as x1");
  CHECK(words[0].second == "CNI network a");
  CHECK(words[1].second.starts_with("NetworkMissing: "));
  CHECK(words[2].first == "networks");
}
