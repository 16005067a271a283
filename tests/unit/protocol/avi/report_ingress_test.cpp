#include "protocol/avi/report.hpp"
#include "tests/unit/protocol/avi/avi_ingresses.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

using l7 = ingress_stage;

/// What an Ingress says while its places stand as they are put.
struct l7_report : ingress_stage {
  l7_report() {
    put_example();
    auto document = json_of_ing();
    put(document);
  }

  static json::value json_of_ing() {
    return ingress("ing", {rule("foo.com", {path("/")}), rule("bar.com", {path("/")})});
  }

  void place(int shard, const std::string& host, progress how_far = progress::placed,
             const std::string& why = {}) {
    outcome said;
    said.to = ingress_owner();
    said.target = shared(shard);
    said.generation = 1;
    said.how_far = how_far;
    said.reason = why;
    if (how_far == progress::placed) {
      standing_ingress where;
      where.hosts = {{host, "cluster--Shared-L7-" + std::to_string(shard), "vs-" + host}};
      where.addresses = {"10.10.25.5" + std::to_string(shard)};
      where.controller = "cluster-1";
      where.tenant = "admin";
      said.evidence = take_snapshot(std::move(where));
    }
    outcomes[shared(shard)] = take_snapshot(std::move(said));
  }

  json::value said() {
    const auto meaning = ingress_meaning();
    const auto ing = find({std::string{ingress_kind}, "default", "ing"});
    return report(how, {*ing, meaning, outcomes, timestamp{}});
  }

  /// As if the server held what was said.
  void believe(const json::value& what) {
    auto ing = *find({std::string{ingress_kind}, "default", "ing"});
    ing.status = json::write(what);
    objects[{std::string{ingress_kind}, "default", "ing"}] = take_snapshot(std::move(ing));
  }

  /// "foo.com 10.10.25.50" of each entry.
  static words entries(const json::value& of) {
    words out;
    const auto* all = of.find_path({"loadBalancer", "ingress"});
    for (const auto& one : all && all->as_array() ? *all->as_array() : json::array{})
      out.push_back(std::string{one.text_at({"hostname"})} + " "
                    + std::string{one.text_at({"ip"})});
    return out;
  }

  static std::string stands(const json::value& of) {
    return std::string{of.text_at({"status"})} + "/" + std::string{of.text_at({"reason"})};
  }

  std::map<std::string, snapshot<outcome>> outcomes;
};

} // namespace

TEST_CASE("7.6: an Ingress is told an address for each of its hosts, and whose they are", "[avi]") {
  l7_report m;
  m.place(0, "foo.com");
  m.place(1, "bar.com");
  const auto said = m.said();
  CHECK(l7_report::stands(said) == "True/Synced");
  CHECK(said.text_at({"message"})
        == "Added virtualservice cluster--Shared-L7-0, cluster--Shared-L7-1 for default/ing");
  CHECK(l7_report::entries(said) == words{"bar.com 10.10.25.51", "foo.com 10.10.25.50"});
  CHECK(said.text_at({annotation::hosts_shown})
        == R"({"bar.com":"vs-bar.com","foo.com":"vs-foo.com"})");
  CHECK(said.text_at({annotation::controller_shown}) == "cluster-1");
  CHECK(said.text_at({annotation::tenant_shown}) == "admin");
}

TEST_CASE("I5: an Ingress is ready only once all its hosts stand", "[avi]") {
  l7_report m;
  m.place(0, "foo.com");
  CHECK(l7_report::stands(m.said()) == "Unknown/Pending");
  m.place(1, "bar.com", progress::pending, "ControllerRejected");
  CHECK(l7_report::stands(m.said()) == "False/ControllerRejected");
  CHECK(l7_report::entries(m.said()) == words{"foo.com 10.10.25.50"});
}

TEST_CASE("7.6: what an Ingress was told of a host stays until something is known of it", "[avi]") {
  l7_report m;
  m.place(0, "foo.com");
  m.place(1, "bar.com");
  const auto before = m.said();
  m.believe(before);
  m.outcomes.clear();
  CHECK(m.said() == before);
  m.place(0, "foo.com");
  CHECK(m.said() == before);
}

TEST_CASE("A52: hosts that stand are told also while one lacks its Secret", "[avi]") {
  l7_report m;
  auto document = l7_report::json_of_ing();
  (*document.find("spec"))
    .set("tls", json::value::list({json::value::of(
                  {{"hosts", json::value::list({"foo.com"})}, {"secretName", "gone"}})}));
  m.put(document);
  m.place(1, "bar.com");
  const auto said = m.said();
  CHECK(l7_report::stands(said) == "False/SecretMissing");
  CHECK(l7_report::entries(said) == words{"bar.com 10.10.25.51"});
}

TEST_CASE("7.1: an Ingress that is ours no more has all taken back that it was told", "[avi]") {
  l7_report m;
  m.place(0, "foo.com");
  m.place(1, "bar.com");
  const auto before = m.said();
  auto document = l7_report::json_of_ing();
  (*document.find("spec")).set("ingressClassName", "other");
  m.put(document);
  m.believe(before);
  CHECK(m.said() == before);
  m.outcomes.clear();
  CHECK(m.said() == json::value{json::object{}});
}

TEST_CASE("7.1: what another controller's Ingress says stays as it is", "[avi]") {
  l7_report m;
  auto document = l7_report::json_of_ing();
  (*document.find("spec")).set("ingressClassName", "other");
  m.put(document);
  const auto theirs = json::value::of(
    {{"loadBalancer",
      json::value::of({{"ingress", json::value::list({json::value::of({{"ip", "10.1.1.1"}})})}})}});
  m.believe(theirs);
  CHECK(m.said() == theirs);
}
