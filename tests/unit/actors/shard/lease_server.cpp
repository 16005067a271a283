#include "tests/unit/actors/shard/lease_server.hpp"

namespace weft::testing {

using namespace std::chrono_literals;

namespace {

const std::string collection = "/apis/coordination.k8s.io/v1/namespaces/ns/leases";

enum class due : std::uint8_t { answer, give_up, effect };

void deliver(caf::typed_response_promise<api_answer>& to, const result<std::string>& done) {
  if (!done) {
    to.deliver(to_error(done.error()));
    return;
  }
  k8s::response answer;
  answer.status = 200;
  answer.body = *done;
  to.deliver(api_answer{take_snapshot(std::move(answer))});
}

} // namespace

result<std::string> lease_server::serve(const k8s::request& what) {
  calls.push_back(what.method);
  const auto path = what.target.substr(0, what.target.find('?'));
  if (path != (what.method == "POST" ? collection : collection + "/weft"))
    return fault{errc::refused, "no such resource", path, {}};
  if (what.method == "POST")
    return held ? result<std::string>{fault{errc::conflict, "it exists", path, {}}}
                : store(*json::parse(what.body));
  if (!held)
    return fault{errc::not_found, "no such lease", path, {}};
  if (what.method == "GET")
    return json::write(*held);
  auto next = *json::parse(what.body);
  if (next.find_path({"metadata", "resourceVersion"})->text_or("") != std::to_string(version))
    return fault{errc::conflict, "the object has been modified", path, {}};
  return store(std::move(next));
}

std::string lease_server::store(json::value next) {
  next["metadata"].set("name", "weft");
  next["metadata"].set("namespace", "ns");
  next["metadata"].set("uid", "u");
  next["metadata"].set("resourceVersion", std::to_string(++version));
  held = std::move(next);
  return json::write(*held);
}

std::string lease_server::holder() const {
  const auto* name = held ? held->find_path({"spec", "holderIdentity"}) : nullptr;
  return std::string{name ? name->text_or("") : ""};
}

std::int64_t lease_server::transitions() const {
  return held->find_path({"spec", "leaseTransitions"})->int_or(-1);
}

void lease_server::install() {
  store(json::value::of({{"metadata", json::value{json::object{}}}}));
}

void lease_server::plant(const std::string& holder, int seconds) {
  const auto renewal = std::to_string(100'000 + version);
  auto spec = json::value::of({{"leaseDurationSeconds", seconds},
                               {"renewTime", "2026-01-01T00:00:00." + renewal + "Z"},
                               {"leaseTransitions", 7}});
  if (!holder.empty())
    spec.set("holderIdentity", holder);
  store(json::value::of({{"metadata", json::value{json::object{}}}, {"spec", std::move(spec)}}));
}

lease_api_actor::behavior_type lease_api(lease_api_actor::stateful_pointer<lease_api_state> self,
                                         lease_server* server, std::function<fate()> decide) {
  const fault silence{errc::unreachable, "no whole answer in time", "k8s", {}};
  auto send_later = [self](due what, caf::timespan delay, std::size_t which) {
    self->delayed_send(self, delay, wake{static_cast<std::uint8_t>(what), which});
  };
  return {
    [=](const api_call& call) {
      auto& open = self->state.under_way;
      auto promise = self->make_response_promise<api_answer>();
      open.push_back({*call.what, promise});
      switch (decide()) {
      case fate::prompt:
        deliver(promise, server->serve(*call.what));
        break;
      case fate::lost:
        static_cast<void>(server->serve(*call.what));
        [[fallthrough]];
      case fate::refused:
        deliver(promise, fault{silence.code, silence.what, "k8s " + call.what->method, {}});
        break;
      case fate::late:
        send_later(due::answer, 4s, open.size() - 1);
        break;
      case fate::ghost:
        send_later(due::give_up, 5s, open.size() - 1);
        send_later(due::effect, 8s, open.size() - 1);
        break;
      }
      return promise;
    },
    [](describe) { return description{}; },
    [=](const wake& told) {
      auto& [what, promise] = self->state.under_way.at(told.round);
      const auto why = static_cast<due>(told.purpose);
      result<std::string> done = silence;
      if (why != due::give_up)
        done = server->serve(what);
      if (why != due::effect)
        deliver(promise, done);
    },
  };
}

} // namespace weft::testing
