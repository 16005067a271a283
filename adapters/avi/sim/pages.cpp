#include "adapters/avi/sim/pages.hpp"

#include <charconv>

namespace weft::avi::sim {

net::http_response as_json(int status, const json::value& body) {
  return {status, {{"Content-Type", "application/json"}}, json::write(body)};
}

net::http_response as_answer(const objection& why, bool as_object) {
  json::value text{why.text};
  if (as_object)
    text = json::value::of({{"code", why.status}, {"message", why.text}});
  return as_json(why.status, json::value::of({{"error", std::move(text)}}));
}

net::http_response web_page(int status) {
  return {status,
          {{"Content-Type", "text/html"}},
          "<html><head><title>" + std::to_string(status) + "</title></head></html>"};
}

std::int64_t number_or(const json::value* held, std::int64_t otherwise) {
  if (!held)
    return otherwise;
  const auto* text = held->as_string();
  if (!text)
    return held->int_or(otherwise);
  std::int64_t out = 0;
  const auto* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, out);
  return error == std::errc{} && end == last ? out : otherwise;
}

} // namespace weft::avi::sim
