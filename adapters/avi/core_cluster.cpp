#include "adapters/avi/core.hpp"
#include "protocol/condition.hpp"

#include <algorithm>

namespace weft::avi::sim {

namespace {

constexpr const char* cluster_uuid = "cluster-3f1b6a52-7c11-4c3e-9a55-0b6f0a6c9d10";

std::string node_name(std::size_t node) {
  return "10.10.20." + std::to_string(43 + node);
}

/// "2020-10-28 04:58:48".
std::string time_text(instant when) {
  auto out = to_rfc3339(std::chrono::floor<std::chrono::seconds>(when));
  out.replace(10, 1, " ").pop_back();
  return out;
}

} // namespace

std::optional<net::http_response> core::serve_open(visit& by) {
  const auto& path = by.where.path;
  if (by.what->method != "GET" || path.empty() || path.front() != "api")
    return std::nullopt;
  if (path.size() == 2 && path[1] == "initial-data")
    return as_json(
      200, json::value::of({{"version", json::value::of({{"Version", settings.version}})}}));
  if (path.size() == 3 && path[1] == "cluster" && path[2] == "status")
    return as_json(200, runtime());
  return std::nullopt;
}

std::optional<net::http_response> core::serve_cluster(visit& by) {
  const auto& path = by.where.path;
  if (by.what->method != "GET" || path.size() < 2 || path.front() != "api")
    return std::nullopt;
  if (path[1] == "cluster" && path.size() == 2)
    return as_json(200, json::value::of({{"uuid", cluster_uuid}, {"name", "cluster-0-1"}}));
  if (path[1] == "cluster" && path.size() == 3 && path[2] == "runtime")
    return as_json(200, runtime());
  if (path[1] == "systemconfiguration" && path.size() == 2)
    return as_json(200, json::value::of({{"uuid", "default-systemconfiguration"},
                                         {"default_license_tier", settings.license_tier}}));
  if (path[1] == "ipamdnsproviderprofiledomainlist" && path.size() == 2) {
    if (!objects_.find("cloud", by.where.option("cloud_uuid").value_or("")))
      return refuse(404, "Cloud object not found!");
    return as_json(200, json::value::of({{"domains", json::array(settings.domains.begin(),
                                                                 settings.domains.end())}}));
  }
  return std::nullopt;
}

json::value core::runtime() const {
  json::array nodes;
  for (std::size_t node = 0; node < up_.size(); ++node)
    if (up_[node])
      nodes.push_back(
        json::value::of({{"name", node_name(node)},
                         {"role", node == leader_ ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER"},
                         {"up_since", time_text(up_since_)}}));
  return json::value::of({{"node_states", std::move(nodes)},
                          {"cluster_state", json::value::of({{"state", settings.cluster_state}})}});
}

void core::fail_over(std::chrono::milliseconds away, instant now) {
  end_sessions();
  settings.unavailable_until = now + away;
  up_since_ = now + away;
  for (std::size_t step = 1; step <= up_.size(); ++step)
    if (up_[(leader_ + step) % up_.size()]) {
      leader_ = (leader_ + step) % up_.size();
      return;
    }
}

void core::set_up(std::size_t node, bool up, instant now) {
  up_.at(node) = up;
  if (!up && node == leader_)
    fail_over(std::chrono::milliseconds{0}, now);
}

std::optional<disturbance> core::next_disturbance(const net::http_request& what) {
  for (auto i = disturbances_.begin(); i != disturbances_.end(); ++i) {
    const auto& held = i->what;
    if ((!held.method.empty() && held.method != what.method)
        || what.target.find(held.part) == std::string::npos)
      continue;
    if (++i->seen % std::max<std::size_t>(1, held.every) != 0)
      continue;
    if (held.share < 1 && std::uniform_real_distribution<double>{0, 1}(dice_) >= held.share)
      continue;
    const auto out = held;
    if (++i->done == held.times)
      disturbances_.erase(i);
    return out;
  }
  return std::nullopt;
}

bool core::is_busy(instant now) {
  if (settings.most_at_once != 0 && flights_.size() >= settings.most_at_once)
    return true;
  if (settings.requests_per_second == 0)
    return false;
  while (!arrivals_.empty() && now - arrivals_.front() >= std::chrono::seconds{1})
    arrivals_.pop_front();
  if (arrivals_.size() >= settings.requests_per_second)
    return true;
  arrivals_.push_back(now);
  return false;
}

} // namespace weft::avi::sim
