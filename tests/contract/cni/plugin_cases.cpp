#include "tests/contract/cni/plugin_cases.hpp"

#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/versions.hpp"
#include "tests/contract/cni/answered.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

namespace weft::cni::cases {

namespace {

using ending = execution::ending;
using standing = netns_view::standing;

/// Whoever runs plugins and looks.
struct plumber {
  explicit plumber(plugin_peer& with) : peer(with) {}

  template <class T>
  T answer(const std::function<void(std::function<void(T)>)>& ask) {
    return testing::answered<T>(peer, ask);
  }

  execution run(verb what, const std::string& which, const std::string& input,
                const std::string& container, const std::string& netns,
                const std::string& args = "IgnoreUnknown=1") {
    auto held = std::make_shared<std::atomic<bool>>(false);
    auto ended = std::make_shared<std::atomic<bool>>(false);
    auto outcome = std::make_shared<execution>();
    const auto plugin = peer.runner().start({what,
                                             which,
                                             {{"CNI_COMMAND", std::string{to_string(what)}},
                                              {"CNI_CONTAINERID", container},
                                              {"CNI_NETNS", netns},
                                              {"CNI_IFNAME", "net1"},
                                              {"CNI_ARGS", args},
                                              {"CNI_PATH", peer.path_list()}},
                                             input},
                                            std::chrono::seconds{30},
                                            {[held](process_group) { *held = true; },
                                             [ended, outcome](execution got) {
                                               *outcome = std::move(got);
                                               *ended = true;
                                             }});
    REQUIRE(peer.wait([&] { return held->load(); }));
    plugin->release();
    REQUIRE(peer.wait([&] { return ended->load(); }));
    return *outcome;
  }
  execution add(const std::string& container, const std::string& netns) {
    return run(verb::add, type, config, container, netns);
  }
  execution remove(const std::string& container, const std::string& netns) {
    return run(verb::del, type, config, container, netns);
  }

  netns_view look(const std::string& path) {
    return answer<namespace_look>([&](auto done) { peer.eyes().look(path, done); }).view;
  }
  bool has(const std::string& path) {
    const auto seen = look(path);
    return find(seen.interfaces, "net1") != nullptr;
  }
  std::string master_of(const std::string& outer) {
    const auto seen = answer<result<std::vector<interface_view>>>([&](auto done) {
                        peer.eyes().look_at_host({outer}, done);
                      }).value();
    return seen.empty() ? "gone" : seen.front().master;
  }

  /// @returns what went wrong, or errc::none.
  errc lead(const std::string& path, const std::string& gateway,
            const std::string& interface = "net1") {
    const auto seen = look(path);
    return lead({path, seen.dev, seen.ino, interface, {gateway}});
  }
  errc lead(const default_route& to) {
    const auto failed
      = answer<std::optional<fault>>([&](auto done) { peer.eyes().move_default_route(to, done); });
    return failed ? failed->code : errc::none;
  }

  /// A bridge with a pool of so many addresses.
  void use_bridge(int addresses = 200, const std::string& version = "1.0.0") {
    type = "bridge";
    config = R"({"cniVersion":")" + version + R"(","name":"data","type":"bridge","bridge":"br9",)"
             + R"("ipam":{"type":"host-local","subnet":"172.20.1.0/24","rangeStart":"172.20.1.10",)"
             + R"("rangeEnd":"172.20.1.)" + std::to_string(9 + addresses) + R"("}})";
  }
  void use_macvlan() {
    type = "macvlan";
    config = R"({"cniVersion":"1.0.0","name":"data","type":"macvlan","master":"par0",)"
             R"("ipam":{"type":"host-local","subnet":"172.20.1.0/24"}})";
  }

  plugin_peer& peer;
  std::string type;
  std::string config;
};

bool failed(const execution& how, const std::string& text) {
  return how.how == ending::exited && how.status != 0 && how.output.find(text) != std::string::npos;
}

bool succeeded(const execution& how) {
  return how.how == ending::exited && how.status == 0;
}

told_result result_of(const execution& how) {
  REQUIRE(succeeded(how));
  return read_result(read_output(how.output, "1.0.0").value());
}

void attached(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  const auto told = result_of(one.add("s1", path));
  REQUIRE(told.inner());
  CHECK(told.inner()->name == "net1");
  CHECK(told.inner()->sandbox == path);
  REQUIRE(told.interfaces.size() == 3);
  const auto view = one.look(path);
  const auto* seen = find(view.interfaces, "net1");
  REQUIRE(seen);
  CHECK(seen->up);
  CHECK(seen->mac == told.inner()->mac);
  const auto addresses = told.inner_addresses();
  REQUIRE(addresses.size() == 1);
  CHECK(addresses.front().starts_with("172.20.1."));
  CHECK(std::count(seen->addresses.begin(), seen->addresses.end(), addresses.front()) == 1);
  CHECK(one.master_of(told.interfaces[1].name) == "br9");
  CHECK(with.reserved("data") == 1);
}

void added_twice(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  REQUIRE(succeeded(one.add("s1", path)));
  const auto before = one.look(path);
  CHECK(failed(one.add("s1", path), "already exists"));
  const auto after = one.look(path);
  REQUIRE(find(after.interfaces, "net1"));
  CHECK(find(after.interfaces, "net1")->index == find(before.interfaces, "net1")->index);
  CHECK(find(after.interfaces, "net1")->mac == find(before.interfaces, "net1")->mac);
  CHECK(with.reserved("data") == 1);
}

void half_made(plugin_peer& with) {
  plumber one{with};
  one.use_bridge(1);
  const auto first = with.make_namespace("p1");
  const auto second = with.make_namespace("p2");
  REQUIRE(succeeded(one.add("s1", first)));
  CHECK(failed(one.add("s2", second), "no IP addresses available in range set"));
  CHECK(one.has(second));
  CHECK(failed(one.add("s2", second), "already exists"));
  CHECK(succeeded(one.remove("s2", second)));
  CHECK_FALSE(one.has(second));
  CHECK(with.reserved("data") == 1);
  CHECK(succeeded(one.remove("s1", first)));
  CHECK(succeeded(one.add("s2", second)));
}

void detached(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  const auto outer = result_of(one.add("s1", path)).interfaces[1].name;
  for (int times = 0; times < 2; ++times) {
    CHECK(succeeded(one.remove("s1", path)));
    CHECK_FALSE(one.has(path));
    CHECK(one.master_of(outer) == "gone");
    CHECK(with.reserved("data") == 0);
  }
}

void detached_without_path(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  REQUIRE(succeeded(one.add("s1", path)));
  CHECK(succeeded(one.remove("s1", "")));
  CHECK(with.reserved("data") == 0);
  CHECK(one.has(path));
}

void interface_lost(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  REQUIRE(succeeded(one.add("s1", path)));
  with.remove_inside(path, "net1");
  CHECK_FALSE(one.has(path));
  CHECK(failed(one.add("s1", path), "duplicate allocation is not allowed"));
  CHECK(succeeded(one.remove("s1", path)));
  CHECK(succeeded(one.add("s1", path)));
}

void no_namespace(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  REQUIRE(succeeded(one.add("s1", path)));
  with.remove_namespace(path);
  with.place_file(path);
  CHECK(one.look(path).stands == standing::no_netns);
  CHECK(failed(one.add("s2", path), "unknown FS magic"));
  CHECK(failed(one.remove("s1", path), "unknown FS magic"));
  CHECK(succeeded(one.remove("s1", "")));
  CHECK(with.reserved("data") == 0);
}

void namespace_gone(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  const auto outer = result_of(one.add("s1", path)).interfaces[1].name;
  with.remove_namespace(path);
  CHECK(with.wait([&] { return one.master_of(outer) == "gone"; }));
  CHECK(with.reserved("data") == 1);
  CHECK(succeeded(one.remove("s1", path)));
  CHECK(with.reserved("data") == 0);
}

void bridge_gone(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  const auto outer = result_of(one.add("s1", path)).interfaces[1].name;
  with.remove_host("br9");
  const auto view = one.look(path);
  REQUIRE(find(view.interfaces, "net1"));
  CHECK(find(view.interfaces, "net1")->up);
  CHECK(one.master_of(outer).empty());
  CHECK(succeeded(one.remove("s1", path)));
  CHECK(with.reserved("data") == 0);
}

void parent_gone(plugin_peer& with) {
  plumber one{with};
  one.use_macvlan();
  with.add_parent("par0");
  const auto path = with.make_namespace("p1");
  const auto told = result_of(one.add("s1", path));
  CHECK(told.interfaces.size() == 1);
  CHECK(failed(one.add("s1", path), "file exists"));
  with.remove_host("par0");
  CHECK(with.wait([&] { return !one.has(path); }));
  CHECK(failed(one.remove("s1", path), "Link not found"));
  CHECK(with.reserved("data") == 1);
  CHECK(succeeded(one.run(verb::del, "host-local", one.config, "s1", path)));
  CHECK(with.reserved("data") == 0);
}

void wanted_mac(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  const auto by_args
    = one.run(verb::add, "bridge", one.config, "s1", path, "IgnoreUnknown=1;MAC=02:00:00:00:00:05");
  CHECK(result_of(by_args).inner()->mac == "02:00:00:00:00:05");
  CHECK(succeeded(one.remove("s1", path)));
  auto config = one.config;
  config.insert(1, R"("runtimeConfig":{"mac":"02:00:00:00:00:06","ips":["172.20.1.77/24"]},)");
  const auto told = result_of(one.run(verb::add, "bridge", config, "s1", path));
  CHECK(told.inner()->mac == "02:00:00:00:00:06");
  CHECK(told.inner_addresses() == std::vector<std::string>{"172.20.1.77/24"});
  const auto other = with.make_namespace("p2");
  CHECK(failed(one.run(verb::add, "bridge", config, "s2", other), "172.20.1.77 is not available"));
}

void versions(plugin_peer& with) {
  plumber one{with};
  const auto path = with.make_namespace("p1");
  for (const auto* version : {"0.2.0", "0.3.1", "0.4.0", "1.0.0"}) {
    one.use_bridge(200, version);
    const auto how = one.add("s1", path);
    REQUIRE(succeeded(how));
    const auto answer = read_output(how.output, version).value();
    CHECK(answer.text_at({"cniVersion"}) == version);
    const auto told = read_result(convert(answer, "1.0.0"));
    REQUIRE(told.ips.size() == 1);
    CHECK(told.ips.front().address.starts_with("172.20.1."));
    CHECK(succeeded(one.remove("s1", path)));
  }
  one.use_bridge(200, "0.3.1");
  CHECK(failed(one.run(verb::check, "bridge", one.config, "s1", path),
               "config version does not allow CHECK"));
  const auto spoken = one.run(verb::version, "bridge", R"({"cniVersion":"1.0.0"})", "s1", path);
  REQUIRE(succeeded(spoken));
  const auto all = read_versions(spoken.output).value();
  CHECK(std::count(all.begin(), all.end(), "1.0.0") == 1);
  CHECK(std::count(all.begin(), all.end(), "1.1.0") == 0);
  CHECK(failed(one.run(verb::gc, "bridge", one.config, "s1", path), "unknown CNI_COMMAND"));
}

void route_moved(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  CHECK(with.ways(path) == std::vector<std::string>{"eth0 10.88.0.1"});
  REQUIRE(succeeded(one.add("s1", path)));
  for (int times = 0; times < 2; ++times) {
    CHECK(one.lead(path, "172.20.1.1") == errc::none);
    CHECK(with.ways(path) == std::vector<std::string>{"net1 172.20.1.1"});
  }
  CHECK(one.lead(path, "10.88.0.9", "eth0") == errc::none);
  CHECK(with.ways(path) == std::vector<std::string>{"eth0 10.88.0.9"});
  CHECK(one.lead(path, "172.20.1.1") == errc::none);
  CHECK(succeeded(one.remove("s1", path)));
  CHECK(with.ways(path).empty());
}

void route_refused(plugin_peer& with) {
  plumber one{with};
  one.use_bridge();
  const auto path = with.make_namespace("p1");
  REQUIRE(succeeded(one.add("s1", path)));
  CHECK(one.lead(path, "172.21.1.1") == errc::unreachable);
  CHECK(one.lead(path, "172.20.1.1", "net2") == errc::not_found);
  CHECK(one.lead("/run/netns/none", "172.20.1.1") == errc::not_found);
  const auto seen = one.look(path);
  CHECK(one.lead({path, seen.dev, seen.ino + 1, "net1", {"172.20.1.1"}}) == errc::conflict);
  CHECK(one.lead({path, seen.dev + 1, seen.ino, "net1", {"172.20.1.1"}}) == errc::conflict);
  with.place_file("/run/netns/file");
  CHECK(one.lead("/run/netns/file", "172.20.1.1") == errc::refused);
  CHECK(with.ways(path) == std::vector<std::string>{"eth0 10.88.0.1"});
}

} // namespace

const std::vector<plugin_case>& plugin_cases() {
  static const std::vector<plugin_case> all{
    {"an ADD makes what its result tells", attached},
    {"a second ADD fails and does no harm", added_twice},
    {"an ADD that fails leaves an interface behind, and only DEL clears it", half_made},
    {"a DEL takes all away, and again does nothing", detached},
    {"a DEL without a path releases the address and leaves the interface", detached_without_path},
    {"an ADD after the interface was lost fails for its address", interface_lost},
    {"where a path is no namespace only a DEL without it succeeds", no_namespace},
    {"a namespace takes its interfaces along, and leaves addresses reserved", namespace_gone},
    {"an interface stays up when its bridge goes, and its outer end loses the master", bridge_gone},
    {"a macvlan without its parent cannot be removed, but its address can", parent_gone},
    {"a MAC and an address are given as they are wanted", wanted_mac},
    {"each version has its shape of result", versions},
    {"the default route moves to an interface, and goes with it", route_moved},
    {"a default route that cannot be moved stays", route_refused},
  };
  return all;
}

} // namespace weft::cni::cases
