#pragma once

#include "actors/registry.hpp"
#include "protocol/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft::demo {

class stage;

/// What the demo shows of one domain, with the simulator of its controller, which serves for as
/// long as the story lives. Whatever does not come about ends in a std::runtime_error.
class story {
public:
  virtual ~story() = default;

  /// Enables the domain and opens its way to the simulator; or starts what serves it besides.
  virtual void join(settings& how, ways_out& ways) = 0;
  /// Plays it, while the controller runs.
  virtual void tell() = 0;
  /// How both sides stand, for people.
  virtual std::string tables() = 0;
  /// What to type in another terminal while all keeps running, a line each.
  virtual std::vector<std::string> invitations() = 0;
};

/// A story that can be told.
struct chapter {
  std::string domain;
  std::string title;
  std::unique_ptr<story> (*open)(stage& on);
};

/// All of them, in the order they are told: to add a domain is to add a line.
const std::vector<chapter>& chapters();

/// The stage outlives the stories.
std::unique_ptr<story> open_velocloud(stage& on);
std::unique_ptr<story> open_aci(stage& on);
std::unique_ptr<story> open_cni(stage& on);
std::unique_ptr<story> open_avi(stage& on);

} // namespace weft::demo
