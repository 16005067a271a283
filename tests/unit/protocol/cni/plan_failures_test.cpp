#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

using told_lines = std::vector<std::string>;

/// Answers one verb of plugins of one type.
auto always(verb what, std::string_view type, execution answer) {
  return [=](const invocation& asked) {
    return asked.what == what && asked.type == type ? std::optional{answer} : std::nullopt;
  };
}

} // namespace

TEST_CASE("what fails rests, and others are attached meanwhile", "[cni]") {
  toy_node node;
  node.networks["shop/a"] = R"({"type":"broken"})";
  node.script = always(verb::add, "broken", failing(999, "no IP addresses available in range set"));
  node.npwg("a@x1,b@x2");
  REQUIRE(node.settle());
  CHECK(node.log == told_lines{"ADD broken x1", "DEL broken x1", "ADD bridge x2"});
  CHECK(node.interfaces() == "x2");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.elements.at(0).stands == element_state::standing::failed);
  CHECK(said.elements.at(0).reason == "FailedAddingInterface");
  CHECK(said.elements.at(0).message == "plugin broken: no IP addresses available in range set");
  node.script = nullptr;
  node.at_rest.clear();
  REQUIRE(node.settle());
  CHECK(node.interfaces() == "x2 x1");
}

TEST_CASE("what failed is tried again at once when it asks for something else", "[cni]") {
  toy_node node;
  node.script = always(verb::add, "bridge", failing(7));
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  CHECK(node.plan_now().operations.empty());
  SECTION("the annotation has changed") {
    node.kaloom(R"([{"name":"red","ifMac":"02:00:00:00:00:05"}])");
  }
  SECTION("the network object has changed") {
    node.networks["default/red"] = R"({"cniVersion":"0.4.0","type":"bridge"})";
  }
  SECTION("the sandbox is another one") {
    node.renew_sandbox();
  }
  CHECK(node.plan_now().operations.size() == 1);
}

TEST_CASE("a failed ADD is cleaned over the whole list, and no record is left", "[cni]") {
  toy_node node;
  node.networks["shop/a"]
    = R"({"cniVersion":"1.0.0","plugins":[{"type":"bridge"},{"type":"two"},{"type":"three"}]})";
  node.script = always(verb::add, "two", failing(999));
  node.npwg("a@x1");
  REQUIRE(node.settle());
  CHECK(
    node.log
    == told_lines{"ADD bridge x1", "ADD two x1", "DEL three x1", "DEL two x1", "DEL bridge x1"});
  CHECK(node.interfaces().empty());
  CHECK(node.reservations.empty());
  CHECK(node.disk.empty());
  CHECK(node.done == told_lines{"FailedAddingInterface"});
}

TEST_CASE("I5: what cannot be attached again is in the status no more, whatever is wished since",
          "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  REQUIRE(node.status() == "shop/a=x1");
  node.inside().pop_back(); // somebody has deleted it
  node.script = always(verb::add, "bridge", failing(999));
  REQUIRE(node.act());
  SECTION("it is wished as before") {}
  SECTION("it is wished no more before the status is written") {
    node.npwg("b@x2");
    node.script = nullptr;
  }
  REQUIRE(node.settle());
  CHECK(node.status().find("x1") == std::string::npos);
  CHECK(node.disk.size() == (node.interfaces().empty() ? 0 : 1));
}

TEST_CASE("what could not be cleaned keeps its record and is cleaned first", "[cni]") {
  toy_node node;
  node.script = [](const invocation&) { return std::optional{failing(999)}; };
  node.npwg("a@x1");
  REQUIRE(node.act());
  REQUIRE(node.disk.size() == 1);
  CHECK(node.disk.begin()->second.at == phase::adding);
  CHECK(node.disk.begin()->second.attempts == 1);
  CHECK(node.disk.begin()->second.last_error == "plugin bridge: no");
  node.script = nullptr;
  node.at_rest.clear();
  REQUIRE(node.settle());
  CHECK(node.log == told_lines{"ADD bridge x1", "DEL bridge x1", "DEL bridge x1", "ADD bridge x1"});
}

TEST_CASE(
  "an Event says whether making or taking away has failed, and the latter why the former had",
  "[cni]") {
  toy_node node;
  node.script = [](const invocation& asked) {
    return std::optional{failing(999, asked.what == verb::add ? "no parent" : "Link not found")};
  };
  node.npwg("a@x1");
  REQUIRE(node.act());
  const std::string made = "pod [shop/web-0]: interface x1 of network shop/a ";
  CHECK(node.notes == told_lines{made + "could not be attached: plugin bridge: no parent"});
  const auto in_vain = made
                       + "could not be taken away: plugin bridge: Link not found; before that it "
                         "could not be attached: plugin bridge: no parent";
  for (int i = 0; i < 2; ++i) { // however often
    node.at_rest.clear();
    REQUIRE(node.act());
    CHECK(node.notes.back() == in_vain);
  }
  CHECK(node.plan_now().lingering.at("x1").find("no parent") != std::string::npos);
  node.at_rest.clear();
  node.script = nullptr;
  REQUIRE(node.settle());
  REQUIRE(node.notes.size() == 5);
  CHECK(node.notes[3]
        == made + "is removed, as far as there was anything of it: its DEL was not finished");
  CHECK(node.notes[4].find("is attached") != std::string::npos);
}

TEST_CASE("what was attached and cannot be taken away had no cause of before", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.script = always(verb::del, "bridge", failing(999));
  node.npwg("");
  SECTION("it stood") {}
  SECTION("its ADD was cut short by the agent's death") {
    auto& held = node.disk.begin()->second;
    held.at = phase::adding;
    held.result = nullptr;
  }
  for (int i = 0; i < 2; ++i) {
    node.at_rest.clear();
    REQUIRE(node.act());
    CHECK(node.notes.back().ends_with(
      "x1 of network shop/a could not be taken away: plugin bridge: no"));
  }
}

TEST_CASE("one DEL that fails hinders no other operation", "[cni]") {
  toy_node node;
  node.networks["shop/b"] = R"({"cniVersion":"1.0.0","type":"stubborn"})";
  node.npwg("a@x1,b@x2");
  REQUIRE(node.settle());
  node.log.clear();
  node.script = always(verb::del, "stubborn", failing(999));
  node.npwg("a@x3");
  REQUIRE(node.settle());
  CHECK(node.log == told_lines{"DEL stubborn x2", "DEL bridge x1", "ADD bridge x3"});
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.lingering.at("x2") == "x2 cannot be taken away: plugin stubborn: no");
  CHECK(node.status() == "shop/a=x3 shop/b=x2");
}

TEST_CASE("what cannot be taken away says so for itself, whatever else cannot", "[cni]") {
  toy_node node;
  node.networks["shop/a"] = R"({"cniVersion":"1.0.0","type":"broken"})";
  node.networks["shop/b"] = R"({"cniVersion":"1.0.0","type":"stubborn"})";
  node.script = [](const invocation& what) {
    return what.type == "bridge" ? std::nullopt : std::optional{failing(999, "by " + what.type)};
  };
  node.npwg("a@x1,b@x2");
  REQUIRE(node.settle());
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  REQUIRE(said.elements.size() == 2);
  CHECK(said.elements[0].message == "x1 cannot be taken away: plugin broken: by broken");
  CHECK(said.elements[1].message == "x2 cannot be taken away: plugin stubborn: by stubborn");
  CHECK(said.elements[1].reason == "FailedAddingInterface");
}

TEST_CASE("what cannot be taken away is not attached anew", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.script = always(verb::del, "bridge", failing(999));
  node.npwg("b@x1");
  REQUIRE(node.settle());
  CHECK(node.log.back() == "DEL bridge x1");
  CHECK(node.plan_now().elements.at(0).reason == "FailedRemovingInterface");
}

TEST_CASE("a DEL that fails for ever ends with the release of the address", "[cni]") {
  toy_node node;
  node.remembers_failures = false;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.script = always(verb::del, "bridge", failing(999, "Link not found"));
  node.npwg("");
  int tries = 0;
  SECTION("after three tries where the interface is gone") {
    node.inside().pop_back();
    tries = 3;
  }
  SECTION("after three tries where the sandbox is gone") {
    node.renew_sandbox();
    node.forget_sandbox("s0");
    tries = 3;
  }
  SECTION("never while the interface is there") {
    tries = 12;
  }
  for (int i = 0; i < tries; ++i)
    REQUIRE(node.act());
  node.log.clear();
  REQUIRE(node.act());
  if (tries == 12) {
    CHECK(node.log == told_lines{"DEL bridge x1"});
    return;
  }
  CHECK(node.log == told_lines{"DEL host-local x1"});
  CHECK(node.done.back() == "AddressReleased");
  CHECK(node.reservations.empty());
  REQUIRE(node.settle());
  CHECK(node.disk.empty());
}

TEST_CASE("failures of an ADD do not count as failures of the DEL after it", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  auto& held = node.disk.begin()->second;
  held.at = phase::adding;
  held.attempts = 5;
  node.inside().pop_back();
  const auto what = node.plan_now().operations;
  REQUIRE(what.size() == 2);
  CHECK(what[0].what == operation::kind::detach);
  CHECK(what[0].subject.attempts == 0);
}

TEST_CASE("an address that even IPAM does not release keeps its record", "[cni]") {
  toy_node node;
  node.remembers_failures = false;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.script = [](const invocation&) { return std::optional{failing(999)}; };
  node.npwg("");
  node.inside().pop_back();
  for (int i = 0; i < 5; ++i)
    REQUIRE(node.act());
  CHECK(node.log.back() == "DEL host-local x1");
  REQUIRE(node.disk.size() == 1);
  CHECK(node.disk.begin()->second.at == phase::deleting);
  node.script = nullptr;
  REQUIRE(node.settle());
  CHECK(node.reservations.empty());
}

TEST_CASE("an interface that came between the look and the ADD is not ours to delete", "[cni]") {
  toy_node node;
  node.script
    = always(verb::add, "bridge", failing(999, "container veth name provided (x1) already exists"));
  node.npwg("a@x1");
  REQUIRE(node.settle());
  CHECK(node.log == told_lines{"ADD bridge x1"});
  CHECK(node.disk.empty());
  CHECK(node.plan_now().elements.at(0).reason == "InterfaceAddRejected");
}

TEST_CASE("nothing else runs for a Pod while what a dead agent left still does", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.disk.begin()->second.at = phase::adding;
  node.disk.begin()->second.group = 5;
  operations_run run{node.plan_now().operations, node.how, {}};
  REQUIRE(run.next());
  CHECK(run.next()->what == node_step::kind::end_survivors);
  const fault stuck{errc::unreachable, "it does not end", "", {}};
  run.take(&stuck);
  CHECK_FALSE(run.next());
  for (const auto& one : run.outcomes())
    CHECK_FALSE(one.done);
  REQUIRE(run.outcomes().front().trouble);
  REQUIRE(run.news().size() == 1);
  CHECK(run.news()[0].reason == "FailedRemovingInterface");
  node.at_rest[{"x1", verb::del}] = run.outcomes().front().trouble->why;
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.lingering.at("x1").find("it does not end") != std::string::npos);
}

TEST_CASE("I5: what is done in one step says why it is not, and rests", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  const auto file = node.disk.begin()->first;
  operation::kind what = operation::kind::drop;
  SECTION("the record of what is gone") {
    node.npwg("");
    node.status_value = nullptr;
    node.inside().pop_back();
    node.disk.begin()->second.at = phase::detached;
  }
  SECTION("the copy of one that does not read") {
    what = operation::kind::set_aside;
    node.torn.push_back({file, read_record_name(file), "it is empty"});
    node.disk.clear();
  }
  const auto all = node.plan_now().operations;
  REQUIRE_FALSE(all.empty());
  CHECK(all.front().what == what);
  operations_run run{all, node.how, {}};
  const fault full{errc::refused, "the file system is read-only", "", {}};
  run.take(&full);
  CHECK_FALSE(run.next());
  REQUIRE(run.outcomes().front().trouble);
  CHECK(run.outcomes().front().trouble->why.reason == "FailedRemovingInterface");
  REQUIRE(run.news().size() == 1);
  CHECK(run.news()[0].note.find("[shop/web-0]") != std::string::npos);
  CHECK(run.news()[0].note.find("the file system is read-only") != std::string::npos);
  node.at_rest[{"x1", verb::del}] = run.outcomes().front().trouble->why;
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.lingering.at("x1").find("the file system is read-only") != std::string::npos);
}

TEST_CASE("I5: what cannot be made anew nor cleaned rests as a whole", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  REQUIRE(node.settle());
  bool replaced = false; // the DEL of what was there before succeeds
  node.script = [&](const invocation& what) {
    replaced = replaced || what.what == verb::add;
    return replaced ? std::optional{failing(999)} : std::nullopt;
  };
  node.npwg(R"([{"name":"a","interface":"x1","cni-args":{"k":"v"}}])");
  REQUIRE(node.act());
  CHECK(node.log.back() == "DEL bridge x1");
  CHECK(node.plan_now().operations.empty());
  node.npwg("a@x1");
  CHECK(node.plan_now().operations.size() == 2);
}

TEST_CASE("an ADD whose record cannot be written is not run", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  operations_run run{node.plan_now().operations, node.how, {}};
  run.take_versions({{}});
  REQUIRE(run.next()->what == node_step::kind::write);
  CHECK(run.next()->subject.at == phase::adding);
  const fault full{errc::refused, "no space left on device", "", {}};
  run.take(&full);
  CHECK_FALSE(run.next());
  REQUIRE(run.outcomes().size() == 1);
  REQUIRE(run.outcomes()[0].trouble);
  CHECK(run.outcomes()[0].trouble->why.message
        == "the record cannot be written: no space left on device");
}

TEST_CASE("in meta mode each network's plugins are searched where those of its vendor lie",
          "[cni]") {
  toy_node node;
  node.how.mode = execution_mode::meta;
  node.networks["shop/b"] = R"({"cniVersion":"1.0.0","type":"kactus"})";
  std::map<std::string, std::string> searched;
  node.script = [&](const invocation& what) {
    searched[what.type] = *cni::find(what, "CNI_PATH");
    return std::optional<execution>{};
  };
  node.npwg("a@x1,b@x2");
  REQUIRE(node.act());
  CHECK(searched["bridge"].starts_with("/opt/bridge/bin:"));
  CHECK(searched["kactus"].starts_with("/opt/kactus/bin:"));
}

TEST_CASE("a list that its plugins cannot run is refused before anything is done", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  operations_run run{node.plan_now().operations, node.how, {}};
  REQUIRE(run.next()->what == node_step::kind::versions);
  CHECK(run.next()->types == std::vector<std::string>{"bridge"});
  run.take_versions({{"0.1.0", "0.4.0"}});
  CHECK_FALSE(run.next());
  REQUIRE(run.outcomes().at(0).trouble);
  CHECK(run.outcomes()[0].trouble->calls_for == reaction::permanent);
}

TEST_CASE("a list is run in the version that its plugins speak, and recorded so", "[cni]") {
  toy_node node;
  node.networks["shop/a"] = R"({"cniVersion":"1.0.0","cniVersions":["0.4.0"],"type":"bridge"})";
  node.npwg("a@x1");
  operations_run run{node.plan_now().operations, node.how, {}};
  run.take_versions({{"0.3.1", "0.4.0"}});
  REQUIRE(run.next());
  const auto kept = read_config(run.next()->subject.config, "n");
  REQUIRE(kept.has_value());
  CHECK(kept->version == "0.4.0");
  run.take(nullptr);
  CHECK(testing::of(run.next()->call.input).text_at({"cniVersion"}) == "0.4.0");
}

TEST_CASE("the node's end is looked at once right after an ADD", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  operations_run run{node.plan_now().operations, node.how, {}};
  run.take_versions({{}});
  run.take(nullptr);
  execution came;
  came.output = R"({"cniVersion":"1.0.0","interfaces":[{"name":"br0"},{"name":"veth1"},
    {"name":"x1","sandbox":"/run/netns/s0"}]})";
  run.take(came);
  REQUIRE(run.next()->what == node_step::kind::look);
  CHECK(run.next()->names == std::vector<std::string>{"br0", "veth1"});
  interface_view veth;
  veth.name = "veth1";
  veth.master = "br0";
  run.take_host({veth});
  REQUIRE(run.next()->what == node_step::kind::write);
  CHECK(run.next()->subject.host_master == "br0");
  CHECK(run.next()->subject.at == phase::attached);
  run.take(nullptr);
  CHECK_FALSE(run.next());
  REQUIRE(run.news().size() == 1);
  CHECK(run.news()[0].note == "pod [shop/web-0]: interface x1 of network shop/a is attached");
}

TEST_CASE("a default route is moved after the ADD, or the ADD is taken back", "[cni]") {
  toy_node node;
  node.npwg(R"([{"name":"a","interface":"x1","default-route":["10.1.1.1"]}])");
  operations_run run{node.plan_now().operations, node.how, {}};
  run.take_versions({{}});
  run.take(nullptr);
  run.take(execution{});
  REQUIRE(run.next()->what == node_step::kind::route);
  CHECK(run.next()->subject.default_route == std::vector<std::string>{"10.1.1.1"});
  SECTION("it was") {
    run.take(nullptr);
    REQUIRE(run.next()->what == node_step::kind::write);
    CHECK(run.next()->subject.at == phase::attached);
  }
  SECTION("it could not be") {
    const fault unreachable{errc::refused, "network is unreachable", "", {}};
    run.take(&unreachable);
    REQUIRE(run.next()->what == node_step::kind::run);
    CHECK(run.next()->call.what == verb::del);
    run.take(execution{});
    CHECK(run.next()->what == node_step::kind::remove);
    run.take(nullptr);
    REQUIRE(run.outcomes().size() == 1);
    REQUIRE(run.outcomes()[0].trouble);
    CHECK(run.outcomes()[0].trouble->why.message
          == "the default route cannot be moved: network is unreachable");
  }
}
