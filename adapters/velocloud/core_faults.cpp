#include "adapters/velocloud/core.hpp"
#include "adapters/velocloud/sim/pages.hpp"

namespace weft::velocloud::sim {

void core::inject(std::string method, misbehaviour how, std::size_t times) {
  auto& queue = faults_[std::move(method)];
  queue.insert(queue.end(), times, how);
}

std::optional<misbehaviour> core::next_fault(const std::string& method) {
  for (const auto& key : {method, std::string{"*"}})
    if (auto i = faults_.find(key); i != faults_.end() && !i->second.empty()) {
      const auto next = i->second.front();
      i->second.pop_front();
      return next;
    }
  return std::nullopt;
}

net::http_response core::misbehave(misbehaviour how) const {
  using enum misbehaviour;
  switch (how) {
  case http400:
    return as_json(400, error_body(-32600, "simulated refusal"));
  case http401:
    return as_json(401, error_body(-32000, "unauthorized"));
  case http403:
    return as_json(403, error_body(-32603, "forbidden"));
  case http500:
    return as_json(500, error_body(-32603, "simulated failure"));
  case redirect302: {
    auto out = html(302, "Found");
    out.fields.emplace_back("Location", "/");
    return out;
  }
  case token_error200:
    return as_json(200, error_body(-32000, "tokenError [expired]"));
  case error_string200:
    return as_json(200, json::value::of({{"error", "simulated refusal"}, {"rows", 0}}));
  case expires0: {
    auto out = as_json(200, json::value{json::object{}});
    out.fields.emplace_back("Expires", "0");
    return out;
  }
  default:
    return html(200, "SD-WAN Orchestrator");
  }
}

std::optional<misbehaviour> misbehaviour_named(std::string_view word) {
  using enum misbehaviour;
  static const std::map<std::string_view, misbehaviour> words{
    {"http400", http400},
    {"http401", http401},
    {"http403", http403},
    {"http429", http429},
    {"http500", http500},
    {"reset-before-apply", reset_before_apply},
    {"reset-after-apply", reset_after_apply},
    {"hang", hang},
    {"html200", html200},
    {"redirect302", redirect302},
    {"tokenError200", token_error200},
    {"errorString200", error_string200},
    {"expires0", expires0},
    {"truncated", truncated},
    {"wrongType", wrong_type}};
  const auto i = words.find(word);
  return i == words.end() ? std::nullopt : std::optional{i->second};
}

} // namespace weft::velocloud::sim
