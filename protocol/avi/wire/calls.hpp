#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Everything that is sent to a controller. @see avi.md 2, 3
namespace weft::avi::wire {

/// Whose objects every provider shares, and the tenant where nobody says another.
inline constexpr const char* provider = "admin";
/// All tenants at once; for reading only. @see avi.md 2.12
inline constexpr const char* all_tenants = "*";
/// The most objects that a page may hold. @see avi.md 2.6
inline constexpr std::size_t largest_page = 200;

/// One HTTP request but for what belongs to a session.
struct call {
  std::string method;
  std::string target; ///< path and query as they stand in the request line
  std::string body;   ///< JSON; empty: none
  std::string tenant = provider;

  bool operator==(const call&) const = default;
};

/// The type in the path of a call: "pool" of `/api/pool/<uuid>?include_name`; empty: there is none.
std::string_view type_of(const call& what);
/// "avi PUT /api/pool/<uuid>": names an exchange in faults; the query stays out.
std::string name_of(const call& what);
/// Whether it is a GET, which changes nothing.
bool only_reads(const call& what);

// -- sessions ------------------------------------------------------------------------------------

call log_in(std::string_view user, std::string_view password);
call log_in_with_token(std::string_view user, std::string_view token);
call log_out();
call list_tokens();
/// @param life Zero: good for one log-in. @see avi.md 2.4
call make_token(std::chrono::hours life);
call revoke_token(std::string_view uuid);

// -- the controller itself -----------------------------------------------------------------------

/// Needs no session, as does `ask_status`.
call ask_version();
call ask_status();
call ask_cluster();
call ask_runtime();
call ask_system();
/// The domains of a cloud's DNS profile. @see avi.md 5.9
call ask_domains(std::string_view cloud_uuid);

// -- objects -------------------------------------------------------------------------------------

/// Parameters of a query, names and values as they are meant: they are encoded on the way. The
/// controller refuses those of avi.md 2.6 that it does not know.
using parameters = std::vector<std::pair<std::string, std::string>>;

/// The first page of a collection, with the names of what is referred to.
call list(std::string_view type, parameters which = {}, std::string tenant = provider,
          std::size_t page_size = largest_page);
/// One object, with the names of what it refers to.
call read(std::string_view type, std::string_view uuid, std::string tenant = provider);
/// A network, which is asked for together with its cloud.
call read_network(std::string_view uuid, std::string_view cloud_uuid,
                  std::string tenant = provider);
call create(std::string_view type, std::string body, std::string tenant = provider);
call replace(std::string_view type, std::string_view uuid, std::string body,
             std::string tenant = provider);
/// @param body An object with one verb: `add`, `replace` or `delete`. @see avi.md 2.9
call patch(std::string_view type, std::string_view uuid, std::string body,
           std::string tenant = provider);
call remove(std::string_view type, std::string_view uuid, std::string tenant = provider);

} // namespace weft::avi::wire
