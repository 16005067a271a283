#pragma once

#include "adapters/k8s/client.hpp"
#include "protocol/json/value.hpp"

#include <functional>
#include <string>

namespace weft {

/// A person at a keyboard, in effect: one request to the API server at a time, waited for.
class caller {
public:
  explicit caller(k8s::client& io) : io_(io) {}

  /// Server-side apply, as `kubectl apply --server-side` would.
  result<json::value> apply(const json::value& object);
  result<json::value> read(const std::string& path);
  result<json::value> patch(const std::string& path, const json::value& merge);
  result<json::value> erase(const std::string& path);

  /// The collection's path for an object's apiVersion, kind and namespace, plus its name.
  static std::string path_of(const json::value& object);

private:
  result<json::value> ask(k8s::request what);

  k8s::client& io_;
};

/// Looks until `seen` says yes. @returns false after `limit`.
bool eventually(const std::function<bool()>& seen,
                std::chrono::milliseconds limit = std::chrono::seconds{30});

} // namespace weft
