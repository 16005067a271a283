#pragma once

#include "protocol/avi/names.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What bodies of objects have in common, whatever they are made of. @see avi.md 5.2 to 5.6, 7
namespace weft::avi {

/// One object as it is wished: exactly the members that we write.
struct wished_object {
  object_name which;
  json::value body;
  std::size_t of = 0;                ///< place of the member it is for
  std::vector<std::size_t> others{}; ///< places of further members that need it
};

/// Where an object of this type keeps its checksum; empty: it has none.
std::string_view checksum_member(std::string_view of_type);

/// Members of this type that we write at times, and that go where they are no longer wished.
std::vector<std::string_view> passing_members(std::string_view of_type);

/// Whether the controller keeps markers. @see avi.md 12
bool keeps_markers(const site& at);

/// Gives a body its name, its tenant, its cloud, whose it is, and last its checksum.
wished_object finished_object(const settings& how, std::string_view of_type, std::string name,
                              json::value body, std::size_t whose);

/// Says in which VRF it is, or at which T1 router. @param vrf_member As this type has it.
void place_in_vrf(json::value& in, const settings& how, const site& at,
                  std::string_view vrf_member);

/// Marks it as the cluster's, and with what else is known of it, where the controller can.
/// @param more Keys and values.
void mark(json::value& in, const settings& how, const site& at,
          const std::vector<std::pair<std::string_view, std::string>>& more);

/// The networks of the nodes, by which a Service Engine finds its way; may be empty.
json::array placement_networks(const settings& how);

/// A VsVip, marks and all.
/// @param hosts Its names in the DNS. @param address Requested, canonical; empty: any.
json::value vsvip_body(const settings& how, const site& at, const std::set<std::string>& hosts,
                       std::string_view address);

/// A pool without its marks. @param protocol "TCP", "UDP" or "SCTP".
json::value pool_body(const settings& how, const site& at, const std::string& protocol,
                      const std::vector<pool_server>& servers);

} // namespace weft::avi
