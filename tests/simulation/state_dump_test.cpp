#include "actors/runtime_config.hpp"
#include "actors/status/opening.hpp"
#include "actors/velocloud/session.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "protocol/state/dump.hpp"
#include "tests/contract/net/pair.hpp"
#include "tests/folder.hpp"
#include "tests/unit/actors/status/toy_tree.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <set>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* token = velocloud::sim::demo_token;

/// Real threads and sockets around a toy tree; what an operator would see of it.
struct running {
  ~running() {
    client = nullptr;
    self->send_exit(top, caf::exit_reason::user_shutdown);
    for (const auto& one : children.living)
      self->send_exit(one, caf::exit_reason::user_shutdown);
    self->wait_for(children.living);
  }

  template <class Handle>
  void keep(const Handle& child) {
    children.living.push_back(caf::actor_cast<caf::actor>(child));
  }

  void start() {
    status::server_wiring with;
    with.version = "1.2.3";
    with.numbers = &numbers;
    with.signs = &signs;
    server_settings where;
    where.port = 0;
    shown = std::make_unique<status::server>(io, where, std::move(with));
    client = std::make_unique<net::http_client>(
      io, net::endpoint{false, "127.0.0.1", shown->port()}, net::tls_settings{});
    top = system.spawn(branch, said("root", "weft-0", "leading"), children);
    open_board(system, top, *shown, signs, "1.2.3");
  }

  net::http_response fetch(const std::string& target) {
    const auto got = net::testing::ask(*client, net::testing::get(target));
    REQUIRE(got);
    return *got;
  }

  net::transport io{2};
  metrics::registry numbers{"1.2.3"};
  status::vital_signs signs;
  std::unique_ptr<status::server> shown;
  std::unique_ptr<net::http_client> client;
  runtime_config config{2};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  roll children;
  parent_actor top;
};

domain_actor::behavior_type lodgings(domain_actor::pointer, std::promise<void>* learnt) {
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> { return intent_recorded{}; },
    [learnt](const learned&) { learnt->set_value(); },
    [](const left_behind&) {},
    [](const list_again&) {},
    [](way_open) {},
    [](const stirred&) {},
    [](learn) {},
    [](const announce&) {},
    [](const respawn&) {},
    [](const wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

} // namespace

TEST_CASE("thousands of actors are dumped over a socket, each once") {
  constexpr std::size_t many = 2000;
  running weft;
  for (std::size_t i = 0; i < many; ++i)
    weft.keep(weft.system.spawn(leaf, said("toy.target", std::to_string(i))));
  weft.start();
  const auto dump = read_dump(weft.fetch("/state?domain=toy").body);
  REQUIRE(dump);
  CHECK(dump->unanswered == 0);
  std::set<std::string> keys;
  for (const auto& one : dump->actors)
    keys.insert(one.key);
  CHECK(dump->actors.size() == many);
  CHECK(keys.size() == many);
  const auto one = read_dump(weft.fetch("/state?name=1999").body);
  REQUIRE(one);
  CHECK(one->actors.size() == 1);
}

TEST_CASE("neither state nor metrics nor health show the token of a session") {
  folder files;
  net::transport wire;
  velocloud::simulator vco{wire, {}};
  velocloud::portal_settings how;
  how.url = vco.url();
  how.ca_file = files.write("ca.pem", vco.ca_pem());
  how.credentials.token = token;
  auto portal = velocloud::portal::open(wire, std::move(how));
  REQUIRE(portal);

  surroundings world;
  use_real_world(world);
  running weft;
  world.numbers = &weft.numbers;
  std::promise<void> learnt;
  const auto house = weft.system.spawn(lodgings, &learnt);
  weft.keep(house);
  weft.keep(weft.system.spawn(
    velocloud::session,
    velocloud::session_wiring{
      {}, std::shared_ptr<velocloud::client>{std::move(*portal)}, house, &world}));
  weft.start();
  net::testing::await(learnt.get_future());

  const auto state = weft.fetch("/state").body;
  CHECK(state.find("velocloud.session") != std::string::npos);
  const auto metrics = weft.fetch("/metrics").body;
  CHECK(metrics.find("vco_requests_total{") != std::string::npos);
  for (const auto& shown : {state, metrics, weft.fetch("/readyz").body, weft.fetch("/healthz").body,
                            weft.fetch("/").body})
    CHECK(shown.find(token) == std::string::npos);
}
