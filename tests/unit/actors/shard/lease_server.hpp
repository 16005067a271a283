#pragma once

#include "actors/catalogue.hpp"
#include "protocol/json/value.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::testing {

/// The one Lease "ns/weft" as an API server keeps it.
struct lease_server {
  std::optional<json::value> held;
  std::uint64_t version = 0;
  std::vector<std::string> calls; ///< methods, as far as they arrived

  result<std::string> serve(const k8s::request& what);
  std::string holder() const;
  std::int64_t transitions() const;
  /// Writes the Lease as an installation brings it.
  void install();
  /// Writes a Lease of another hand.
  void plant(const std::string& holder, int seconds);

private:
  std::string store(json::value next);
};

/// What becomes of one request on its way.
enum class fate : std::uint8_t {
  prompt,
  refused, ///< never arrives; known at once
  lost,    ///< takes effect, but the answer gets lost
  late,    ///< arrives and is answered after four seconds
  ghost,   ///< given up after five seconds, takes effect after eight
};

using lease_api_actor = api_actor::extend<caf::reacts_to<wake>>;

/// A process's way to the server: what is under way for it.
struct lease_api_state {
  struct exchange {
    k8s::request what;
    caf::typed_response_promise<api_answer> promise;
  };
  std::vector<exchange> under_way;
};

lease_api_actor::behavior_type lease_api(lease_api_actor::stateful_pointer<lease_api_state> self,
                                         lease_server* server, std::function<fate()> decide);

} // namespace weft::testing
