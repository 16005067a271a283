#pragma once

#include "protocol/avi/services.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>
#include <vector>

/// What a Service is told besides how it stands: its address, its names and whose they are, each
/// under the name of the place where it goes. @see avi.md 6, k8s::kind::report_members
namespace weft::avi {

/// The members of `status`, and the annotations, that hold them.
std::vector<std::string> told_members();
std::vector<std::string> told_annotations();

/// Of a Service that stands as `where` says. Addresses that are told already stay as they are
/// written, with what the API server has added.
json::value tell_placed(const k8s::projection& service, const standing_service& where);

/// Of a Service that has nothing any more. What a Service that is no balancer says is not ours.
json::value tell_removed(const k8s::projection& service);

/// What it says now.
json::value told_so_far(const k8s::projection& service);

/// Whether it says anything that only this domain says.
bool is_told(const k8s::projection& service);

} // namespace weft::avi
