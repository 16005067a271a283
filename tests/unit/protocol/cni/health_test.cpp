#include "protocol/cni/health.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

/// A Pod on a bridge as its ADD has left it.
struct bridged_pod {
  bridged_pod() {
    attachment.interface = "net1";
    attachment.host_master = "data-br";
    attachment.result = testing::of(R"({"cniVersion":"1.0.0","interfaces":[{"name":"data-br"},
      {"name":"veth1"},{"name":"net1","mac":"02:00:00:00:00:0A","sandbox":"/n"}],
      "ips":[{"interface":2,"address":"10.1.1.5/24"},{"interface":2,"address":"2001:db8:0::5/64"}]})");
    interface_view inner;
    inner.name = "net1";
    inner.mac = "02:00:00:00:00:0a";
    inner.addresses = {"fe80::1/64", "10.1.1.5/24", "2001:db8::5/64"};
    within = {inner};
    interface_view bridge;
    bridge.name = "data-br";
    interface_view veth;
    veth.name = "veth1";
    veth.master = "data-br";
    host = {bridge, veth};
  }

  std::string damage() const { return damage_of(attachment, within, host); }

  attachment_record attachment;
  std::vector<interface_view> within;
  std::vector<interface_view> host;
};

} // namespace

TEST_CASE("an attachment that is as it was left is healthy", "[cni]") {
  CHECK(bridged_pod{}.damage().empty());
}

TEST_CASE("a lost interface, MAC or address is damage", "[cni]") {
  bridged_pod one;
  one.within.front().mac = "02:00:00:00:00:0b";
  CHECK(one.damage()
        == "interface net1 has the MAC 02:00:00:00:00:0b instead of 02:00:00:00:00:0A");
  bridged_pod two;
  two.within.front().addresses.erase(two.within.front().addresses.begin() + 1);
  CHECK(two.damage() == "interface net1 has lost its address 10.1.1.5/24");
  bridged_pod three;
  three.within.clear();
  CHECK(three.damage() == "interface net1 is gone");
}

TEST_CASE("another length of an address is another address", "[cni]") {
  bridged_pod one;
  one.within.front().addresses[1] = "10.1.1.5/16";
  CHECK_FALSE(one.damage().empty());
}

TEST_CASE("a node's end without its bridge is damage, if it ever had one", "[cni]") {
  bridged_pod one;
  one.host[1].master.clear();
  CHECK(one.damage() == "the node's end of net1 is no longer part of data-br");
  one.attachment.host_master.clear();
  CHECK(one.damage().empty());
  bridged_pod two;
  two.host.clear();
  CHECK_FALSE(two.damage().empty());
}

TEST_CASE("a result without an interface in the Pod is taken at its word", "[cni]") {
  bridged_pod one;
  one.within.clear();
  one.attachment.result = testing::of(R"({"cniVersion":"0.2.0","ip4":{"ip":"10.1.1.5/24"}})");
  CHECK(one.damage().empty());
}

TEST_CASE("the master of the node's end is learned right after ADD", "[cni]") {
  const bridged_pod one;
  CHECK(host_master_of(one.attachment.result, one.host) == "data-br");
  CHECK(host_master_of(one.attachment.result, {}).empty());
  CHECK(host_interfaces_of(one.attachment.result) == std::vector<std::string>{"data-br", "veth1"});
}
