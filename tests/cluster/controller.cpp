#include "tests/cluster/controller.hpp"

#include <catch2/catch.hpp>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto start_limit = 180s;
constexpr std::string_view opened = "The endpoints are open.";

} // namespace

void controller::wait_until_open() {
  const auto limit = std::chrono::steady_clock::now() + start_limit;
  auto text = log();
  auto at = text.find(opened);
  for (; at == text.npos || text.find('\n', at) == text.npos; at = text.find(opened)) {
    if (process_.wait(look_again) || std::chrono::steady_clock::now() > limit)
      FAIL("weft does not serve:\n" << log());
    text = log();
  }
  const auto digits = text.find_first_of("0123456789", text.find("port", at));
  port_ = static_cast<std::uint16_t>(std::stoi(text.substr(digits)));
  endpoints_ = std::make_unique<web>(net::endpoint{false, "127.0.0.1", port_});
}

void controller::end_by(int signal) {
  ending_ = true;
  process_.signal(signal);
}

json::value controller::actor(const std::string& kind, const std::string& key) {
  const auto dump = get("/state?actor=" + kind).document();
  const auto* all = dump.find("actors");
  if (all && all->as_array())
    for (const auto& one : *all->as_array())
      if (text_at(one, {"actor"}) == kind && (key.empty() || text_at(one, {"key"}) == key))
        return one;
  return {};
}

std::string controller::detail(const std::string& kind, const std::string& key,
                               const std::string& name) {
  const auto one = actor(kind, key);
  const auto* details = one.find("details");
  if (details && details->as_array())
    for (const auto& pair : *details->as_array())
      if (pair.as_array()->front().text_or("") == name)
        return std::string{pair.as_array()->back().text_or("")};
  return {};
}

bool controller::leads() {
  return text_at(actor("root", ""), {"state"}) == "leading";
}

std::string controller::identity() {
  return text_at(actor("root", ""), {"key"});
}

} // namespace weft::tests
