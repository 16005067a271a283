#include "protocol/cni/element.hpp"

#include "protocol/sha256.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

/// Whatever the order in which members were written down.
json::value ordered(const json::value& what) {
  if (const auto* members = what.as_object()) {
    auto out = *members;
    for (auto& [name, held] : out)
      held = ordered(held);
    std::ranges::stable_sort(out, {}, &json::member::first);
    return out;
  }
  if (const auto* items = what.as_array()) {
    json::array out;
    for (const auto& one : *items)
      out.push_back(ordered(one));
    return out;
  }
  return what;
}

json::value list_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

} // namespace

std::string digest_of(const element& what) {
  constexpr std::size_t bytes = 16;
  const auto all = json::value::list(
    {what.mac, list_of(what.ips), what.guid, ordered(what.port_mappings), ordered(what.bandwidth),
     ordered(what.cni_args), list_of(what.default_route), what.ipam_claim});
  return to_hex(sha256(json::write(all)), bytes);
}

std::string to_string(const element& what) {
  auto out = "network " + to_string(what.network);
  return what.interface.empty() ? out : out + " as " + what.interface;
}

} // namespace weft::cni
