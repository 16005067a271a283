#include "adapters/velocloud/sim/pages.hpp"

#include "protocol/condition.hpp"

namespace weft::velocloud::sim {

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

net::http_response html(int status, std::string_view title) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"}},
          "<!DOCTYPE html><html><head><title>" + std::string{title} + "</title></head></html>"};
}

net::http_response as_json(int status, const json::value& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, json::write(body)};
}

std::string iso_time(std::int64_t epoch_ms) {
  auto text = to_rfc3339(timestamp{std::chrono::seconds{epoch_ms / 1000}});
  const auto part = std::to_string(1000 + epoch_ms % 1000);
  return text.replace(text.size() - 1, 1, "." + part.substr(1) + "Z");
}

json::value error_body(int code, std::string_view message) {
  return json::value::of({{"error", json::value::of({{"code", code}, {"message", message}})}});
}

} // namespace weft::velocloud::sim
