#include "adapters/k8s/core/core_state.hpp"

/// Watch caches: how far each server's view of the store lags behind it.
namespace weft::k8s::server {

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

void api_core::state::catch_up(std::size_t server) {
  auto& cache = caches.at(server);
  if (!cache.stuck_at)
    return;
  const auto from = *cache.stuck_at;
  cache = {};
  for (auto& [id, one] : watches) {
    if (one->server != server || one->silent)
      continue;
    for (const auto& past : kept.history())
      if (past.version > std::max(from, one->from))
        if (const auto line = event_for(*one, past); !line.empty())
          tell(id, watch_event::line, line);
    if (std::exchange(one->owes_end, false))
      tell(id, watch_event::line, bookmark_line(*one, true));
  }
}

void api_core::state::catch_up_if(const std::function<bool(const watch_cache&)>& due) {
  for (std::size_t server = 0; server < caches.size(); ++server)
    if (caches[server].stuck_at && due(caches[server]))
      catch_up(server);
}

} // namespace weft::k8s::server
