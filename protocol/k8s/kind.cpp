#include "protocol/k8s/kind.hpp"

namespace weft::k8s {

namespace {

/// Percent-encodes all but the unreserved characters of RFC 3986.
std::string encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  constexpr std::string_view unreserved
      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != unreserved.npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return out;
}

} // namespace

std::string api_version(const kind& which) {
  return which.group.empty() ? which.version : which.group + "/" + which.version;
}

std::string collection_path(const kind& which, std::string_view ns) {
  std::string path = which.group.empty() ? "/api/" : "/apis/";
  path += api_version(which) + "/";
  if (!ns.empty())
    path += "namespaces/" + encoded(ns) + "/";
  return path + which.plural;
}

std::string object_path(const kind& which, const object_key& key, std::string_view subresource) {
  auto path = collection_path(which, key.ns) + "/" + encoded(key.name);
  return subresource.empty() ? path : path.append("/").append(subresource);
}

} // namespace weft::k8s
