#include "protocol/avi/affected.hpp"
#include "protocol/avi/interpret_ingress.hpp"
#include "tests/unit/protocol/avi/avi_ingresses.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

using l7 = ingress_stage;

/// "https://foo.com/bar web port 80: 2" of each path that is wished.
words l7_paths(const interpretation& of) {
  words out;
  for (const auto& part : of.parts)
    if (const auto* wish = dynamic_cast<const wished_ingress*>(part.body.get()))
      for (const auto& host : wish->hosts)
        for (const auto& one : host.paths)
          out.push_back((host.certificate ? "https://" : "http://") + host.name + one.path + " "
                        + one.backend + ": " + std::to_string(one.servers.size()));
  return out;
}

struct l7_case : ingress_stage {
  /// Interprets an Ingress of one rule for noo.com with these paths.
  interpretation with(json::array paths) {
    put(ingress("ing", {rule("noo.com", std::move(paths))}));
    return ingress_meaning();
  }
};

} // namespace

TEST_CASE("7: an Ingress wishes its hosts, their paths and who answers there", "[avi]") {
  l7 m;
  m.put_example();
  const auto said = m.ingress_meaning();
  CHECK(said.accepted);
  CHECK(said.reason.empty());
  CHECK(
    l7_paths(said)
    == words{"https://foo.com/foo/bar web port 80: 2", "http://noo.com/foo/bar web port 80: 2"});
  REQUIRE(said.parts.size() == 2);
  CHECK(said.parts[0].target == m.shared(0));
  CHECK(said.parts[1].target == belongings_target(m.how));
}

TEST_CASE("7.2: hosts of several shared VirtualServices are a fragment for each", "[avi]") {
  l7 m;
  m.put(
    l7::ingress("ing", {l7::rule("foo.com", {l7::path("/")}), l7::rule("bar.com", {l7::path("/")}),
                        l7::rule("a.example.com", {l7::path("/")})}));
  const auto said = m.ingress_meaning();
  REQUIRE(said.parts.size() == 4);
  CHECK(said.parts[0].target == m.shared(0));
  CHECK(said.parts[1].target == m.shared(1));
  CHECK(said.parts[2].target == m.shared(3));
}

TEST_CASE("7.1: an Ingress of another class, or of one that is not there, is not ours", "[avi]") {
  l7_case m;
  m.put(l7::ingress_class("other", "example.com/other"));
  for (const auto* name : {"other", "nowhere"}) {
    auto document = l7::ingress("ing", {l7::rule("noo.com", {l7::path("/")})});
    (*document.find("spec")).set("ingressClassName", name);
    m.put(document);
    CHECK(m.ingress_meaning().parts.empty());
    CHECK(m.ingress_meaning().reason.empty());
  }
}

TEST_CASE("7.1: an Ingress without a class is ours while a class of ours is the default", "[avi]") {
  l7_case m;
  auto document = l7::ingress("ing", {l7::rule("noo.com", {l7::path("/")})});
  (*document.find("spec")).erase("ingressClassName");
  m.put(document);
  CHECK(m.ingress_meaning().parts.empty());
  auto standard = l7::ingress_class("avi-lb");
  l7::annotate(standard, "ingressclass.kubernetes.io/is-default-class", "true");
  m.put(standard);
  CHECK(m.ingress_meaning().parts.size() == 2);
  l7::annotate(document, "kubernetes.io/ingress.class", "other");
  m.put(document);
  CHECK(m.ingress_meaning().parts.empty());
  l7::annotate(document, "kubernetes.io/ingress.class", "avi-lb");
  m.put(document);
  CHECK(m.ingress_meaning().parts.size() == 2);
}

TEST_CASE("5.1: Ingresses of blocked namespaces are not ours", "[avi]") {
  l7 m;
  m.put_example();
  m.how.blocked_namespaces = {"default"};
  CHECK(m.ingress_meaning().parts.empty());
}

TEST_CASE("A52: a host without its Secret is not served, and the others are", "[avi]") {
  l7 m;
  m.put_example();
  m.take(secret_kind, "default", "foo-tls");
  const auto said = m.ingress_meaning();
  CHECK(l7_paths(said) == words{"http://noo.com/foo/bar web port 80: 2"});
  CHECK(said.accepted);
  CHECK(said.reason == reason::no_certificate);
  CHECK(said.message
        == "spec.tls[0].secretName: there is no Secret \"foo-tls\"; host \"foo.com\" is not served "
           "until then");
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices[0].warning);
}

TEST_CASE("13: a Secret without certificate or key is as none, and a TLS entry has to name one",
          "[avi]") {
  l7 m;
  m.put_example();
  m.put(l7::secret("foo-tls", {{"tls.crt", "-----BEGIN"}}));
  CHECK(m.ingress_meaning().message
        == "spec.tls[0].secretName: the Secret \"foo-tls\" has to hold tls.crt and tls.key; host "
           "\"foo.com\" is not served until then");
  m.put(l7::secret("foo-tls", {{"password", "x"}}));
  CHECK(m.ingress_meaning().reason == reason::no_certificate);
  m.put(l7::ingress("ing", {l7::rule("foo.com", {l7::path("/")})}, {{"foo.com", ""}}));
  CHECK(m.ingress_meaning().message.starts_with("spec.tls[0].secretName is empty"));
  CHECK_FALSE(m.ingress_meaning().accepted);
}

TEST_CASE("7.6: a host outside of the controller's domains is told and not served", "[avi]") {
  l7_case m;
  m.put(l7::ingress("ing", {l7::rule("foo.org", {l7::path("/")}), l7::rule("xcom", {l7::path("/")}),
                            l7::rule("noo.com", {l7::path("/")})}));
  const auto said = m.ingress_meaning();
  CHECK(l7_paths(said) == words{"http://noo.com/ web port 80: 2"});
  CHECK(said.reason == reason::bad_host);
  CHECK(said.message.starts_with(
    "spec.rules[0].host \"foo.org\" is in none of the controller's domains: .com"));
  CHECK(said.notices.size() == 2);
  m.known.domains.clear();
  CHECK(l7_paths(m.ingress_meaning()).size() == 3);
}

TEST_CASE("13: a rule without a host, or with a pattern, is told and not served", "[avi]") {
  l7 m;
  m.put(
    l7::ingress("ing", {l7::rule("", {l7::path("/")}), l7::rule("*.foo.com", {l7::path("/")})}));
  const auto said = m.ingress_meaning();
  CHECK(said.parts.empty());
  CHECK_FALSE(said.accepted);
  CHECK(said.message
        == "spec.rules[0].host is empty: it has to name one host; spec.rules[1].host \"*.foo.com\":"
           " a host with \"*\" is not supported");
}

TEST_CASE("7.6: an Ingress with a rule without paths is not served at all", "[avi]") {
  l7 m;
  m.put(l7::ingress("ing", {l7::rule("noo.com", {l7::path("/")}), l7::rule("foo.com", {})}));
  const auto said = m.ingress_meaning();
  CHECK(said.parts.empty());
  CHECK_FALSE(said.accepted);
  CHECK(said.reason == reason::bad_rule);
  CHECK(said.message.starts_with("spec.rules[1].http.paths is empty"));
}

TEST_CASE("7.6: the default backend of an Ingress means nothing", "[avi]") {
  l7 m;
  auto document = l7::object("networking.k8s.io/v1", ingress_kind, "default", "ing");
  document.set("spec",
               json::value::of({{"ingressClassName", "avi-lb"},
                                {"defaultBackend", json::value::of({{"service", nullptr}})}}));
  m.put(document);
  CHECK(m.ingress_meaning().parts.empty());
  CHECK(m.ingress_meaning().accepted);
}

TEST_CASE("7: a backend's port is meant by its number or its name", "[avi]") {
  l7_case m;
  CHECK(l7_paths(m.with({l7::path("/a"), l7::path("/b", "api", "http")}))
        == words{"http://noo.com/a web port 80: 2", "http://noo.com/b api port \"http\": 2"});
}

TEST_CASE("13: a backend that is not there, or has no such port, has a pool without members",
          "[avi]") {
  l7_case m;
  const auto said
    = m.with({l7::path("/a", "gone"), l7::path("/b", "web", 81), l7::path("/c", "web", "other")});
  CHECK(l7_paths(said)
        == words{"http://noo.com/a gone port 80: 0", "http://noo.com/b web port 81: 0",
                 "http://noo.com/c web port \"other\": 0"});
  CHECK(said.reason.empty());
  REQUIRE(said.notices.size() == 3);
  CHECK(said.notices[1].note
        == "spec.rules[0].http.paths[1].backend.service.port: Service \"web\" has no port 81, so "
           "that nobody answers");
}

TEST_CASE("7.6: a backend outside of the cluster has no members, and a balancer is none", "[avi]") {
  l7_case m;
  m.put(l7::plain_service("web", "ExternalName"));
  m.put(l7::plain_service("api", "LoadBalancer"));
  const auto said = m.with({l7::path("/a"), l7::path("/b", "api")});
  CHECK(l7_paths(said) == words{"http://noo.com/a web port 80: 0"});
  CHECK(said.reason == reason::unsupported);
}

TEST_CASE("13: a backend that is no Service is told, and its path not served", "[avi]") {
  l7_case m;
  auto other = l7::path("/b");
  other.set("backend", json::value::of({{"resource", json::value::of({{"kind", "Bucket"}})}}));
  const auto said = m.with({l7::path("/a"), other});
  CHECK(l7_paths(said).size() == 1);
  CHECK(said.message == "spec.rules[0].http.paths[1].backend has to name a Service");
}

TEST_CASE("13: a path that no reference can hold is told, and the others are served", "[avi]") {
  l7_case m;
  const auto said = m.with({l7::path("/a%20b"), l7::path("b"), l7::path(""), l7::path("/c")});
  CHECK(l7_paths(said)
        == words{"http://noo.com/ web port 80: 2", "http://noo.com/c web port 80: 2"});
  CHECK(said.reason == reason::bad_path);
  CHECK(said.notices.size() == 2);
}

TEST_CASE("7.3: of two paths that would have the same name the first is served", "[avi]") {
  l7_case m;
  const auto said = m.with({l7::path("/a/b"), l7::path("/a_b", "api")});
  CHECK(l7_paths(said) == words{"http://noo.com/a/b web port 80: 2"});
  CHECK(said.reason == reason::duplicate_path);
}

TEST_CASE("13: a path whose pool would have too long a name is told", "[avi]") {
  l7_case m;
  const auto said = m.with({l7::path("/" + std::string(250, 'a')), l7::path("/b")});
  CHECK(l7_paths(said).size() == 1);
  CHECK(said.reason == reason::name_too_long);
}

TEST_CASE("before the controller has been read nothing of an Ingress is decided", "[avi]") {
  l7 m;
  m.put_example();
  m.discovered = false;
  CHECK_FALSE(m.ingress_meaning().decided);
}

TEST_CASE("an Ingress looks again when what it refers to changes", "[avi]") {
  l7 m;
  m.put_example();
  const object_key here{std::string{ingress_kind}, "default", "ing"};
  const auto touches = [&](const json::value& document) {
    const auto now = m.decoded(document);
    return affected(m.how, nullptr, now.get(), m).objects.contains(here);
  };
  CHECK(touches(l7::plain_service("web")));
  CHECK_FALSE(touches(l7::plain_service("api")));
  CHECK(touches(l7::pair("foo-tls")));
  CHECK_FALSE(touches(l7::pair("other")));
  CHECK(touches(l7::ingress_class("avi-lb")));
  CHECK(touches(l7::slice("web-2", "web", "TCP/8080", {}, "default")));
  CHECK_FALSE(touches(l7::slice("web-2", "web", "TCP/8080", {}, "elsewhere")));
}
