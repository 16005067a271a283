#include "protocol/k8s/discovery.hpp"

#include "protocol/json/value.hpp"
#include "protocol/k8s/status.hpp"

namespace weft::k8s {

namespace {

std::string group_path(const kind& which) {
  return (which.group.empty() ? "/api/" : "/apis/") + api_version(which);
}

std::string_view text_at(const json::value& from, std::string_view name) {
  const auto* held = from.find(name);
  return held ? held->text_or("") : std::string_view{};
}

bool can(const json::value& resource, std::string_view verb) {
  const auto* verbs = resource.find("verbs");
  if (const auto* listed = verbs ? verbs->as_array() : nullptr)
    for (const auto& one : *listed)
      if (one.text_or("") == verb)
        return true;
  return false;
}

} // namespace

request discovery_request(const kind& which) {
  request asked;
  asked.target = group_path(which);
  return asked;
}

result<offer> read_discovery(const kind& which, const response& answer) {
  const auto where = "k8s GET " + group_path(which);
  if (answer.status == 404)
    return offer{};
  if (answer.status != 200)
    return read_failure(answer, where);
  const auto body = json::parse(answer.body);
  if (!body)
    return fault{errc::malformed, body.error().what, where, {}};
  const auto* listed = body->find("resources");
  const auto* resources = listed ? listed->as_array() : nullptr;
  if (!resources)
    return fault{errc::malformed, "no list of resources", where, {}};
  offer read;
  for (const auto& one : *resources) {
    const auto name = text_at(one, "name");
    if (name == which.plural) {
      const auto* scoped = one.find("namespaced");
      read.served = true;
      read.namespaced = scoped && scoped->as_bool() && *scoped->as_bool();
      read.watchable = can(one, "list") && can(one, "watch");
    }
    read.has_status = read.has_status || name == which.plural + "/status";
  }
  return read;
}

} // namespace weft::k8s
