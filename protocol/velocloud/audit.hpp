#pragma once

#include "protocol/json/value.hpp"
#include "protocol/velocloud/codec.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// VCO's audit log, the only witness of a write of somebody else that ours has overwritten between
/// our probe and its own arrival. @see velocloud.md 8.2
namespace weft::velocloud {

/// One write of ours as the module's versions frame it, in VCO's own time: nobody's clock is
/// compared with ours.
struct audit_window {
  std::string profile;    ///< its name, as audit messages have it
  std::int64_t after = 0; ///< version that the write was made from, ms since the epoch
  std::int64_t until = 0; ///< version that was read back
};

/// What the audit log says about such a window.
struct audit_finding {
  std::vector<std::string> writers;  ///< who wrote the module besides us, cleaned for people
  bool one_is_us = false;            ///< nobody knows which of `writers`
  std::optional<std::string> myself; ///< the name we write under, where this shows it
};

/// The window of a write, or nothing when its versions are no times or nothing was written.
std::optional<audit_window> audit_window_of(std::string profile, std::string_view version_before,
                                            std::string_view version_after);

/// Params of `event/getEnterpriseEvents`: the last five minutes of the window at most, since a
/// probe has shown that nothing was written before; the newest 256 rows.
json::value audit_params(tenant who, const audit_window& when);

/// Who wrote the profile's QOS module in the window.
///
/// A row counts when its event is EDIT_PROFILE and its message names the profile and QOS in square
/// brackets, as in "profile [Gold] updated module [QOS]". Rows bear whole seconds and may be a
/// little late, so up to a second after `after` belongs to the write before. Whoever shares our
/// account cannot be told from us.
/// @param myself The name we write under, if it is known.
/// @returns errc::malformed when it is no list of events; rows that cannot be read are skipped.
result<audit_finding> read_audit(const json::value& answer, const audit_window& when,
                                 const std::optional<std::string>& myself);

/// "ada@example.com wrote velocloud/vco/101 between our read and …", for an Event's note.
std::string to_string(const audit_finding& what, std::string_view target);

} // namespace weft::velocloud
