#pragma once

#include "adapters/aci/apic.hpp"
#include "adapters/aci/simulator.hpp"
#include "tests/contract/aci/cases.hpp"
#include "tests/folder.hpp"

#include <stdexcept>

namespace weft::aci::contract {

using namespace std::chrono_literals;

/// The real client against the served simulator, over TLS and ports nobody chose.
class served_peer : public peer {
public:
  served_peer() {
    with([](sim::core& apic, sim::instant now) { furnish(apic, now); });
    password_ = open(password_settings());
    signature_ = open(signature_settings());
  }

  client& by_password() override { return *password_; }
  client& by_signature() override { return *signature_; }

  void with(std::function<void(sim::core&, sim::instant)> look) override {
    apics.with([&](sim::core& core, sim::instant now) {
      look(core, now);
      return 0;
    });
  }

  void advance(std::chrono::milliseconds time) override { apics.advance(time); }
  void set_up(std::size_t node, bool up) override { apics.set_up(node, up); }
  bool wait(diary& in, std::size_t many) override { return in.wait(many, 30s); }

  apic_settings password_settings() {
    apic_settings out;
    out.addresses = apics.addresses();
    out.ca_file = files.write("ca.pem", apics.ca_pem());
    out.credentials.user_file = files.write("user", "weft\n");
    out.credentials.password_file = files.write("password", "secret\n");
    out.ping = 500ms; // long enough not to be missed twice by a machine that is busy
    out.watch = 5ms;
    return out;
  }

  apic_settings signature_settings() {
    auto out = password_settings();
    out.credentials = {};
    out.credentials.user = "robot";
    out.credentials.key_file = files.write("key.pem", robot().key_pem);
    return out;
  }

  std::unique_ptr<apic> open(apic_settings how) {
    auto made = apic::open(io, std::move(how));
    if (!made)
      throw std::runtime_error(to_string(made.error()));
    return std::move(*made);
  }

  folder files;
  net::transport io{2};
  simulator apics{io, {}};

private:
  std::unique_ptr<apic> password_;
  std::unique_ptr<apic> signature_;
};

} // namespace weft::aci::contract
