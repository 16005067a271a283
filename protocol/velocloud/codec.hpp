#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/records.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The Portal API as values: params of methods and what their answers say once
/// protocol/velocloud/channels.hpp has told them from failures. Garbage in,
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

} // namespace weft::velocloud
