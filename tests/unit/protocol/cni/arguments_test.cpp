#include "protocol/cni/annotation.hpp"
#include "protocol/cni/capabilities.hpp"
#include "protocol/cni/cni_args.hpp"
#include "protocol/cni/settings.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const pod_identity some_pod{"u1", "u1", "shop", "web-0"};

element kaloom_element(std::string_view mac = "") {
  element out;
  out.from = source::kaloom;
  out.network = {"default", "green"};
  out.mac = mac;
  return out;
}

std::string args_said(const element& what, std::string_view plugin) {
  const auto args = args_for(some_pod, "s1", what, plugin);
  return args ? write_args(*args) : args.error().what;
}

} // namespace

TEST_CASE("CNI_ARGS name the Pod, and for Kaloom the MAC", "[cni]") {
  const std::string pod = "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0;"
                          "K8S_POD_INFRA_CONTAINER_ID=s1;K8S_POD_UID=u1";
  CHECK(args_said(kaloom_element(), "bridge") == pod);
  CHECK(args_said(kaloom_element("02:00:00:00:00:05"), "bridge") == pod + ";MAC=02:00:00:00:00:05");
  CHECK(args_said(kaloom_element(), "kactus") == pod + ";K8S_POD_NETWORK=green;K8S_POD_IFMAC=");
  auto npwg = kaloom_element("02:00:00:00:00:05");
  npwg.from = source::npwg;
  CHECK(args_said(npwg, "bridge") == pod);
}

TEST_CASE("a value that could be taken for more than a value is refused", "[cni]") {
  const auto name = GENERATE(Catch::Generators::as<std::string>{}, "a;B=1", "a=b", "a\nb",
                             std::string("a\0b", 3), "a\x7f");
  const auto args = args_for({"u1", "u1", "shop", name}, "s1", kaloom_element(), "bridge");
  REQUIRE_FALSE(args.has_value());
  CHECK(args.error().code == errc::refused);
}

TEST_CASE("a plugin is told the capabilities that it declares and no others", "[cni]") {
  const auto read = read_npwg_annotation(
    R"([{"name":"a","ips":["10.1.1.1/24"],"mac":"02:00:00:00:00:05"}])", "shop");
  REQUIRE(read.has_value());
  const auto given = capabilities_of(read->front());
  CHECK(given == testing::of(R"({"ips":["10.1.1.1/24"],"mac":"02:00:00:00:00:05"})"));
  planned_plugin declares;
  declares.capabilities = {"mac", "portMappings"};
  CHECK(runtime_config(given, declares) == testing::of(R"({"mac":"02:00:00:00:00:05"})"));
  CHECK(runtime_config(given, {}).is_null());
  network_plan by;
  by.plugins = {declares, {}};
  CHECK(unclaimed(given, by) == "ips");
  by.plugins[1].capabilities = {"ips"};
  CHECK(unclaimed(given, by).empty());
}

TEST_CASE("Kaloom's MAC needs no capability", "[cni]") {
  CHECK(capabilities_of(kaloom_element("02:00:00:00:00:05")).is_null());
}

TEST_CASE("a Pod may use networks of its own namespace and of those that all may use", "[cni]") {
  settings how;
  element what;
  const auto allowed = [&](std::string ns) {
    what.network = {std::move(ns), "net"};
    return may_use(how, "shop", what);
  };
  CHECK(allowed("shop"));
  CHECK(allowed("default"));
  CHECK_FALSE(allowed("secret-ns"));
  how.global_namespaces = {"open"};
  CHECK(allowed("open"));
  CHECK_FALSE(allowed("default"));
  what.from = source::kaloom;
  CHECK(allowed("default"));
  CHECK_FALSE(allowed("secret-ns"));
  how.isolate_namespaces = false;
  CHECK(allowed("secret-ns"));
}

TEST_CASE("settings without a node or beyond their ranges are at fault", "[cni]") {
  settings good;
  good.node_name = "n1";
  CHECK(fault_in(good).empty());
  const auto wrong = [&](auto change) {
    auto how = good;
    change(how);
    return !fault_in(how).empty();
  };
  CHECK(wrong([](settings& how) { how.node_name.clear(); }));
  CHECK(wrong([](settings& how) { how.node_name = "N/1"; }));
  CHECK(wrong([](settings& how) { how.plugin_dirs.clear(); }));
  CHECK(wrong([](settings& how) { how.plugin_dirs = {"a"}; }));
  CHECK(wrong([](settings& how) { how.plugin_dirs = {"/a:/b"}; }));
  CHECK(wrong([](settings& how) { how.state_dir = "x"; }));
  CHECK(wrong([](settings& how) { how.shared_cache_dir = "x"; }));
  CHECK(wrong([](settings& how) { how.workers = 5000; }));
  CHECK(wrong([](settings& how) { how.plugin_timeout = {}; }));
  CHECK(wrong([](settings& how) { how.chain_timeout = std::chrono::seconds{1}; }));
  CHECK(wrong([](settings& how) { how.health = {}; }));
  CHECK(wrong([](settings& how) { how.retry_cap = {}; }));
  CHECK(wrong([](settings& how) { how.default_interface = "a/b"; }));
}

TEST_CASE("plugins are searched where the settings say, in meta mode at the vendor's first",
          "[cni]") {
  settings how;
  how.plugin_dirs = {"/opt/cni/bin", "/usr/lib/cni"};
  CHECK(plugin_path(how, "kactus") == "/opt/cni/bin:/usr/lib/cni");
  how.mode = execution_mode::meta;
  CHECK(plugin_path(how, "kactus") == "/opt/kactus/bin:/opt/cni/bin:/usr/lib/cni");
  how.meta_vendor = "kaloom";
  CHECK(plugin_path(how, "kactus") == "/opt/kaloom/cni/bin:/opt/cni/bin:/usr/lib/cni");
}
