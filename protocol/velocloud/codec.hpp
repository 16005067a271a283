#pragma once

#include "protocol/condition.hpp"
#include "protocol/domain.hpp"
#include "protocol/velocloud/records.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The Portal API as values: params of methods and what their answers say. Garbage in,
/// errc::malformed out. @see velocloud.md 4
namespace weft::velocloud {

using tenant = std::optional<std::int64_t>; ///< enterpriseId; absent: the token's own

// -- params --------------------------------------------------------------------------------------

json::value list_profiles_params(tenant who); ///< both listing methods, getEnterprise
json::value read_module_params(tenant who, std::int64_t profile, bool without_data = false);
json::value write_module_params(tenant who, const module_write& what); ///< update or insert
json::value login_params(std::string_view user, std::string_view password);
/// The method that carries out `what`.
std::string_view write_method(const module_write& what);

// -- answers -------------------------------------------------------------------------------------

/// Sorts out failure channels 2 to 6 of 4.4 for the REST form.
/// @param where Put into the fault; must not hold a secret.
/// @returns the bare result; errc::expired, forbidden, throttled, refused, unreachable (5xx) or
///          malformed, with VCO's text of at most 200 bytes.
result<json::value> read_answer(int status, std::string_view content_type, std::string_view body,
                                std::string_view where);

/// Rows of either listing method; rows without id or name are skipped.
result<profile_inventory> read_profiles(const json::value& answer);

/// The QOS module among the rows; `trouble` is ModuleMissing when it is not there.
result<observation> read_module(json::value answer);

/// The version of the QOS module from rows with or without data; empty: VCO does not tell.
result<std::string> read_version(const json::value& answer);

/// The observation of a profile that VCO does not know any more.
observation profile_gone();

/// Whether VCO did it: `rows` of an update, `id` of an insert.
result<void> read_written(const json::value& answer);

/// When an API token lapses; nothing when it is no JWT with `exp`. @see velocloud.md 4.2
std::optional<timestamp> token_expiry(std::string_view token);

} // namespace weft::velocloud
