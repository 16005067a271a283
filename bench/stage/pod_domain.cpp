#include "bench/stage/pod_domain.hpp"

#include "actors/runtime/domain_supervisor.hpp"
#include "bench/stage/pods.hpp"
#include "protocol/k8s/discovery.hpp"

namespace weft::bench {

namespace {

using counter = std::atomic<std::uint64_t>;

caf::error nobody(counter* calls) {
  if (calls)
    ++*calls;
  return to_error({errc::unreachable, "nobody is there", "bench", {}});
}

/// Says that it serves Pods, which a domain wants to know before all else, and nothing more.
api_actor::behavior_type no_api(api_actor::pointer, counter* calls) {
  return {
    [calls](const api_call& call) -> caf::result<api_answer> {
      if (call.what->target != k8s::resources_request(pods()).target)
        return nobody(calls);
      k8s::response answer;
      answer.status = 200;
      answer.body = R"({"resources":[{"name":"pods","verbs":["create"]}]})";
      return api_answer{take_snapshot(std::move(answer))};
    },
    [](describe) { return description{}; },
  };
}

recorder_actor::behavior_type no_recorder() {
  return {
    [](const announce&) {},
    [](const wake&) {},
    [](describe) { return description{}; },
  };
}

session_house_actor::behavior_type no_session(session_house_actor::pointer, counter* calls) {
  return {
    [calls](const observe&) -> caf::result<observed> { return nobody(calls); },
    [calls](const probe&) -> caf::result<probed> { return nobody(calls); },
    [calls](const commit&) -> caf::result<committed> { return nobody(calls); },
    [](learn) {},
    [](const wake&) {},
    [](describe) { return description{}; },
    [](call_roll) { return roll{}; },
  };
}

} // namespace

std::shared_ptr<const domain> pod_domain(std::function<void(const k8s::projection&)> seen) {
  domain out;
  out.name = "pods";
  out.kinds = {pods()};
  out.finalizer = "weft.dev/pods";
  out.field_manager = "weft/pods";
  out.interpret
    = [seen = std::move(seen)](const k8s::projection& object, const view&, const contributions&) {
        seen(object);
        return interpretation{};
      };
  return std::make_shared<const domain>(std::move(out));
}

domain_actor spawn_pod_domain(caf::actor_system& in, std::shared_ptr<const domain> filling,
                              index& objects, surroundings& world,
                              std::atomic<std::uint64_t>* calls) {
  domain_wiring its;
  its.filling = std::move(filling);
  its.objects = &objects;
  its.api = in.spawn(no_api, calls);
  its.recorder = in.spawn(no_recorder);
  its.world = &world;
  its.sessions = [calls](domain_actor::pointer house) { return house->spawn(no_session, calls); };
  return in.spawn(domain_supervisor, std::move(its));
}

} // namespace weft::bench
