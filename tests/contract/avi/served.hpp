#pragma once

#include "adapters/avi/controller.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "adapters/avi/simulator.hpp"
#include "adapters/net/tls.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>

/// The real client against the served simulator, over TLS and ports nobody chose.
namespace weft::avi::contract {

using namespace std::chrono_literals;

/// Nothing in these tests takes this long unless it hangs.
inline constexpr std::chrono::seconds patience{30};

inline sim::instant wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

inline sim::core controller_of(std::size_t nodes) {
  sim::fixture_shape shape;
  shape.nodes = nodes;
  auto out = sim::make_controller(wall_now(), 1, shape);
  out.forget_counts();
  return out;
}

struct served {
  explicit served(std::size_t nodes = 1) : there{io, {}, controller_of(nodes)} {}

  reach_settings by_password(const std::string& password = sim::demo_password) {
    reach_settings how;
    how.addresses = there.addresses();
    how.ca_file = files.write("ca.pem", there.ca_pem()).string();
    how.credentials.user_file = files.write("username", sim::demo_user).string();
    how.credentials.password_file = files.write("password", password).string();
    how.watch = 5ms;
    return how;
  }

  std::unique_ptr<controller> open(reach_settings how) {
    auto made = controller::open(io, std::move(how));
    if (!made)
      throw std::runtime_error(to_string(made.error()));
    return std::move(*made);
  }

  template <class T>
  static T wait(std::future<T> coming) {
    if (coming.wait_for(patience) != std::future_status::ready)
      throw std::runtime_error("nothing happened for a long time");
    return coming.get();
  }

  static std::future<wire::answered<json::value>> begin(client& from, const wire::call& what) {
    auto told = std::make_shared<std::promise<wire::answered<json::value>>>();
    from.send(what, patience,
              [told](wire::answered<json::value> got) { told->set_value(std::move(got)); });
    return told->get_future();
  }

  static wire::answered<json::value> ask(client& from, const wire::call& what) {
    return wait(begin(from, what));
  }

  static std::string outcome(client& from, const wire::call& what) {
    const auto got = ask(from, what);
    return got ? "ok" : std::string{to_string(got.error().kind)};
  }

  static wire::answered<wire::collected> list(client& from, const wire::call& first) {
    auto told = std::make_shared<std::promise<wire::answered<wire::collected>>>();
    from.list(first, patience,
              [told](wire::answered<wire::collected> got) { told->set_value(std::move(got)); });
    return wait(told->get_future());
  }

  static void leave(client& from) {
    auto told = std::make_shared<std::promise<bool>>();
    from.leave(patience, [told] { told->set_value(true); });
    wait(told->get_future());
  }

  /// Runs `look` on the core.
  template <class Look>
  auto with(Look look) {
    return there.with([&](sim::core& core, sim::instant now) { return look(core, now); });
  }

  sim::counters seen() {
    return with([](sim::core& core, sim::instant) { return core.seen(); });
  }

  std::size_t broken_rules() {
    return with([](sim::core& core, sim::instant) { return core.violations().size(); });
  }

  folder files;
  net::transport io{2};
  simulator there;
};

inline wire::call pool_creation(const std::string& name) {
  return wire::create("pool",
                      json::write(json::value::of({{"name", name}, {"created_by", "ako-S1-AZ1"}})));
}

} // namespace weft::avi::contract
