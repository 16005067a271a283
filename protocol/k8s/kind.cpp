#include "protocol/k8s/kind.hpp"

#include "protocol/percent.hpp"

#include <algorithm>
#include <array>

namespace weft::k8s {

std::string api_version(const kind& which) {
  return which.group.empty() ? which.version : which.group + "/" + which.version;
}

bool can_vanish(const kind& which) {
  constexpr std::array built_in{"admissionregistration",
                                "authentication",
                                "authorization",
                                "certificates",
                                "coordination",
                                "discovery",
                                "events",
                                "flowcontrol.apiserver",
                                "networking",
                                "node",
                                "rbac.authorization",
                                "resource",
                                "scheduling",
                                "storage"};
  return which.group.find('.') != std::string::npos
         && std::none_of(built_in.begin(), built_in.end(), [&](const char* name) {
              return which.group == std::string{name} + ".k8s.io";
            });
}

std::string collection_path(const kind& which, std::string_view ns) {
  std::string path = which.group.empty() ? "/api/" : "/apis/";
  path += api_version(which) + "/";
  if (!ns.empty())
    path += "namespaces/" + percent_encoded(ns) + "/";
  return path + which.plural;
}

std::string object_path(const kind& which, const object_key& key, std::string_view subresource) {
  auto path = collection_path(which, key.ns) + "/" + percent_encoded(key.name);
  return subresource.empty() ? path : path.append("/").append(subresource);
}

} // namespace weft::k8s
