#include "protocol/avi/contest.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace weft::avi {

namespace {

using port_key = std::pair<std::string, std::int64_t>;

std::string text_of(const service_name& of) {
  return of.ns + "/" + of.name;
}

/// Why `one` cannot join; empty: it can.
std::pair<std::string, std::string>
hindrance(const wished_service& one, const wished_service& first, const std::set<port_key>& taken) {
  const auto whose = "Service " + text_of(first.of);
  if (one.of.ns != first.of.ns || one.shared != first.shared || one.shared.empty())
    return {std::string{reason::name_conflict},
            whose + " has the same name on the controller, and was there first"};
  if (one.address != first.address)
    return {std::string{reason::sharing_conflict},
            whose + ", with which it shares its VIP, asks for "
              + (first.address.empty() ? "no address" : "address " + first.address)};
  for (const auto& port : one.ports)
    if (taken.contains({port.protocol, port.port}))
      return {std::string{reason::sharing_conflict},
              port.protocol + " port " + std::to_string(port.port)
                + " is in use by another Service of the shared VIP"};
  return {};
}

} // namespace

contest decide_members(const wishes& parts) {
  std::vector<member> all;
  for (const auto& [who, part] : parts)
    if (part->what == wish::place && part->body)
      all.push_back({&who, &as<wished_service>(part->body)});
  std::ranges::sort(all, {}, [](const member& one) {
    return std::tuple{one.wish->created, one.wish->of, one.whose->uid};
  });
  contest out;
  std::set<port_key> taken;
  for (const auto& one : all) {
    auto [why, text] = out.members.empty() ? std::pair<std::string, std::string>{}
                                           : hindrance(*one.wish, *out.members.front().wish, taken);
    if (!why.empty()) {
      out.losers.emplace(*one.whose, std::pair{std::move(why), std::move(text)});
      continue;
    }
    out.members.push_back(one);
    for (const auto& port : one.wish->ports)
      taken.insert({port.protocol, port.port});
  }
  return out;
}

} // namespace weft::avi
