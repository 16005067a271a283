#include "adapters/k8s/simulator/server.hpp"
#include "tests/contract/k8s/http_peer.hpp"
#include "tests/contract/k8s/support.hpp"

using namespace weft;
using namespace weft::k8s;

namespace {

struct simulated {
  simulated() : server(io, {}), own({false, "127.0.0.1", server.port()}, {}, "") {}

  void core(const std::function<void(server::api_core&)>& what) { server.with_core(what); }

  static inline const std::string all = "/api/v1/namespaces/default/configmaps";
  net::transport io;
  simulator server;
  contract::http_peer own;
  contract::peer& peer = own;
};

std::string type_of(const std::optional<json::value>& event) {
  return event ? contract::text_at(*event, {"type"}) : "nothing";
}

} // namespace

TEST_CASE("a dropped call is a broken connection, and the next one works", "[k8s][contract]") {
  simulated with;
  with.core([](server::api_core& core) {
    core.inject({server::misfortune::drop, "create", "", 1});
  });
  const auto body = contract::of(R"({"metadata":{"name":"a"}})");
  CHECK(contract::post(with.peer, with.all, body).status == 0);
  CHECK(contract::post(with.peer, with.all, body).status == 201);
}

TEST_CASE("a watch in splinters tells the same", "[k8s][contract]") {
  simulated with;
  with.server.split(3);
  const auto by = with.peer.watch(with.all + "?watch=1");
  contract::post(with.peer, with.all, contract::of(R"({"metadata":{"name":"a"}})"));
  CHECK(type_of(by->next()) == "ADDED");
}

TEST_CASE("a restart breaks the watches off and answers resumed ones with 410", "[k8s][contract]") {
  simulated with;
  const auto made
    = contract::post(with.peer, with.all, contract::of(R"({"metadata":{"name":"a"}})"));
  const auto resume = with.all + "?watch=1&resourceVersion=" + contract::version_of(made.body);
  const auto first = with.peer.watch(resume);
  with.core([](server::api_core& core) { core.restart(); });
  CHECK(type_of(first->next()) == "nothing");
  CHECK(type_of(with.peer.watch(resume)->next()) == "ERROR");
}

TEST_CASE("a client that goes away leaves no watch behind", "[k8s][contract]") {
  simulated with;
  auto by = with.peer.watch(with.all + "?watch=1");
  std::size_t open = 0;
  auto look = [&](server::api_core& core) { open = core.open_watches(); };
  with.core(look);
  CHECK(open == 1);
  by.reset();
  for (int i = 0; i < 600 && open > 0; ++i) {
    with.peer.wait_a_little();
    with.core(look);
  }
  CHECK(open == 0);
}
