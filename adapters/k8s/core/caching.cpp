#include "adapters/k8s/core/core_state.hpp"

#include <algorithm>

/// Watch caches: how far each server's view of the store lags behind it.
namespace weft::k8s::server {

namespace {

constexpr std::chrono::seconds stride{1};

} // namespace

std::uint64_t api_core::state::reached() const {
  return reached(serving);
}

std::uint64_t api_core::state::reached(std::size_t server) const {
  return caches.at(server).stuck_at.value_or(kept.version());
}

objects api_core::state::cached(const std::string& collection) const {
  return kept.at(collection, reached());
}

void api_core::state::hold_back(std::size_t server, timestamp until) {
  auto& cache = caches.at(server);
  if (!cache.stuck_at)
    cache.stuck_at = kept.version();
  cache.until = until;
}

void api_core::state::move_cache(std::size_t server, std::uint64_t to) {
  auto& cache = caches.at(server);
  const auto from = *cache.stuck_at;
  cache.stuck_at = to;
  if (to >= kept.version())
    cache = {};
  for (auto& [id, one] : watches) {
    if (one->server != server || one->silent)
      continue;
    for (const auto& past : kept.history())
      if (past.version > std::max(from, one->from) && past.version <= to)
        if (const auto line = event_for(*one, past); !line.empty())
          tell(id, watch_event::line, line);
    if (one->owes_end && *one->owes_end <= to) {
      one->owes_end.reset();
      tell(id, watch_event::line, bookmark_line(*one, true));
    }
  }
}

void api_core::state::move_caches() {
  for (std::size_t server = 0; server < caches.size(); ++server) {
    auto& cache = caches.at(server);
    if (!cache.stuck_at || now < cache.until)
      continue;
    cache.until = now + stride;
    const auto& all = kept.history();
    const auto first = std::find_if(
      all.begin(), all.end(), [&](const change& one) { return one.version > *cache.stuck_at; });
    const auto left = all.end() - first;
    move_cache(server, left <= 1 ? kept.version() : (first + (left - 1) / 2)->version);
  }
}

void api_core::state::catch_up(std::uint64_t lag) {
  for (std::size_t server = 0; server < caches.size(); ++server)
    if (const auto at = caches.at(server).stuck_at; at && kept.version() - *at >= lag)
      move_cache(server, kept.version());
}

} // namespace weft::k8s::server
