#include "protocol/aci/dn.hpp"
#include "protocol/aci/requests.hpp"
#include "protocol/sha256.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

const l3out_name l3out_of_2_4{"TEN_K8_C1", "L3O_K8_C1"};
const eepg_name eepg_of_2_4{"TEN_K8_C1", "L3O_K8_C1", "EPG_K8_APP_MCAST"};

std::string digest_of(const call& what) {
  return to_hex(sha256(string_to_sign(what.method, what.target, what.body)));
}

} // namespace

TEST_CASE("what is signed has the digests that 2.4 lists", "[aci]") {
  CHECK(digest_of(ask_web_token())
        == "f6d6b001207c2a356bf53f93c963b4a59fab751094436ef8b23a9b627eff6e67");
  request gone;
  gone.what = request::verb::remove;
  gone.dn = dn_of(eepg_of_2_4, "10.244.1.5/32");
  CHECK(digest_of(call_of(gone))
        == "8f5707b6bdf976acaf0d786976849cefbbbe13f251d3e21b803a2c969a9d25e6");
  request made;
  made.dn = dn_of(l3out_of_2_4);
  made.body = R"({"l3extInstP":{"attributes":{"name":"EPG_K8_APP_MCAST",)"
              R"("annotation":"orchestrator:aci-k8-haystack"}}})";
  CHECK(made.body.size() == 101);
  CHECK(digest_of(call_of(made))
        == "26e5fdd4950909ad0be4472015ca626b3a9cf46892bf69658c555af71fe5be6d");
}

TEST_CASE("what is escaped in the request line is signed as it was", "[aci]") {
  const auto what = find_marked(mo::subnet, "orchestrator:aci-k8-haystack:c1", 2, 1000);
  CHECK(what.target
        == "/api/class/l3extSubnet.json?query-target-filter=eq(l3extSubnet.annotation,"
           "%22orchestrator:aci-k8-haystack:c1%22)&order-by=l3extSubnet.dn|asc&page=2"
           "&page-size=1000");
  CHECK(string_to_sign(what.method, what.target)
        == "GET/api/class/l3extSubnet.json?query-target-filter=eq(l3extSubnet.annotation,"
           "\"orchestrator:aci-k8-haystack:c1\")&order-by=l3extSubnet.dn|asc&page=2"
           "&page-size=1000");
}

TEST_CASE("a log-in names the domain where there is one, and escapes what JSON must", "[aci]") {
  CHECK(log_in("admin", R"(p"w\)")
        == call{"POST", "/api/aaaLogin.json",
                R"({"aaaUser":{"attributes":{"name":"admin","pwd":"p\"w\\"}}})"});
  CHECK(log_in("ada", "x", "Radius").body
        == R"({"aaaUser":{"attributes":{"name":"apic:Radius\\ada","pwd":"x"}}})");
  CHECK(log_out("ada")
        == call{"POST", "/api/aaaLogout.json", R"({"aaaUser":{"attributes":{"name":"ada"}}})"});
  CHECK(refresh_session() == call{"GET", "/api/aaaRefresh.json", ""});
}

TEST_CASE("one subscription covers an L3Out and all that is looked at below it", "[aci]") {
  const std::string plain = "/api/mo/uni/tn-TEN_K8_C1/out-L3O_K8_C1.json?query-target=subtree"
                            "&target-subtree-class=l3extOut,l3extInstP,l3extSubnet,l3extRsEctx";
  CHECK(read_out(l3out_of_2_4) == call{"GET", plain, ""});
  CHECK(subscribe(l3out_of_2_4, std::chrono::seconds{600}).target
        == plain + "&subscription=yes&refresh-timeout=600");
  CHECK(subscribe(l3out_of_2_4, std::nullopt).target == plain + "&subscription=yes");
  CHECK(refresh_subscription("72057611234705430").target
        == "/api/subscriptionRefresh.json?id=72057611234705430");
}

TEST_CASE("brackets, slashes and colons of a DN stand in the path as they are", "[aci]") {
  request gone;
  gone.what = request::verb::remove;
  gone.dn = dn_of(eepg_of_2_4, "2001:db8::1/128");
  CHECK(call_of(gone)
        == call{"DELETE",
                "/api/mo/uni/tn-TEN_K8_C1/out-L3O_K8_C1/instP-EPG_K8_APP_MCAST/"
                "extsubnet-[2001:db8::1/128].json",
                ""});
  CHECK(read_eepg(eepg_of_2_4).target
        == "/api/mo/uni/tn-TEN_K8_C1/out-L3O_K8_C1/instP-EPG_K8_APP_MCAST.json"
           "?rsp-subtree=children&rsp-subtree-class=l3extSubnet");
  CHECK(socket_target("a/b+c==") == "/socketa/b+c==");
}

TEST_CASE("nothing that somebody answers can break a request line", "[aci]") {
  CHECK(refresh_subscription("1 HTTP/1.1\r\nX: y").target
        == "/api/subscriptionRefresh.json?id=1%20HTTP/1.1%0D%0AX:%20y");
}
