#include "bench/stage/scene.hpp"

#include "actors/program/embedded.hpp"
#include "adapters/velocloud/portal.hpp"
#include "adapters/yaml/reader.hpp"

namespace weft::bench {

namespace {

constexpr const char* definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

} // namespace

scene::scene() : vco(io, {}), vco_ca(files.write("vco-ca.pem", vco.ca_pem())) {
  for (const auto text : embedded::crds())
    create(definitions, expect(yaml::read(text)));
}

void scene::add_profiles(std::size_t count) {
  namespace sim = velocloud::sim;
  const sim::core bare{1, {.human_rules = false}};
  const auto model = bare.profiles.front();
  vco.with([&](sim::core& core) {
    for (std::size_t i = 0; i < count; ++i) {
      auto fresh = model;
      fresh.id = 1000 + static_cast<std::int64_t>(i);
      fresh.logical_id += "-" + std::to_string(i);
      fresh.name = "Profile " + std::to_string(i);
      for (auto& module : fresh.modules)
        module.id = 100'000 + fresh.id;
      core.profiles.push_back(std::move(fresh));
    }
    return 0;
  });
}

ways_out scene::ways(net::transport& on) const {
  velocloud::portal_settings to;
  to.url = vco.url();
  to.credentials.token = velocloud::sim::demo_token;
  to.ca_file = vco_ca;
  ways_out out;
  out.velocloud = expect(velocloud::portal::open(on, std::move(to)));
  return out;
}

settings scene::how() const {
  settings out;
  out.velocloud.enabled = true;
  out.velocloud.url = vco.url();
  out.lease.name_space = "default";
  out.server.port = 0;
  return out;
}

} // namespace weft::bench
