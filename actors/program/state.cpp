#include "actors/program/state.hpp"

#include "actors/program/name.hpp"
#include "adapters/net/http_client.hpp"
#include "protocol/state/dump.hpp"

#include <future>
#include <iostream>

namespace weft {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;
constexpr std::size_t largest_dump = 1U << 30U;

std::string name_of(const state_address& at) {
  return at.address + ":" + std::to_string(at.port);
}

} // namespace

result<std::string> fetch_state(const state_address& at, const state_filter& which) {
  net::transport io;
  net::http_client_settings limits;
  limits.max_body_bytes = largest_dump;
  net::http_client client{io, {false, at.address, at.port}, {}, limits};
  const auto query = write_query(which);
  std::promise<result<net::http_response>> answered;
  client.call({"GET", query.empty() ? "/state" : "/state?" + query, {}, {}}, patience,
              [&](result<net::http_response> got) { answered.set_value(std::move(got)); });
  auto got = answered.get_future().get();
  if (!got)
    return fault{got.error().code,
                 "no weft answers there (" + got.error().what
                   + "); is it running, and is server.port right?",
                 name_of(at),
                 {}};
  if (got->status != 200)
    return fault{
      errc::refused, std::to_string(got->status) + " " + got->body, name_of(at) + "/state", {}};
  return std::move(got->body);
}

int run_state(const state_options& how) {
  const auto text = fetch_state(how.at, how.which);
  if (!text) {
    std::cerr << program_name() << ": " << to_string(text.error()) << '\n';
    return 1;
  }
  if (how.output == state_options::layout::json || how.which.summary) {
    std::cout << *text;
    return 0;
  }
  const auto dump = read_dump(*text);
  if (!dump) {
    std::cerr << program_name() << ": what answers at " << name_of(how.at)
              << " is not weft: " << to_string(dump.error()) << '\n';
    return 1;
  }
  std::cout << write_table(*dump);
  if (dump->actors.empty())
    std::cerr << program_name() << ": there is nothing to show\n";
  if (dump->unanswered > 0)
    std::cerr << program_name() << ": " << dump->unanswered << " actors did not answer\n";
  return 0;
}

} // namespace weft
