#pragma once

#include "protocol/avi/records.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/avi/wire/collection.hpp"
#include "protocol/avi/wire/refusal.hpp"

#include <optional>
#include <string>

namespace weft::avi {

/// Finds out what a controller is like, one question after the other. Pure.
/// @see avi.md 3, 3.1, 11.1
///
/// What is not as it has to be ends it: then `site::trouble` says so. Who may not read what is
/// merely good to know goes on without.
class survey {
public:
  /// @param how Outlives it. With settings that are at fault nothing is asked.
  explicit survey(const settings& how);

  /// The call that is due; nothing: all is found out that can be.
  const std::optional<wire::call>& next() const { return next_; }

  /// Takes the answer to it.
  /// @returns setback::transient, auth or rejected: nothing is found out, and all begins anew.
  wire::answered<void> take(const wire::answered<json::value>& got);

  /// What was found out. @param spoken The version of the API that was used.
  /// @param license What the log-in said of it, for when nobody else does.
  site finish(const std::string& spoken, const std::string& license) const;

private:
  enum class question : std::uint8_t {
    runtime,
    tenant,
    cloud,
    ipam,
    network,
    routers, ///< all VRFs, of which one has the T1 router
    domains,
    cluster,
    license,
    none,
  };

  void ask(question what);
  wire::call call_for(question what) const;
  void take_answer(const json::value& said);
  void take_objects(const json::array& all);
  void take_refusal(const wire::refusal& why);
  void choose_vrf();
  void fail(std::string why);

  const settings& how_;
  question asked_ = question::none;
  std::optional<wire::call> next_;
  std::optional<wire::collection> pages_;
  site found_;
  std::string cloud_uuid_;
  std::string ipam_uuid_;
  std::string network_uuid_; ///< of the first that the IPAM may use
};

} // namespace weft::avi
