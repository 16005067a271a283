#pragma once

#include "protocol/k8s/kind.hpp"

#include <cstddef>
#include <string>

namespace weft::bench {

/// What a domain keeps of a Pod.
struct pod_record : record {
  std::string node;
  std::string address;
};

/// Pods as a domain watches them: all labels, our annotations, node and address. Acted on.
k8s::kind pods();

/// One watch event, without the line's end, of a running Pod as a cluster's own components write
/// it: 5.6 KB, about 35 % of it managedFields. Pods of different numbers differ in name, namespace,
/// uid, node and address.
/// @param type "ADDED" or "MODIFIED".
/// @param version Written with ten digits, so that it can be changed in place.
std::string pod_line(std::string_view type, std::size_t number, std::uint64_t version);

/// The text before `version` in a line.
inline constexpr std::string_view version_mark = R"("resourceVersion":")";
inline constexpr std::size_t version_digits = 10;

/// The annotation that says when a change was sent: microseconds since 1970.
inline constexpr std::string_view sent_mark = "weft.dev/sent";

/// "shop-00".."shop-99": the namespaces the Pods are spread over.
std::string pod_namespace(std::size_t number);

} // namespace weft::bench
