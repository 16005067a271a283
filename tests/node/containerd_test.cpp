#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/grpc_carrier.hpp"
#include "adapters/cni/kernel_namespaces.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/node/containerd.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace weft;
using namespace weft::cni;
using standing = netns_view::standing;

namespace {

/// What a simulated runtime promises, asked of a real one.
struct real_runtime {
  template <class T>
  result<T> answer(const std::function<void(container_runtime::completion<T>)>& ask) {
    cni::testing::awaited<result<T>> got;
    ask(got.callback());
    return got.get();
  }
  result<runtime_version> version() {
    return answer<runtime_version>([&](auto done) { way.ask_version(done); });
  }
  std::vector<sandbox> list(const sandbox_query& which) {
    return answer<std::vector<sandbox>>([&](auto done) { way.list_sandboxes(which, done); })
      .value();
  }
  result<sandbox> inspect(const std::string& id) {
    return answer<sandbox>([&](auto done) { way.inspect_sandbox(id, done); });
  }
  standing look(const std::string& path) {
    cni::testing::awaited<namespace_look> seen;
    eyes.look(path, seen.callback());
    last = seen.get().view;
    return last.stands;
  }
  bool comes_true(const std::function<bool()>& so) {
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (!so() && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    return so();
  }

  tests::stage node;
  tests::containerd runtime{node};
  cri_runtime way{carry_over_grpc({"unix://" + runtime.socket()})};
  kernel_namespaces eyes;
  netns_view last;
};

} // namespace

TEST_CASE_METHOD(real_runtime, "containerd shows a Pod's sandbox and its namespace", "[node]") {
  CHECK(version().value().name == "containerd");
  CHECK(version().value().api == "v1");
  const auto id = runtime.run({});
  const auto all = list({"u1", "", ""});
  REQUIRE(all.size() == 1);
  CHECK(all[0].id == id);
  CHECK(all[0].name == "web");
  CHECK(all[0].ns == "default");
  CHECK(list({"u2", "", ""}).empty());
  CHECK(list({"", "default", "web"}).size() == 1);
  const auto seen = inspect(id).value();
  CHECK(seen.ready);
  CHECK(seen.mode == sandbox::network::pod);
  CHECK(seen.netns.starts_with("/var/run/netns/cni-"));
  CHECK(seen.trouble.empty());
  CHECK(look(seen.netns) == standing::open);
  CHECK(find(last.interfaces, "eth0"));
  const auto missing = inspect("none");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == errc::not_found);
}

TEST_CASE_METHOD(real_runtime, "containerd names no namespace of a Pod in the node's network",
                 "[node]") {
  const auto id = runtime.run({"host", "u9", 0, true});
  const auto seen = inspect(id).value();
  CHECK(seen.mode == sandbox::network::node);
  CHECK(seen.netns.empty());
}

TEST_CASE_METHOD(real_runtime,
                 "containerd's sandbox that has died keeps its namespace until it is "
                 "stopped, beside its successor",
                 "[node]") {
  const auto first = runtime.run({});
  const auto path = inspect(first).value().netns;
  runtime.kill_pause(first);
  CHECK(comes_true([&] { return !inspect(first).value().ready; }));
  CHECK(inspect(first).value().netns == path);
  CHECK(look(path) == standing::open);
  const auto second = runtime.run({"web", "u1", 1, false});
  const auto all = list({"u1", "", ""});
  REQUIRE(all.size() == 2);
  REQUIRE(current(all));
  CHECK(current(all)->id == second);
  CHECK(current(all)->attempt == 1);
  runtime.stop(first);
  CHECK(inspect(first).value().netns == path);
  CHECK(look(path) == standing::missing);
}

TEST_CASE_METHOD(real_runtime, "containerd may be killed and comes back with its sandboxes",
                 "[node]") {
  const auto id = runtime.run({});
  const auto path = inspect(id).value().netns;
  runtime.kill();
  CHECK(inspect(id).error().code == errc::unreachable);
  runtime.start();
  CHECK(comes_true([&] { return inspect(id).has_value(); }));
  CHECK(inspect(id).value().netns == path);
  CHECK(inspect(id).value().ready);
}

TEST_CASE_METHOD(real_runtime, "containerd of this age tells no events", "[node]") {
  cni::testing::awaited<fault> ended;
  const auto stream = way.follow({[](std::string) {}, ended.callback()});
  CHECK(ended.get().code == errc::refused);
}
