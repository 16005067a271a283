#pragma once

#include "adapters/k8s/core/api_core.hpp"
#include "tests/contract/k8s/apiserver_suite.hpp"

#include <deque>
#include <map>

namespace weft::k8s::contract {

/// The simulator's core without sockets, on a clock of its own. A watch that has nothing more to
/// say lets time pass until the server ends it.
class core_peer : public peer {
public:
  explicit core_peer(server::core_settings how = {})
    : core(std::move(how), now,
           [this](server::watch_id which, server::watch_event what, const std::string& text) {
             if (what == server::watch_event::line)
               lines[which].push_back(text);
           }) {}

  reply send(const ask& what) override {
    const auto got = core.handle(to_call(what), now);
    reply out{got.status, {}, {}};
    if (auto read = json::parse(got.body))
      out.body = std::move(*read);
    for (const auto& [name, held] : got.headers)
      if (name == "Warning")
        out.warnings.push_back(held);
    return out;
  }

  std::unique_ptr<watching> watch(const std::string& target, const std::string& accept) override {
    auto got = core.handle(to_call({"GET", target, {}, "", accept, ""}), now);
    auto& told = lines[got.watch.value_or(0)];
    told.assign(got.lines.begin(), got.lines.end());
    if (!got.watch)
      told.push_back(got.body);
    return std::make_unique<reading>(*this, got.watch.value_or(0));
  }

  void wait_a_little() override { advance(std::chrono::seconds{1}); }

  void advance(std::chrono::seconds by) {
    for (const auto end = now + by; now < end;) {
      now = std::min(end, std::max(now, core.next_tick().value_or(end)));
      core.tick(now);
    }
  }

  timestamp now{std::chrono::seconds{1'800'000'000}};
  std::map<server::watch_id, std::deque<std::string>> lines;
  server::api_core core;

private:
  class reading : public watching {
  public:
    reading(core_peer& from, server::watch_id which) : from_(from), which_(which) {}
    reading(const reading&) = delete;
    reading& operator=(const reading&) = delete;
    ~reading() override { from_.core.cancel(which_); }

    std::optional<json::value> next() override {
      auto& waiting = from_.lines[which_];
      for (int i = 0; waiting.empty() && i < 20; ++i)
        from_.advance(std::chrono::seconds{1});
      if (waiting.empty())
        return std::nullopt;
      auto read = json::parse(waiting.front());
      waiting.pop_front();
      return read ? std::optional{std::move(*read)} : std::nullopt;
    }

  private:
    core_peer& from_;
    server::watch_id which_;
  };

  static server::call to_call(const ask& what) {
    server::call out;
    const auto mark = what.target.find('?');
    out.method = what.method;
    out.path = what.target.substr(0, mark);
    out.query = mark == what.target.npos ? "" : what.target.substr(mark + 1);
    out.accept = what.accept;
    out.content_type = what.content_type;
    out.body = !what.text.empty() ? what.text : what.body.is_null() ? "" : json::write(what.body);
    out.user_agent = "suite/1";
    return out;
  }
};

} // namespace weft::k8s::contract
