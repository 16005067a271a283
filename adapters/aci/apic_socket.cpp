#include "adapters/aci/apic_socket.hpp"

#include "protocol/unicode.hpp"

namespace weft::aci {

namespace {

constexpr std::string_view exchange = "apic event socket";
constexpr std::size_t longest_reason = 80;

fault ended(errc code, std::string what) {
  return {code, std::move(what), std::string{exchange}, {}};
}

} // namespace

fault explain_end(const net::web_socket_end& how) {
  if (how.declined) {
    const auto status = how.declined->status;
    const bool unknown = status == 401 || status == 403;
    return ended(unknown ? errc::expired : errc::unreachable,
                 "not opened: status " + std::to_string(status));
  }
  if (how.why.code == errc::none) {
    auto words = "closed by the APIC with code " + std::to_string(how.code);
    if (!how.reason.empty())
      words += ": " + printable(how.reason, longest_reason);
    return ended(errc::expired, std::move(words));
  }
  return ended(how.why.code == errc::refused ? errc::unreachable : how.why.code, how.why.what);
}

socket_word read_word(const net::web_socket_message& from) {
  using kind = net::web_socket_message::kind;
  if (from.what == kind::text)
    return {socket_word::kind::frame, std::string{from.bytes}};
  return {socket_word::kind::noise,
          from.what == kind::binary ? "a binary message" : "a message larger than allowed"};
}

net::web_socket_events carry_to(socket_events events) {
  return {std::move(events.on_open),
          [tell = std::move(events.on_word)](net::web_socket_message got) {
            if (tell)
              tell(read_word(got));
          },
          [tell = std::move(events.on_end)](net::web_socket_end how) {
            if (tell)
              tell(explain_end(how));
          }};
}

} // namespace weft::aci
