#pragma once

#include "protocol/aci/names.hpp"
#include "protocol/aci/records.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Everything that is sent to the APIC. @see aci.md 2, 4
namespace weft::aci {

/// One HTTP request but for its cookies, made once: what is signed is what is sent.
struct call {
  std::string method;
  std::string target; ///< path and query as they stand in the request line
  std::string body;   ///< JSON; empty: none

  bool operator==(const call&) const = default;
};

/// @param domain The login domain of a remote user; empty: the APIC's own users.
call log_in(std::string_view user, std::string_view password, std::string_view domain = {});
call refresh_session();
call log_out(std::string_view user);
/// For the socket of a session that signs. @see aci.md 2.4
call ask_web_token();
call ask_version();

/// An L3Out with what hangs below it, as far as we look.
call read_out(const l3out_name& which);
/// The same, and every change from now on.
/// @param lifetime Without a refresh; nothing for an APIC older than 3.2(3), which then takes 60 s.
call subscribe(const l3out_name& which, std::optional<std::chrono::seconds> lifetime);
call refresh_subscription(std::string_view id);

/// An EEPG with its subnets.
call read_eepg(const eepg_name& which);
/// One page of what bears the marker: of `l3extInstP` or of `l3extSubnet`.
call find_marked(std::string_view class_name, std::string_view marker, std::size_t page,
                 std::size_t page_size);

call call_of(const request& what);

/// The path of the socket; the token stands in it as it is.
std::string socket_target(std::string_view token);

/// What a request that is authenticated by signature signs: the target without percent-encoding.
std::string string_to_sign(std::string_view method, std::string_view target,
                           std::string_view body = {});

} // namespace weft::aci
