#include "bench/stage/pod_domain.hpp"

#include "actors/runtime/domain_supervisor.hpp"
#include "bench/stage/pods.hpp"

namespace weft::bench {

namespace {

caf::error nobody() {
  return to_error({errc::unreachable, "nobody is there", "bench", {}});
}

api_actor::behavior_type no_api() {
  return {
    [](const api_call&) -> caf::result<api_answer> { return nobody(); },
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

session_house_actor::behavior_type no_session() {
  return {
    [](const observe&) -> caf::result<observed> { return nobody(); },
    [](const probe&) -> caf::result<probed> { return nobody(); },
    [](const commit&) -> caf::result<committed> { return nobody(); },
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
  out.interpret = [seen = std::move(seen)](const k8s::projection& object, const view&) {
    seen(object);
    return interpretation{};
  };
  return std::make_shared<const domain>(std::move(out));
}

domain_actor spawn_pod_domain(caf::actor_system& in, std::shared_ptr<const domain> filling,
                              index& objects, surroundings& world) {
  domain_wiring its;
  its.filling = std::move(filling);
  its.objects = &objects;
  its.api = in.spawn(no_api);
  its.recorder = in.spawn(no_recorder);
  its.world = &world;
  its.sessions = [](domain_actor::pointer house) { return house->spawn(no_session); };
  return in.spawn(domain_supervisor, std::move(its));
}

} // namespace weft::bench
