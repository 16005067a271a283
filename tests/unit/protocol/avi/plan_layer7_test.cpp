#include "protocol/avi/layer7_planner.hpp"
#include "tests/unit/protocol/avi/avi_ingresses.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

using l7 = ingress_stage;

constexpr auto l7_parent = "cluster--Shared-L7-0";
constexpr auto l7_child = "cluster--foo.com";
constexpr auto l7_secure = "cluster--default-foo.com_foo_bar-ing";
constexpr auto l7_plain = "cluster--noo.com_foo_bar-default-ing";
constexpr auto l7_policy = "cluster--default-foo.com";

struct l7_plan : ingress_stage {
  std::string word(const std::string& name = "ing", const std::string& ns = "default") {
    return word_on(shared(), ingress_owner(name, ns));
  }

  /// "noo.com/foo/bar cluster--noo.com_foo_bar-default-ing" of each member of the shared group.
  words labels() {
    words out;
    const auto& group = controller.at("poolgroup", l7_parent);
    for (const auto& one : *group.find("members")->as_array())
      out.push_back(std::string{one.text_at({"priority_label"})} + " " + behind(one, "pool_ref"));
    return out;
  }

  static std::string behind(const json::value& of, std::string_view member) {
    const auto text = of.text_at({member});
    return std::string{text.substr(text.find('#') + 1)};
  }

  /// The names in the DNS of the shared VsVip.
  words names() {
    words out;
    for (const auto& one : *controller.at("vsvip", l7_parent).find("dns_info")->as_array())
      out.emplace_back(one.text_at({"fqdn"}));
    return out;
  }

  const json::array& rules(const std::string& policy = l7_policy) {
    return *controller.at("httppolicyset", policy)
              .find_path({"http_request_policy", "rules"})
              ->as_array();
  }

  void put_ingress(const std::string& name, json::array rules, std::string_view when,
                   const std::vector<std::pair<std::string, std::string>>& tls = {},
                   const std::string& ns = "default") {
    auto document = ingress(name, std::move(rules), tls, ns);
    born(document, when);
    put(document);
  }

  /// As after a restart during which an Ingress has gone.
  void forget(const std::string& name) {
    take(ingress_kind, "default", name);
    parts.clear();
  }
};

} // namespace

TEST_CASE("A51: an Ingress with one encrypted host and one plain one makes all of 7.3 in order",
          "[avi]") {
  l7_plan m;
  m.put_example();
  CHECK(
    m.written()
    == words{"POST vsvip/cluster--Shared-L7-0", "POST sslkeyandcertificate/cluster--foo.com",
             "POST pool/cluster--default-foo.com_foo_bar-ing",
             "POST pool/cluster--noo.com_foo_bar-default-ing",
             "POST poolgroup/cluster--default-foo.com_foo_bar-ing",
             "POST poolgroup/cluster--Shared-L7-0", "POST httppolicyset/cluster--default-foo.com",
             "POST httppolicyset/cluster--Shared-L7-0", "POST vsdatascriptset/cluster--Shared-L7-0",
             "POST virtualservice/cluster--Shared-L7-0", "POST virtualservice/cluster--foo.com"});
  CHECK(m.word() == "placed/");
  CHECK(m.labels() == words{"noo.com/foo/bar cluster--noo.com_foo_bar-default-ing"});
  CHECK(m.names() == words{"cluster--Shared-L7-0.admin.com", "foo.com", "noo.com"});
}

TEST_CASE("A50: what stands for Ingresses is not written again, after a restart either", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  CHECK(m.written().empty());
  m.parts.clear();
  CHECK(m.written().empty());
}

TEST_CASE("7.2: a shared VirtualService listens for both, and chooses its pools by a script",
          "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto& parent = m.controller.at("virtualservice", l7_parent);
  CHECK(parent.text_at({"type"}) == "VS_TYPE_VH_PARENT");
  const auto& ports = *parent.find("services")->as_array();
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].int_at({"port"}, 0) == 80);
  CHECK_FALSE(*ports[0].find("enable_ssl")->as_bool());
  CHECK(ports[1].int_at({"port"}, 0) == 443);
  CHECK(*ports[1].find("enable_ssl")->as_bool());
  CHECK(l7_plan::behind(parent, "application_profile_ref") == "System-HTTP");
  const auto& script = m.controller.at("vsdatascriptset", l7_parent);
  const auto& event = script.find("datascript")->as_array()->front();
  CHECK(event.text_at({"evt"}) == "VS_DATASCRIPT_EVT_HTTP_REQ");
  CHECK(event.text_at({"script"}).find("\"cluster--Shared-L7-0\"") != std::string_view::npos);
  CHECK(*m.controller.at("poolgroup", l7_parent).find("implicit_priority_labels")->as_bool());
  CHECK(script.find("cloud_ref") == nullptr);
}

TEST_CASE("7.3: an encrypted host is a child with its certificate and its paths", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto& child = m.controller.at("virtualservice", l7_child);
  CHECK(child.text_at({"type"}) == "VS_TYPE_VH_CHILD");
  CHECK(l7_plan::behind(child, "vh_parent_vs_ref") == l7_parent);
  CHECK(child.find("vh_domain_name")->as_array()->front().text_or("") == "foo.com");
  CHECK(l7_plan::behind(child, "application_profile_ref") == "System-Secure-HTTP");
  const auto& policy = child.find("http_policies")->as_array()->front();
  CHECK(policy.int_at({"index"}, 0) == 11);
  CHECK(l7_plan::behind(policy, "http_policy_set_ref") == l7_policy);
  const auto& rules = m.rules();
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].text_at({"name"}) == "cluster--default-foo.com-0");
  CHECK(rules[0].text_at({"match", "path", "match_criteria"}) == "BEGINS_WITH");
  CHECK(l7_plan::behind(*rules[0].find("switching_action"), "pool_group_ref") == l7_secure);
}

TEST_CASE("7.3: plain requests for an encrypted host are sent to the other port", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto& rule = m.rules(l7_parent).front();
  const auto& hosts = *rule.find_path({"match", "host_hdr", "value"})->as_array();
  REQUIRE(hosts.size() == 1);
  CHECK(hosts.front().text_or("") == "foo.com");
  CHECK(rule.int_at({"redirect_action", "port"}, 0) == 443);
  CHECK(rule.text_at({"redirect_action", "status_code"}) == "HTTP_REDIRECT_STATUS_CODE_302");
}

TEST_CASE("7.3: of the paths of a host the longest comes first, and an exact one is matched whole",
          "[avi]") {
  l7_plan m;
  m.put(l7::pair("foo-tls"));
  m.put(l7::ingress("ing",
                    {l7::rule("foo.com", {l7::path("/"), l7::path("/foo", "api", 80, "Exact"),
                                          l7::path("/foo/bar"), l7::path("/abc")})},
                    {{"foo.com", "foo-tls"}}));
  m.written();
  words all;
  for (const auto& one : m.rules())
    all.push_back(
      std::string{one.text_at({"match", "path", "match_criteria"})} + " "
      + std::string{
        one.find_path({"match", "path", "match_str"})->as_array()->front().text_or("")});
  CHECK(all == words{"BEGINS_WITH /foo/bar", "BEGINS_WITH /abc", "EQUALS /foo", "BEGINS_WITH /"});
}

TEST_CASE("A52: a host's child comes with its Secret and goes with it, and the others stay",
          "[avi]") {
  l7_plan m;
  m.put_example();
  m.take(secret_kind, "default", "foo-tls");
  m.written();
  CHECK_FALSE(m.controller.has("virtualservice", l7_child));
  CHECK(m.labels().size() == 1);
  m.put(l7::pair("foo-tls"));
  m.written();
  CHECK(m.controller.has("virtualservice", l7_child));
  m.take(secret_kind, "default", "foo-tls");
  m.written();
  for (const auto* of : {"virtualservice", "sslkeyandcertificate"})
    CHECK_FALSE(m.controller.has(of, l7_child));
  CHECK(m.made("httppolicyset").empty());
  CHECK(m.made("pool") == words{l7_plain});
  CHECK(m.made("poolgroup") == words{l7_parent});
  CHECK(m.names() == words{"cluster--Shared-L7-0.admin.com", "noo.com"});
  CHECK(m.word() == "placed/");
}

TEST_CASE("7.5: another certificate is written with its key, and nothing else is", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  m.put(l7::pair("foo-tls", "2"));
  CHECK(m.written() == words{"PUT sslkeyandcertificate/cluster--foo.com"});
  CHECK(m.controller.keys.at("cluster--foo.com") == "key 2");
}

TEST_CASE("7.5: an authority and a second certificate are objects of their own", "[avi]") {
  l7_plan m;
  m.put_example();
  m.put(l7::secret("foo-tls", {{"tls.crt", "-----BEGIN a"},
                               {"tls.key", "k"},
                               {"alt.crt", "-----BEGIN b"},
                               {"alt.key", "l"},
                               {"ca.crt", "-----BEGIN c"}}));
  m.written();
  CHECK(m.made("sslkeyandcertificate")
        == words{"cluster--foo.com", "cluster--foo.com-alt", "cluster--foo.com-cacert"});
  const auto& pair = m.controller.at("sslkeyandcertificate", l7_child);
  CHECK(l7_plan::behind(pair.find("ca_certs")->as_array()->front(), "ca_ref")
        == "cluster--foo.com-cacert");
  CHECK(m.controller.at("virtualservice", l7_child)
          .find("ssl_key_and_certificate_refs")
          ->as_array()
          ->size()
        == 2);
  m.put(l7::pair("foo-tls"));
  m.written();
  CHECK(m.made("sslkeyandcertificate") == words{"cluster--foo.com"});
}

TEST_CASE("7.6: of two Ingresses with one path the older has it, and the other the rest", "[avi]") {
  l7_plan m;
  m.put_ingress("young", {l7::rule("noo.com", {l7::path("/a"), l7::path("/b")})},
                "2026-01-02T00:00:00Z");
  m.put_ingress("z-old", {l7::rule("noo.com", {l7::path("/a", "api")})}, "2026-01-01T00:00:00Z");
  m.written();
  CHECK(m.labels()
        == words{"noo.com/a cluster--noo.com_a-default-z-old",
                 "noo.com/b cluster--noo.com_b-default-young"});
  CHECK(m.word("z-old") == "placed/");
  CHECK(m.word("young") == "declined/DuplicateHostPath");
  const auto said = m.planned(m.shared());
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices[0].about == l7::ingress_owner("young"));
  CHECK(said.notices[0].note == "noo.com/a is served for Ingress default/z-old, which is older");
  m.take(ingress_kind, "default", "z-old");
  m.written();
  CHECK(m.labels().size() == 2);
  CHECK(m.word("young") == "placed/");
}

TEST_CASE("7: a host with a certificate has one for all Ingresses that serve it", "[avi]") {
  l7_plan m;
  m.put_example();
  m.put_ingress("more", {l7::rule("foo.com", {l7::path("/more")})}, "2026-02-02T00:00:00Z", {},
                "other");
  m.written();
  CHECK(m.controller.has("poolgroup", "cluster--other-foo.com_more-more"));
  const auto& sets = *m.controller.at("virtualservice", l7_child).find("http_policies")->as_array();
  REQUIRE(sets.size() == 2);
  CHECK(sets[1].int_at({"index"}, 0) == 12);
  m.take(ingress_kind, "other", "more");
  m.written();
  CHECK(m.made("httppolicyset") == words{l7_parent, l7_policy});
  CHECK(m.word() == "placed/");
}

TEST_CASE("an Ingress that goes takes nothing with it that is another one's", "[avi]") {
  l7_plan m;
  m.put_example();
  m.put_ingress("two", {l7::rule("noo.com", {l7::path("/two")})}, "2026-02-02T00:00:00Z");
  m.written();
  m.take(ingress_kind, "default", "ing");
  m.written();
  CHECK(m.made("pool") == words{"cluster--noo.com_two-default-two"});
  CHECK(m.made("virtualservice") == words{l7_parent});
  CHECK(m.made("httppolicyset").empty());
  CHECK(m.names() == words{"cluster--Shared-L7-0.admin.com", "noo.com"});
  CHECK(m.word() == "absent/");
  CHECK(m.word("two") == "placed/");
}

TEST_CASE("7.2: without any host a shared VirtualService stays, with its VIP", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto address = json::write(*m.controller.at("vsvip", l7_parent).find("vip"));
  m.take(ingress_kind, "default", "ing");
  m.written();
  CHECK(m.made("virtualservice") == words{l7_parent});
  CHECK(m.made("pool").empty());
  CHECK(m.names() == words{"cluster--Shared-L7-0.admin.com"});
  CHECK(m.word() == "absent/");
  CHECK(m.written().empty());
  m.put_example();
  m.written();
  CHECK(json::write(*m.controller.at("vsvip", l7_parent).find("vip")) == address);
}

TEST_CASE("a path that an Ingress has no more goes from the group before its pool goes", "[avi]") {
  l7_plan m;
  m.put(l7::ingress("ing", {l7::rule("noo.com", {l7::path("/a"), l7::path("/b")})}));
  m.written();
  m.put(l7::ingress("ing", {l7::rule("noo.com", {l7::path("/a")})}));
  CHECK(
    m.written()
    == words{"PUT poolgroup/cluster--Shared-L7-0", "DELETE pool/cluster--noo.com_b-default-ing"});
}

TEST_CASE("a host that is not encrypted any more loses its child and all that hung there",
          "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  m.put(l7::ingress("ing", {l7::rule("foo.com", {l7::path("/foo/bar")}),
                            l7::rule("noo.com", {l7::path("/foo/bar")})}));
  m.written();
  CHECK(m.made("virtualservice") == words{l7_parent});
  CHECK(m.made("sslkeyandcertificate").empty());
  CHECK(m.made("poolgroup") == words{l7_parent});
  CHECK(m.labels().size() == 2);
  CHECK(m.made("pool").size() == 2);
}

TEST_CASE("A42: what an Ingress has left that went unseen stays until it is swept", "[avi]") {
  l7_plan m;
  m.put_example();
  m.put_ingress("two", {l7::rule("noo.com", {l7::path("/two")})}, "2026-02-02T00:00:00Z");
  m.written();
  m.forget("ing");
  CHECK(m.written().empty());
  m.sweep = true;
  m.speak();
  CHECK(m.planned(m.shared()).sweeps == std::set<std::string>{std::string{"pool/"} + l7_plain});
  m.written();
  CHECK(m.made("pool") == words{"cluster--noo.com_two-default-two"});
  CHECK(m.made("virtualservice") == words{l7_parent});
  CHECK(m.made("sslkeyandcertificate").empty());
  CHECK(m.names() == words{"cluster--Shared-L7-0.admin.com", "noo.com"});
}

TEST_CASE("11.3: with all Ingresses gone unseen everything is swept but the VsVip", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  m.forget("ing");
  m.sweep = true;
  m.written();
  CHECK(m.made("vsvip") == words{l7_parent});
  for (const auto* of : {"virtualservice", "pool", "poolgroup", "httppolicyset", "vsdatascriptset",
                         "sslkeyandcertificate"})
    CHECK(m.made(of).empty());
}

TEST_CASE("A49: nothing of Ingresses goes before every source has spoken", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto before = m.controller.all.size();
  m.may_remove = false;
  m.put(l7::ingress("ing", {l7::rule("noo.com", {l7::path("/new")})}));
  m.written();
  CHECK(m.controller.all.size() == before + 1);
  CHECK(m.labels().size() == 2);
  CHECK(m.names().size() == 3);
}

TEST_CASE("7.5: a certificate that is refused keeps its host away, and no other", "[avi]") {
  l7_plan m;
  m.put_example();
  m.speak();
  m.refused[{l7::ingress_owner(), "sslkeyandcertificate/cluster--foo.com"}]
    = "500: Import error: no common_name";
  m.written();
  CHECK_FALSE(m.controller.has("virtualservice", l7_child));
  CHECK(m.labels().size() == 1);
  CHECK(m.controller.has("virtualservice", l7_parent));
  CHECK(m.word() == "pending/SSLImportError");
}

TEST_CASE("a pool that is refused is left out of the group, and the others are served", "[avi]") {
  l7_plan m;
  m.put(l7::ingress("ing", {l7::rule("noo.com", {l7::path("/a"), l7::path("/b")})}));
  m.put_ingress("two", {l7::rule("noo.com", {l7::path("/c")})}, "2026-02-02T00:00:00Z");
  m.speak();
  m.refused[{l7::ingress_owner(), "pool/cluster--noo.com_a-default-ing"}] = "400: no";
  m.written();
  CHECK(m.labels()
        == words{"noo.com/b cluster--noo.com_b-default-ing",
                 "noo.com/c cluster--noo.com_c-default-two"});
  CHECK(m.word() == "pending/ControllerRejected");
  CHECK(m.word("two") == "placed/");
  CHECK(m.written().empty());
}

TEST_CASE("5.2: what others have under a shared name stays, and the Ingress says so", "[avi]") {
  l7_plan m;
  m.put_example();
  m.controller.put("virtualservice", l7_parent, {{"created_by", "somebody"}});
  CHECK(m.written().empty());
  CHECK(m.word() == "declined/NotOurs");
}

TEST_CASE("5.2: a child under a Service's name is not made, and the rest is", "[avi]") {
  l7_plan m;
  m.known.domains.clear();
  m.put(l7::pair("foo-tls"));
  m.put(l7::ingress("ing", {l7::rule("shop-web", {l7::path("/")})}, {{"shop-web", "foo-tls"}}));
  m.put(l7::ingress("two", {l7::rule("noo.com", {l7::path("/")})}));
  m.controller.put("virtualservice", "cluster--shop-web",
                   {{"created_by", "ako-cluster"},
                    {"l4_policies", json::value::list({json::value::of({{"index", 0}})})}});
  m.written();
  CHECK(m.controller.at("virtualservice", "cluster--shop-web").find("vh_parent_vs_ref") == nullptr);
  const auto name = shared_name(m.how, "shop-web");
  CHECK(m.word_on(service_target(m.how, name), l7::ingress_owner()) == "declined/NotOurs");
  CHECK(m.word_on(m.shared(), l7::ingress_owner("two")) == "placed/");
}

TEST_CASE("another Ingress's change is put down to it, and not to drift", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  m.put_ingress("two", {l7::rule("noo.com", {l7::path("/two")})}, "2026-02-02T00:00:00Z");
  m.speak();
  const auto added = m.planned(m.shared()).verdicts;
  CHECK_FALSE(added.at(l7::ingress_owner()).changes);
  CHECK(added.at(l7::ingress_owner("two")).changes);
  m.written();
  m.take(ingress_kind, "default", "two");
  m.speak();
  const auto left = m.planned(m.shared()).verdicts;
  CHECK_FALSE(left.at(l7::ingress_owner()).changes);
  CHECK(left.at(l7::ingress_owner("two")).changes);
  m.written();
  m.parts.clear();
  m.speak();
  m.controller.at("poolgroup", l7_parent).set("members", json::array{});
  m.controller.touch("poolgroup", l7_parent);
  CHECK(m.planned(m.shared()).verdicts.at(l7::ingress_owner()).changes);
}

TEST_CASE("11.4: to take all away takes the shared VirtualService and its children", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  m.how.delete_config = true;
  m.written();
  CHECK(m.made("virtualservice").empty());
  CHECK(m.made("pool").empty());
  CHECK(m.made("sslkeyandcertificate").empty());
}

TEST_CASE("what Ingresses wish is told in paths and members, and never a key", "[avi]") {
  l7_plan m;
  m.put_example();
  m.written();
  const auto part = m.parts.at(m.shared()).at(l7::ingress_owner());
  std::vector<std::pair<std::string, std::string>> said;
  append_words(part->body, said);
  REQUIRE(said.size() == 2);
  CHECK(
    said[0]
    == std::pair{std::string{"https://foo.com/foo/bar"}, std::string{"web port 80, 2 members"}});
  m.put(l7::pair("foo-tls", "2"));
  m.speak();
  const auto what = m.planned(m.shared());
  REQUIRE(what.work);
  const auto seen = m.seen_by(m.shared());
  for (const auto& line : make_domain(m.how).show(
         {m.shared(), m.parts[m.shared()], seen, m.held, m.refused, true, false, m.live, nullptr},
         *what.work, nullptr))
    CHECK(line.text.find("key 2") == std::string::npos);
}
