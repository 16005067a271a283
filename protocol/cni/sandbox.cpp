#include "protocol/cni/sandbox.hpp"

#include "protocol/json/value.hpp"

#include <algorithm>
#include <tuple>

namespace weft::cni {

namespace {

fault not_found(std::string what) {
  return {errc::not_found, std::move(what), "verbose sandbox status", {}};
}

} // namespace

result<std::string> read_netns_path(std::string_view info) {
  const auto read = json::parse(info);
  if (!read)
    return fault{errc::malformed, read.error().what, "verbose sandbox status", {}};
  const auto* spec = read->find("runtimeSpec");
  if (!spec || spec->is_null())
    return not_found("the runtime does not show the sandbox's runtimeSpec yet");
  const auto* all = spec->find_path({"linux", "namespaces"});
  if (const auto* list = all ? all->as_array() : nullptr)
    for (const auto& one : *list)
      if (one.text_at({"type"}) == "network") {
        if (const auto path = one.text_at({"path"}); path.starts_with('/'))
          return std::string{path};
        return not_found("the runtime names no path of the sandbox's network namespace");
      }
  return not_found("the sandbox has no network namespace of its own");
}

const sandbox* current(const std::vector<sandbox>& all) {
  const sandbox* best = nullptr;
  const auto rank
    = [](const sandbox& one) { return std::tie(one.attempt, one.created_ns, one.id); };
  for (const auto& one : all)
    if (one.ready && (!best || rank(*best) < rank(one)))
      best = &one;
  return best;
}

bool has_ended(const std::vector<sandbox>& all) {
  return !all.empty() && !current(all);
}

} // namespace weft::cni
