#include "protocol/cni/setbacks.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

using namespace std::chrono_literals;

/// Of a DEL, before it counts as permanent; by then the addresses alone have been tried as well.
constexpr std::uint32_t most_tries = 10;

/// Doubled per failure.
std::chrono::nanoseconds grown(std::chrono::nanoseconds first, std::uint32_t count,
                               std::chrono::nanoseconds cap) {
  constexpr std::uint32_t most_doublings = 30;
  auto out = first;
  for (std::uint32_t i = 1; i < std::min(count, most_doublings) && out < cap; ++i)
    out *= 2;
  return std::min(out, cap);
}

} // namespace

/// Between half of the delay and all of it, except where a least delay is promised.
std::chrono::nanoseconds setbacks::pause(const entry& of, double spread) const {
  const auto wavering = [&](std::chrono::nanoseconds whole) {
    return std::chrono::nanoseconds{
      static_cast<std::int64_t>(static_cast<double>(whole.count()) * (0.5 + 0.5 * spread))};
  };
  const auto plain = wavering(grown(how_.retry_first, of.count, how_.retry_cap));
  if (of.what.why.permanent)
    return how_.permanent_retry;
  switch (of.what.calls_for) {
  case reaction::later:
    return std::max<std::chrono::nanoseconds>(plain, 1s);
  case reaction::missing:
    return grown(how_.missing_first, of.count, how_.permanent_retry);
  case reaction::permanent:
    return how_.permanent_retry;
  default:
    return plain;
  }
}

void setbacks::failed(const std::string& target, const std::string& interface, const setback& what,
                      time now, double spread) {
  auto& held = all_[target][{interface, what.why.what}];
  const bool same = held.what.why.container == what.why.container
                    && held.what.why.digest == what.why.digest
                    && held.what.why.config == what.why.config;
  held.count = same ? held.count + 1 : 1;
  held.what = what;
  held.what.why.permanent = what.calls_for == reaction::permanent
                            || (what.why.what == verb::del && held.count > most_tries);
  held.until = now + pause(held, spread);
}

void setbacks::succeeded(const std::string& target, const std::string& interface, verb what) {
  const auto held = all_.find(target);
  if (held == all_.end())
    return;
  held->second.erase({interface, verb::del});
  if (what == verb::add)
    held->second.erase({interface, verb::add});
}

void setbacks::forget(const std::string& target) {
  all_.erase(target);
}

std::vector<std::string> setbacks::wake(std::string_view network_name) {
  std::vector<std::string> out;
  for (auto& [target, its] : all_) {
    bool any = false;
    for (auto& [what, held] : its)
      if (held.what.network_name == network_name && what.second == verb::add
          && held.what.calls_for != reaction::permanent) {
        held.until = time::min();
        any = true;
      }
    if (any)
      out.push_back(target);
  }
  return out;
}

resting_tries setbacks::at(const std::string& target, time now) const {
  resting_tries out;
  if (const auto its = all_.find(target); its != all_.end())
    for (const auto& [what, held] : its->second)
      if (held.until > now)
        out.emplace(what, held.what.why);
  return out;
}

std::optional<setbacks::time> setbacks::next(const std::string& target, time now) const {
  std::optional<time> out;
  if (const auto its = all_.find(target); its != all_.end())
    for (const auto& [what, held] : its->second)
      if (held.until > now && (!out || held.until < *out))
        out = held.until;
  return out;
}

} // namespace weft::cni
