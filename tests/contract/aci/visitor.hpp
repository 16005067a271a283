#pragma once

#include "protocol/aci/answers.hpp"
#include "protocol/aci/events.hpp"
#include "tests/contract/aci/cases.hpp"
#include "tests/printing.hpp"

#include <optional>
#include <stdexcept>

namespace weft::aci::contract {

using namespace std::chrono_literals;

inline constexpr const char* marker = "orchestrator:aci-k8-haystack";

/// Somebody with a session, who waits for each answer.
struct visitor {
  explicit visitor(peer& with, bool signs = false)
    : there(with), io(signs ? with.by_signature() : with.by_password()) {}

  using sending = std::function<void(client::completion)>;

  result<answer> wait_for(const sending& send) {
    auto told = std::make_shared<diary>();
    auto got = std::make_shared<std::optional<result<answer>>>();
    send([told, got](result<answer> outcome) {
      *got = std::move(outcome);
      told->note("answer");
    });
    if (!there.wait(*told, 1))
      throw std::runtime_error("no answer for a long time");
    return **got;
  }

  result<answer> ask(const call& what, std::chrono::milliseconds deadline = 30s) {
    return wait_for([&](auto done) { io.send(node, what, token, deadline, std::move(done)); });
  }

  /// The status, or the word for the fault.
  std::string outcome(const call& what, std::chrono::milliseconds deadline = 30s) {
    const auto got = ask(what, deadline);
    return got ? std::to_string(got->status) : std::string{to_string(got.error().code)};
  }

  reply read(const call& what) {
    const auto got = ask(what).value();
    return read_reply(got.status, got.body, "apic").value();
  }

  void log_in() {
    const auto got = wait_for([&](auto done) { io.log_in(node, 30s, std::move(done)); }).value();
    token = read_grant(read_reply(got.status, got.body, "apic").value()).value().token;
  }

  void listen() {
    socket = io.listen(
      node, token, 10s,
      {[this] { heard.note("open"); },
       [this](socket_word got) {
         const bool frame = got.what == socket_word::kind::frame;
         heard.note(frame ? "frame " + got.text : "noise");
       },
       [this](fault why) { heard.note(std::string{to_string(why.code)} + " " + to_string(why)); }});
  }

  /// What the socket told, once it is so much.
  std::vector<std::string> hear(std::size_t many) {
    if (!there.wait(heard, many))
      throw std::runtime_error("the socket says nothing for a long time");
    return heard.all();
  }

  void log_in_and_listen() {
    log_in();
    listen();
    hear(1);
  }

  call post(const std::string& name, const std::string& children = "") const {
    return {"POST", "/api/mo/uni/tn-T/out-O.json",
            R"({"l3extInstP":{"attributes":{"name":")" + name + R"(","annotation":")" + marker
              + R"("},"children":[)" + children + "]}}"};
  }

  void edit(const call& what) {
    there.with([&](sim::core& apic, sim::instant now) {
      apic.edit("POST", "uni/tn-T/out-O", what.body, now);
    });
  }

  bool has(const std::string& dn) {
    bool out = false;
    there.with([&](sim::core& apic, sim::instant) { out = apic.tree().find(dn) != nullptr; });
    return out;
  }

  void inject(sim::disturbance what) {
    there.with([&](sim::core& apic, sim::instant) { apic.inject(what); });
  }

  peer& there;
  client& io;
  std::size_t node = 0;
  std::string token;
  diary heard;
  std::unique_ptr<event_socket> socket;
};

} // namespace weft::aci::contract
