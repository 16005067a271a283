#pragma once

#include "protocol/cni/attachment_record.hpp"

#include <string>

namespace weft::cni::testing {

inline const std::string uid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

/// An attachment as it stands before its first plugin.
inline attachment_record some_record(const std::string& interface = "net1") {
  attachment_record out;
  out.container_id = "s1";
  out.interface = interface;
  out.network_name = "data";
  out.netns = "/run/netns/p1";
  out.config = R"({"cniVersion":"1.0.0","name":"data","type":"bridge"})";
  out.args = {{"IgnoreUnknown", "1"}};
  out.pod_uid = uid;
  out.runtime_uid = uid;
  out.pod_namespace = "default";
  out.pod_name = "web";
  out.network = "default/data";
  out.boot_id = "b1";
  return out;
}

inline attachment_record some_attached(const std::string& interface = "net1") {
  auto out = some_record(interface);
  out.at = phase::attached;
  out.result = json::value::of({{"cniVersion", "1.0.0"}});
  return out;
}

} // namespace weft::cni::testing
