#pragma once

#include "adapters/net/http_client.hpp"
#include "protocol/json/value.hpp"
#include "tests/text_at.hpp"

#include <string>

namespace weft::tests {

/// What a server said; status 0 and the fault's words when it said nothing.
struct said {
  int status = 0;
  std::string body;
  net::headers fields;

  /// The body; null when it is not JSON.
  json::value document() const;
};

/// One HTTP server as a test talks to it: one question at a time, waited for.
class web {
public:
  /// @param always Sent with every question.
  explicit web(net::endpoint where, net::tls_settings trust = {}, net::headers always = {});

  said get(const std::string& target);
  said send(std::string method, std::string target, std::string body = {},
            const std::string& content_type = "application/json");

private:
  net::headers always_;
  net::transport io_;
  net::http_client client_;
};

/// "https://127.0.0.1:6443" as values.
net::endpoint endpoint_of(const std::string& url);

} // namespace weft::tests
