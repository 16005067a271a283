#include "protocol/aci/damper.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t tolerated = 5;
constexpr damper::instant window = 60s;
constexpr damper::instant longest = 60s;
constexpr damper::instant calm = 120s;

damper::instant pause_after(std::uint32_t pauses) {
  return std::min<damper::instant>(1s * (1U << std::min(pauses, 6U)), longest);
}

} // namespace

void damper::repeated(const object_name& what, instant now) {
  auto& held = all_[what];
  if (!held.lately.empty() && now - held.lately.back() >= calm)
    held = {};
  held.lately.push_back(now);
  while (held.lately.size() > 1 && now - held.lately.front() >= window)
    held.lately.pop_front();
  if (held.pauses > 0 || held.lately.size() > tolerated)
    held.until = now + pause_after(++held.pauses);
}

std::set<object_name> damper::resting(instant now) {
  std::erase_if(all_, [now](const auto& one) { return now - one.second.lately.back() >= calm; });
  std::set<object_name> out;
  for (const auto& [what, held] : all_)
    if (held.until > now)
      out.insert(what);
  for (auto& [what, held] : all_)
    if (held.until <= now)
      held.until = {};
  return out;
}

std::optional<damper::instant> damper::next_due() const {
  std::optional<instant> out;
  for (const auto& [what, held] : all_)
    if (held.until > instant{} && (!out || held.until < *out))
      out = held.until;
  return out;
}

} // namespace weft::aci
