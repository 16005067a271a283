#pragma once

#include "protocol/avi/services.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>
#include <vector>

/// What a Service or an Ingress is told besides how it stands: its address, its names and whose
/// they are, each under the name of the place where it goes. @see avi.md 6,
/// k8s::kind::report_members
namespace weft::avi {

/// The members of `status`, and the annotations, that hold them.
std::vector<std::string> told_members();
std::vector<std::string> told_annotations();

/// Of a Service that stands as `where` says. Addresses that are told already stay as they are
/// written, with what the API server has added.
json::value tell_placed(const k8s::projection& service, const standing_service& where);

/// What an Ingress is told of one of its hosts.
struct told_host {
  std::string name;
  std::vector<std::string> addresses;
  std::string uuid; ///< of its VirtualService

  bool operator==(const told_host&) const = default;
};

/// What it says of one host now.
told_host told_of(const k8s::projection& ingress, const std::string& host);

/// Of an Ingress whose hosts stand so, an entry for each address of each. Addresses that are told
/// already stay as they are written. @param controller Uuid of its cluster; empty, as the tenant:
/// as it says now.
json::value tell_hosts(const k8s::projection& ingress, const std::vector<told_host>& all,
                       const std::string& controller, const std::string& tenant);

/// Of an object that has nothing any more. What a Service that is no balancer says is not ours.
json::value tell_removed(const k8s::projection& object);

/// What it says now.
json::value told_so_far(const k8s::projection& object);

/// Whether it says anything that only this domain says.
bool is_told(const k8s::projection& object);

} // namespace weft::avi
