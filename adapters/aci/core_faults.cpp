#include "adapters/aci/core.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "protocol/aci/dn.hpp"

#include <algorithm>

namespace weft::aci::sim {

std::optional<disturbance> core::next_disturbance(std::size_t node, const net::http_request& what) {
  for (auto i = disturbances_.begin(); i != disturbances_.end(); ++i) {
    const auto& held = i->what;
    if ((!held.method.empty() && held.method != what.method)
        || what.target.find(held.part) == std::string::npos || (held.node && *held.node != node))
      continue;
    if (++i->seen % std::max<std::size_t>(1, held.every) != 0)
      continue;
    const auto out = held;
    if (++i->done == held.times)
      disturbances_.erase(i);
    return out;
  }
  return std::nullopt;
}

/// What the web server in front of the APIC refuses by itself.
std::optional<net::http_response> core::turn_away(std::size_t node, const net::http_request& what,
                                                  instant now) {
  const bool unlucky
    = settings.unavailable_every > 0 && ++arrived_ % settings.unavailable_every == 0;
  if (unlucky || now < settings.unavailable_until)
    return web_page(503);
  if (throttled(arrivals_[node], settings.requests_per_second, now))
    return web_page(503);
  if (settings.max_body_bytes > 0 && what.body.size() > settings.max_body_bytes)
    return web_page(413);
  return std::nullopt;
}

bool core::by_chance(double share) {
  if (share <= 0)
    return false;
  return std::uniform_real_distribution<double>{0, 1}(dice_) < share;
}

std::chrono::milliseconds core::between(std::chrono::milliseconds least,
                                        std::chrono::milliseconds most) {
  if (most <= least)
    return least;
  return least
         + std::chrono::milliseconds{dice_()
                                     % (static_cast<std::uint64_t>((most - least).count()) + 1)};
}

void core::set_up(std::size_t node, bool up, instant now) {
  up_[node] = up;
  if (up)
    return stir(now);
  std::vector<std::uint64_t> lost;
  for (const auto& [id, held] : sessions_)
    if (held.node == node)
      lost.push_back(id);
  for (const auto id : lost) {
    if (const auto socket = sessions_.at(id).socket; socket != 0)
      close_socket(socket, delivery::kind::drop, 1006, now);
    sessions_.erase(id);
  }
  stir(now);
}

std::size_t core::most_holders(std::string_view prefix) const {
  const auto found = most_holders_.find(prefix);
  return found == most_holders_.end() ? 0 : found->second;
}

std::vector<std::string> core::conflicts() const {
  std::vector<std::string> out;
  for (const auto& [prefix, eepgs] : holders_) {
    std::map<std::string, std::size_t> by_vrf;
    for (const auto& eepg : eepgs) {
      const auto held = tree_.find(eepg + "/extsubnet-[" + prefix + "]");
      const std::string l3out{parent_of(eepg)};
      const auto relation = tree_.find(l3out + "/rsectx");
      if (held && held->text("scope").find("import-security") != std::string_view::npos)
        ++by_vrf[relation ? std::string{relation->text("tDn")} : l3out];
    }
    if (std::any_of(by_vrf.begin(), by_vrf.end(), [](const auto& one) { return one.second > 1; }))
      out.push_back(prefix);
  }
  return out;
}

} // namespace weft::aci::sim
