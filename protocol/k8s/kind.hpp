#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/projection.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

struct raw_field; // protocol/k8s/raw_field.hpp

/// Takes over one top-level member of an object other than apiVersion, kind and metadata, e.g.
/// "spec". A member it does not read is skipped.
/// @returns a fault only when the member's shape makes the object useless; a value that is merely
///          wrong belongs into the record, so that its owner can be told.
using projector = std::function<result<void>(raw_field& from, projection& into)>;

/// A kind of object as weft watches it.
struct kind {
  std::string group;   ///< "vcn.cloud"; empty for the core group
  std::string version; ///< "v1"
  std::string name;    ///< "VelocloudBP"
  std::string plural;  ///< "velocloudbps"
  bool namespaced = true;
  bool acted_on = false;         ///< its objects get an object actor; others are only looked up
  bool mandatory = true;         ///< readiness waits for it
  bool metadata_only = false;    ///< ask the server for PartialObjectMetadata
  bool keeps_status = false;     ///< project `status` into projection::status
  bool keeps_controller = false; ///< read metadata.ownerReferences for the one that controls
  /// What the server is to choose by, e.g. "app in (a,b)" and "spec.nodeName=n1"; empty: nothing.
  /// An object that is chosen no longer counts as gone. @see kubernetes.md 3.2
  std::string label_selector;
  std::string field_selector;
  std::vector<std::string> annotations; ///< prefixes of the annotations worth keeping
  std::vector<std::string> labels;      ///< prefixes of the labels worth keeping; {""}: all
  /// The annotation that stands in for `status`, for kinds whose status is not ours to write: it is
  /// projected into projection::status. Empty: none does.
  std::string report_annotation;
  bool report_by_status = false; ///< that annotation is written through the status subresource
  /// Others keep entries of their own in that annotation: what it holds now counts, whoever wrote
  /// it, and it is written only while nobody has come between.
  bool report_shared = false;
  /// Members of `status`, and other annotations, that hold a part of the report each, under their
  /// names; an annotation holds text. What remains of it is in `report_annotation`.
  std::vector<std::string> report_members;
  std::vector<std::string> report_annotations;
  projector project; ///< empty: metadata is enough
};

/// "/apis/vcn.cloud/v1/velocloudbps", or with `ns` the namespaced collection.
std::string collection_path(const kind& which, std::string_view ns = {});

/// The path of one object, optionally of its subresource. Names are percent-encoded.
std::string object_path(const kind& which, const object_key& key,
                        std::string_view subresource = {});

/// "vcn.cloud/v1", or "v1" for the core group.
std::string api_version(const kind& which);

/// Whether a server may cease to serve the kind: its group is none of those that Kubernetes itself
/// defines. @see kubernetes.md 7.4
bool can_vanish(const kind& which);

} // namespace weft::k8s
