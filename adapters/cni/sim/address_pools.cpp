#include "adapters/cni/sim/address_pools.hpp"

#include "protocol/cni/address.hpp"

#include <algorithm>
#include <optional>

namespace weft::cni::sim {

namespace {

/// An IPv4 range, and the length of its subnet.
struct range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  unsigned length = 24;
};

std::optional<std::uint32_t> number_of(std::string_view text) {
  const auto read = read_address(text);
  if (!read || read->v6)
    return std::nullopt;
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i)
    out = out << 8U | read->bytes[i];
  return out;
}

std::string text_of(std::uint32_t number) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    out += (out.empty() ? "" : ".") + std::to_string(number >> shift & 255U);
  return out;
}

std::optional<range> range_of(const json::value& ipam) {
  const json::value* from = &ipam;
  if (const auto* sets = ipam.find("ranges"))
    if (const auto* first = sets->as_array(); first && !first->empty())
      if (const auto* inner = first->front().as_array(); inner && !inner->empty())
        from = &inner->front();
  const auto subnet = read_address(from->text_at({"subnet"}));
  const auto base = number_of(from->text_at({"subnet"}));
  if (!subnet || !base || !subnet->length || *subnet->length > 31)
    return std::nullopt;
  const auto size = std::uint32_t{1} << (32U - *subnet->length);
  range out{*base + 2, *base + size - 2, *subnet->length}; // the first is the gateway's
  out.first = number_of(from->text_at({"rangeStart"})).value_or(out.first);
  out.last = number_of(from->text_at({"rangeEnd"})).value_or(out.last);
  return out;
}

fault refused(std::string what) {
  return {errc::refused, std::move(what), "host-local", {}};
}

} // namespace

result<std::string> address_pools::reserve(const std::string& network, const json::value& ipam,
                                           const reservation& who, const std::string& wanted) {
  const auto pool = range_of(ipam);
  if (!pool)
    return refused("no IP ranges specified");
  auto& taken = all_[network];
  for (const auto& [address, by] : taken)
    if (by == who)
      return refused(address + " has been allocated to " + who.container
                     + ", duplicate allocation is not allowed");
  const auto give = [&](std::uint32_t number) -> result<std::string> {
    taken[text_of(number)] = who;
    last_[network] = number;
    return text_of(number) + "/" + std::to_string(pool->length);
  };
  if (!wanted.empty()) {
    const auto number = number_of(wanted);
    if (!number || taken.contains(text_of(*number)))
      return refused("requested IP address " + wanted + " is not available in range set");
    return give(*number);
  }
  const auto count = pool->last - pool->first + 1;
  const auto last = last_.contains(network) ? last_[network] : pool->last;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto offset = last < pool->first ? i : (last - pool->first + 1 + i) % count;
    if (!taken.contains(text_of(pool->first + offset)))
      return give(pool->first + offset);
  }
  return refused("no IP addresses available in range set: " + text_of(pool->first) + "-"
                 + text_of(pool->last));
}

void address_pools::release(const std::string& network, const reservation& who) {
  if (const auto found = all_.find(network); found != all_.end())
    std::erase_if(found->second, [&](const auto& one) { return one.second == who; });
}

void address_pools::keep(const std::string& network, const std::vector<reservation>& valid) {
  if (const auto found = all_.find(network); found != all_.end())
    std::erase_if(found->second, [&](const auto& one) {
      return std::find(valid.begin(), valid.end(), one.second) == valid.end();
    });
}

std::size_t address_pools::count(const std::string& network) const {
  const auto found = all_.find(network);
  return found == all_.end() ? 0 : found->second.size();
}

} // namespace weft::cni::sim
