#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/records/endpoint_slice.hpp"
#include "protocol/k8s/records/node.hpp"
#include "protocol/k8s/records/service.hpp"
#include "tests/printing.hpp"

namespace {

using weft::as;
namespace kube = weft::k8s;

constexpr auto record_meta
  = R"("metadata":{"name":"a","uid":"u","resourceVersion":"1","namespace":"n"})";

/// The record of an object with these members besides metadata, whatever order they come in.
template <class Record>
Record record_of(kube::projector read, const std::string& members) {
  kube::kind which;
  which.version = "v1";
  which.name = "X";
  which.project = std::move(read);
  const auto before = kube::decode_object(which, "{" + members + "," + record_meta + "}");
  const auto after
    = kube::decode_object(which, "{" + std::string{record_meta} + "," + members + "}");
  REQUIRE(before.has_value());
  REQUIRE(after.has_value());
  REQUIRE(before->body);
  REQUIRE(after->body);
  return as<Record>(after->body);
}

using record_texts = std::vector<std::string>;

} // namespace

TEST_CASE("of a Node its Pod CIDRs and internal addresses are kept", "[k8s]") {
  const auto out = record_of<kube::node_record>(
    kube::read_node,
    R"("spec":{"podCIDR":"10.1.0.0/24","podCIDRs":["10.1.0.0/24","2001:db8::/64"],"x":{}},
       "status":{"images":[{"names":["a"]}],"addresses":[{"type":"Hostname","address":"a"},
         {"type":"InternalIP","address":"10.9.0.1"},{"address":"10.9.0.2","type":"InternalIP"}]})");
  CHECK(out.pod_cidrs == record_texts{"10.1.0.0/24", "2001:db8::/64"});
  CHECK(out.addresses == record_texts{"10.9.0.1", "10.9.0.2"});
}

TEST_CASE("a Node with one Pod CIDR alone has that", "[k8s]") {
  const auto out
    = record_of<kube::node_record>(kube::read_node, R"("spec":{"podCIDR":"10.1.0.0/24"})");
  CHECK(out.pod_cidrs == record_texts{"10.1.0.0/24"});
  CHECK(out.addresses.empty());
}

TEST_CASE("of a Service ports, class and addresses are kept, with defaults where it has none",
          "[k8s]") {
  const auto out = record_of<kube::service_record>(
    kube::read_service,
    R"("spec":{"type":"LoadBalancer","selector":{"app":"web"},"loadBalancerClass":"c",
         "loadBalancerIP":"10.1.1.1","ipFamilies":["IPv4","IPv6"],"externalTrafficPolicy":"Local",
         "ports":[{"port":80,"targetPort":8080,"nodePort":30080},
                  {"name":"dns","protocol":"UDP","port":53,"targetPort":"dns"}]},
       "status":{"loadBalancer":{"ingress":[{"ip":"10.1.1.1","hostname":"h"},{"ip":"10.1.1.2"}]},
                 "conditions":[]})");
  CHECK(out.balancer());
  CHECK(out.selector == kube::string_pairs{{"app", "web"}});
  CHECK(out.ports
        == std::vector<kube::service_port>{{"", "TCP", 80, "8080", 30080},
                                           {"dns", "UDP", 53, "dns", 0}});
  CHECK(out.balancer_class == "c");
  CHECK(out.requested_address == "10.1.1.1");
  CHECK(out.families == record_texts{"IPv4", "IPv6"});
  CHECK(out.local_only);
  CHECK(out.ingress == std::vector<kube::balancer_ingress>{{"10.1.1.1", "h"}, {"10.1.1.2", ""}});
}

TEST_CASE("a slice's endpoint is ready unless it says that it is not", "[k8s]") {
  const auto out = record_of<kube::endpoint_slice_record>(
    kube::read_endpoint_slice,
    R"("addressType":"IPv4","ports":[{"name":"http","port":80},{"port":null,"protocol":"UDP"}],
       "endpoints":[{"addresses":["10.1.1.1","10.1.1.9"],"nodeName":"n1"},
                    {"addresses":["10.1.1.2"],"conditions":{"ready":null,"terminating":true}},
                    {"addresses":["10.1.1.3"],"conditions":{"ready":false}},{"addresses":[]}])");
  CHECK(out.address_type == "IPv4");
  CHECK(out.endpoints
        == std::vector<kube::endpoint>{{"10.1.1.1", true, false, "n1"},
                                       {"10.1.1.2", true, true, ""},
                                       {"10.1.1.3", false, false, ""}});
  CHECK(out.ports == std::vector<kube::slice_port>{{"http", "TCP", 80}, {"", "UDP", 0}});
}

TEST_CASE("a slice without endpoints has none", "[k8s]") {
  const auto out = record_of<kube::endpoint_slice_record>(
    kube::read_endpoint_slice, R"("addressType":"IPv4","endpoints":null,"ports":null)");
  CHECK(out.endpoints.empty());
  CHECK(out.ports.empty());
}
