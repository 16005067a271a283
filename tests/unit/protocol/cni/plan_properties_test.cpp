#include "tests/unit/protocol/cni/toy_node.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::cni;

namespace {

/// A comma list of up to four attachments, some with a name of their own.
std::string some_wishes() {
  const auto items = *rc::gen::resize(
    4, rc::gen::container<std::vector<std::string>>(
         rc::gen::element<std::string>("a", "b", "a@x1", "b@x1", "b@x2", "default/red")));
  std::string out;
  for (const auto& one : items)
    out += (out.empty() ? "" : ",") + one;
  return out;
}

std::string some_kaloom() {
  return *rc::gen::element<std::string>("", "[]", "broken", R"([{"name":"red"}])",
                                        R"([{"name":"red"},{"name":"green"}])",
                                        R"([{"name":"green","ifMac":"02:00:00:00:00:05"}])",
                                        R"([{"name":"green","podagentSkip":true}])");
}

/// One whose network the status tells: of others nobody could say what they stood for.
void tear_a_record(toy_node& node) {
  for (const auto& [file, held] : node.disk)
    if (held.at == phase::attached
        && node.status().find(held.network + "=" + held.interface) != std::string::npos) {
      node.torn.push_back({file, read_record_name(file), "cut"});
      node.disk.erase(file);
      return;
    }
}

void disturb(toy_node& node) {
  switch (*rc::gen::inRange(0, 8)) {
  case 0:
    node.npwg(some_wishes());
    break;
  case 1:
    node.kaloom(some_kaloom());
    break;
  case 2:
    node.renew_sandbox();
    break;
  case 3:
    if (node.sandboxes.size() > 1)
      node.forget_sandbox(node.sandboxes.front().id);
    break;
  case 4:
    node.reboot();
    node.renew_sandbox();
    break;
  case 5:
    if (node.inside().size() > 1 && node.inside().back().name != "net7")
      node.inside().pop_back();
    break;
  case 6:
    tear_a_record(node);
    break;
  default:
    node.runtime_answers = !node.runtime_answers;
  }
}

/// Some plugins fail, some are never answered because the agent dies.
void work(toy_node& node) {
  const auto failing_runs = *rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>());
  std::size_t at = 0;
  node.script = [&](const invocation&) {
    const bool fails = at < failing_runs.size() && failing_runs[at++];
    return fails ? std::optional{failing(999)} : std::nullopt;
  };
  node.crash_after = *rc::gen::inRange<std::size_t>(0, 12);
  node.act();
  node.script = nullptr;
  if (std::exchange(node.crashed, false))
    node.at_rest.clear(); // the agent's memory dies with it
  node.crash_after = 0;
}

void recover(toy_node& node) {
  node.runtime_answers = true;
  node.at_rest.clear();
  if (!current(node.sandboxes))
    node.renew_sandbox();
}

std::size_t count_attached(const toy_node& node) {
  std::size_t out = 0;
  for (const auto& [file, held] : node.disk)
    out += held.at == phase::attached && held.container_id == node.ready_id() ? 1 : 0;
  return out;
}

} // namespace

TEST_CASE("whatever happens a node comes to what its Pod wishes and then rests", "[cni]") {
  CHECK(rc::check([] {
    toy_node node;
    node.status_value
      = testing::of(R"([{"name":"kindnet","interface":"eth0","default":true,"odd":1.0}])");
    const auto steps = *rc::gen::inRange(1, 12);
    for (int i = 0; i < steps; ++i) {
      disturb(node);
      work(node);
    }
    recover(node);
    RC_ASSERT(node.settle());
    const auto said = node.plan_now();
    RC_ASSERT(said.operations.empty());
    std::size_t wanted = 0;
    for (const auto& one : said.elements) {
      RC_ASSERT(one.stands != element_state::standing::pending);
      RC_ASSERT(one.stands != element_state::standing::failed);
      wanted += one.stands == element_state::standing::attached ? 1 : 0;
    }
    RC_ASSERT(node.torn.empty());
    RC_ASSERT(count_attached(node) == node.disk.size());
    RC_ASSERT(node.disk.size() >= wanted);
    RC_ASSERT(node.inside().size() == 1 + node.disk.size());
    RC_ASSERT(node.reservations.size() == node.disk.size());
    RC_ASSERT(node.status_value.as_array()->size() == 1 + node.disk.size());
    RC_ASSERT(json::write(node.status_value.as_array()->front())
              == R"({"name":"kindnet","interface":"eth0","default":true,"odd":1.0})");
  }));
}

TEST_CASE("a Pod that is gone leaves nothing whatever happened before", "[cni]") {
  CHECK(rc::check([] {
    toy_node node;
    const auto steps = *rc::gen::inRange(1, 10);
    for (int i = 0; i < steps; ++i) {
      disturb(node);
      work(node);
    }
    recover(node);
    node.gone = true;
    RC_ASSERT(node.settle());
    RC_ASSERT(node.disk.empty());
    RC_ASSERT(node.reservations.empty());
  }));
}

TEST_CASE("what is there without a record is never deleted", "[cni]") {
  CHECK(rc::check([] {
    toy_node node;
    const auto name = *rc::gen::element<std::string>("x1", "x2", "netbda9643ac660");
    node.add_interface(name, "02:00:00:00:00:ee");
    for (int i = 0; i < 4; ++i) {
      node.npwg(some_wishes());
      node.kaloom(some_kaloom());
      node.act();
    }
    const auto* still = find(node.inside(), name);
    RC_ASSERT(still);
    RC_ASSERT(still->mac == "02:00:00:00:00:ee");
  }));
}
