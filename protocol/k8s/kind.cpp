#include "protocol/k8s/kind.hpp"

#include "protocol/percent.hpp"

namespace weft::k8s {

std::string api_version(const kind& which) {
  return which.group.empty() ? which.version : which.group + "/" + which.version;
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
