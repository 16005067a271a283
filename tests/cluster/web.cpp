#include "tests/cluster/web.hpp"

#include <future>

namespace weft::tests {

namespace {

constexpr std::chrono::seconds patience{30};

} // namespace

json::value said::document() const {
  auto read = json::parse(body);
  return read ? std::move(*read) : json::value{};
}

web::web(net::endpoint where, net::tls_settings trust, net::headers always)
  : always_(std::move(always)), client_(io_, std::move(where), std::move(trust)) {}

said web::get(const std::string& target) {
  return send("GET", target);
}

said web::send(std::string method, std::string target, std::string body,
               const std::string& content_type) {
  auto fields = always_;
  if (!body.empty())
    fields.emplace_back("Content-Type", content_type);
  std::promise<result<net::http_response>> done;
  client_.call({std::move(method), std::move(target), std::move(fields), std::move(body)}, patience,
               [&](result<net::http_response> got) { done.set_value(std::move(got)); });
  auto got = done.get_future().get();
  if (!got)
    return {0, to_string(got.error()), {}};
  return {got->status, std::move(got->body), std::move(got->fields)};
}

net::endpoint endpoint_of(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto colon = url.find(':', host);
  return {url.starts_with("https"), url.substr(host, colon - host),
          static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)))};
}

} // namespace weft::tests
