#include "protocol/cni/attachment_record.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string uid = "5d2f1a30-0000-4000-8000-0000000000aa";

attachment_record whole_record() {
  attachment_record out;
  out.container_id = "s1";
  out.interface = "net9f27410725ab";
  out.network_name = "green";
  out.netns = "/var/run/netns/cni-1";
  out.config = "{\"type\":\"bridge\",\n \"b\":1.0}";
  out.args = {{"IgnoreUnknown", "1"}, {"K8S_POD_NAME", "p"}};
  out.capabilities = testing::of(R"({"mac":"02:00:00:00:00:05"})");
  out.result = testing::of(R"({"cniVersion":"1.0.0","odd":1.0})");
  out.at = phase::attached;
  out.pod_uid = uid;
  out.runtime_uid = "hash";
  out.pod_namespace = "ns";
  out.pod_name = "p";
  out.network = "default/green";
  out.from = source::kaloom;
  out.digest = "d1";
  out.netns_dev = 4;
  out.netns_ino = 18446744073709551615U;
  out.host_master = "data-br";
  out.group = 4711;
  out.group_born = 99;
  out.default_route = {"10.1.1.1", "2001:db8::1"};
  out.boot_id = "b1";
  out.created = k8s::micro_timestamp{std::chrono::microseconds{1700000000000001}};
  out.order = 3;
  out.attempts = 2;
  out.last_error = "no";
  return out;
}

json::value written_record() {
  return testing::of(encode(whole_record()));
}

} // namespace

TEST_CASE("a record survives being written and read", "[cni]") {
  const auto what = whole_record();
  const auto read = decode_record(encode(what));
  REQUIRE(read.has_value());
  CHECK(*read == what);
  attachment_record young = what;
  young.result = young.capabilities = nullptr;
  young.netns.clear();
  young.group = 0;
  young.group_born = 0;
  young.at = phase::adding;
  const auto again = decode_record(encode(young));
  REQUIRE(again.has_value());
  CHECK(*again == young);
}

TEST_CASE("a record is what libcni keeps, and ours besides", "[cni]") {
  const auto read = written_record();
  CHECK(read.text_at({"kind"}) == "cniCacheV1");
  CHECK(read.text_at({"containerId"}) == "s1");
  CHECK(read.text_at({"ifName"}) == "net9f27410725ab");
  CHECK(read.text_at({"networkName"}) == "green");
  CHECK(read.text_at({"config"}) == "eyJ0eXBlIjoiYnJpZGdlIiwKICJiIjoxLjB9");
  CHECK(*read.find("cniArgs") == testing::of(R"([["IgnoreUnknown","1"],["K8S_POD_NAME","p"]])"));
  CHECK(read.text_at({"agent", "nad"}) == "default/green");
  CHECK(read.int_at({"agent", "v"}, 0) == 1);
}

TEST_CASE("what is cut off anywhere is no record", "[cni]") {
  const auto text = encode(whole_record());
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(decode_record(text.substr(0, length)).has_value());
}

TEST_CASE("a record of another kind, version, phase or source is none of ours", "[cni]") {
  const auto with = [](std::initializer_list<std::string_view> path, json::value what) {
    auto all = written_record();
    *all.find_path(path) = std::move(what);
    return decode_record(json::write(all)).has_value();
  };
  CHECK(with({"kind"}, "cniCacheV1"));
  CHECK_FALSE(with({"kind"}, "cniCacheV2"));
  CHECK_FALSE(with({"agent", "v"}, 2));
  CHECK_FALSE(with({"agent", "phase"}, "half"));
  CHECK_FALSE(with({"agent", "source"}, "multus"));
  CHECK_FALSE(with({"agent", "netnsIno"}, -1));
  CHECK_FALSE(with({"agent", "defaultRoute"}, 5));
  CHECK_FALSE(with({"agent"}, nullptr));
  CHECK_FALSE(with({"cniArgs"}, json::value::list({"a=b"})));
  CHECK_FALSE(with({"config"}, "*"));
  CHECK_FALSE(with({"result"}, "text"));
}

TEST_CASE("a record whose names may reach no plugin does not read", "[cni]") {
  const auto with = [](auto change) {
    auto what = whole_record();
    change(what);
    return decode_record(encode(what)).has_value();
  };
  CHECK(with([](attachment_record&) {}));
  CHECK_FALSE(with([](attachment_record& what) { what.network_name = "../../../tmp/x"; }));
  CHECK_FALSE(with([](attachment_record& what) { what.container_id = "a/b"; }));
  CHECK_FALSE(with([](attachment_record& what) { what.interface = ".."; }));
  CHECK_FALSE(with([](attachment_record& what) { what.pod_uid.clear(); }));
  CHECK_FALSE(with([](attachment_record& what) { what.netns = "relative"; }));
}

TEST_CASE("a record's file name is read back", "[cni]") {
  const auto name = name_of(whole_record());
  CHECK(to_string(name) == uid + "-s1-net9f27410725ab.json");
  const auto read = read_record_name(to_string(name));
  REQUIRE(read);
  CHECK(*read == name);
}

TEST_CASE("a file name that says nothing usable is none", "[cni]") {
  CHECK_FALSE(read_record_name(""));
  CHECK_FALSE(read_record_name("x.json"));
  CHECK_FALSE(read_record_name(uid + "-s1-net1"));
  CHECK_FALSE(read_record_name(uid + "-s1.json"));
  CHECK_FALSE(read_record_name(uid + "-s1-.json"));
  CHECK_FALSE(read_record_name(uid + "--net1.json"));
  CHECK_FALSE(read_record_name(uid + "-s1-interface-too-long.json"));
  CHECK_FALSE(read_record_name(uid + "-.tmp-x-net1.json"));
}

TEST_CASE("libcni's name of a record is made and never parsed", "[cni]") {
  CHECK(libcni_name(whole_record()) == "green-s1-net9f27410725ab");
}
