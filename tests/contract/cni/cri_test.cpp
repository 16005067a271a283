#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/cri_simulator.hpp"
#include "adapters/cni/grpc_carrier.hpp"
#include "adapters/cni/in_process_cri.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/contract/cni/cri_cases.hpp"
#include "tests/contract/cni/in_one_thread.hpp"
#include "tests/folder.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace weft;
using namespace weft::cni;
using namespace std::chrono_literals;

namespace {

/// All in one thread.
class runtime_in_process : public cases::runtime_peer {
public:
  container_runtime& way() override { return way_; }
  void with(const std::function<void(sim::runtime&)>& look) override { look(core_); }
  void set_up(bool up) override { core_.set_up(up); }
  bool wait(const std::function<bool()>& so) override { return world_.wait(so); }

private:
  cni::testing::in_one_thread world_;
  sim::runtime core_;
  cri_runtime way_{carry_in_process(core_, world_.surroundings())};
};

/// Behind a socket.
class served_runtime : public cases::runtime_peer {
public:
  container_runtime& way() override { return way_; }
  void with(const std::function<void(sim::runtime&)>& look) override { simulator_.with(look); }
  void set_up(bool up) override { simulator_.set_up(up); }

  bool wait(const std::function<bool()>& so) override {
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (!so())
      if (std::chrono::steady_clock::now() > until)
        return false;
      else
        std::this_thread::yield();
    return true;
  }

private:
  folder here_;
  const std::string socket_ = (here_.path() / "cri.sock").string();
  net::transport io_;
  cri_simulator simulator_{io_, socket_};
  cri_runtime way_{carry_over_grpc({"unix://" + socket_, 30s, 16 << 20})};
};

} // namespace

TEST_CASE("the way to a container runtime without a wire keeps what it promises",
          "[cni][contract]") {
  for (const auto& one : cases::runtime_cases())
    DYNAMIC_SECTION(one.name) {
      runtime_in_process peer;
      one.holds(peer);
    }
}

TEST_CASE("the way to a container runtime over its socket keeps what it promises",
          "[cni][contract]") {
  for (const auto& one : cases::runtime_cases())
    DYNAMIC_SECTION(one.name) {
      served_runtime peer;
      one.holds(peer);
    }
}

TEST_CASE("a runtime that takes a call and says nothing is unreachable", "[cni]") {
  runtime_in_process near;
  folder here;
  net::transport io;
  const auto socket = (here.path() / "cri.sock").string();
  cri_simulator simulator{io, socket};
  const auto silent = [](sim::runtime& what) { what.character.answers = false; };
  simulator.with(silent);
  cri_runtime far{carry_over_grpc({socket, 50ms, 16 << 20})};
  cni::testing::awaited<result<runtime_version>> got;
  far.ask_version(got.callback());
  CHECK(got.get().error().code == errc::unreachable);

  near.with(silent);
  auto come = std::make_shared<errc>(errc::none);
  near.way().ask_version([come](const result<runtime_version>& how) { *come = how.error().code; });
  CHECK(near.wait([come] { return *come != errc::none; }));
  CHECK(*come == errc::unreachable);
}

TEST_CASE("a runtime where nobody listens is unreachable, and found once somebody does", "[cni]") {
  folder here;
  net::transport io;
  const auto socket = (here.path() / "cri.sock").string();
  cri_runtime way{carry_over_grpc({socket, 5s, 16 << 20})};
  const auto ask = [&] {
    cni::testing::awaited<result<runtime_version>> got;
    way.ask_version(got.callback());
    return got.get();
  };
  CHECK(ask().error().code == errc::unreachable);
  cri_simulator simulator{io, socket};
  const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
  while (!ask().has_value() && std::chrono::steady_clock::now() < until) {
  }
  CHECK(ask().has_value());
}

TEST_CASE("nobody is called once the way to a runtime is gone", "[cni]") {
  folder here;
  net::transport io;
  cri_simulator simulator{io, (here.path() / "cri.sock").string()};
  simulator.with([](sim::runtime& what) { what.character.answers = false; });
  bool called = false;
  {
    cri_runtime way{carry_over_grpc({(here.path() / "cri.sock").string(), 30s, 16 << 20})};
    way.ask_version([&](const result<runtime_version>&) { called = true; });
    const auto stream
      = way.follow({[&](std::string) { called = true; }, [&](fault) { called = true; }});
  }
  CHECK_FALSE(called);
}
