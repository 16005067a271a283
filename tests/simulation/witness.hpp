#pragma once

#include "adapters/velocloud/client.hpp"
#include "adapters/velocloud/core.hpp"
#include "adapters/velocloud/sim/model.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft::simulation {

/// What witnesses of all processes have found, and what a person has done meanwhile.
struct ledger {
  std::vector<std::string> violations;
  std::vector<velocloud::sim::instant> human_edits;
  /// Every write, and when its author last looked at a module before.
  struct attempt {
    std::string who;
    velocloud::sim::instant looked;
    velocloud::sim::instant sent;
  };
  std::vector<attempt> attempts;
  std::map<std::string, std::int64_t> newest_port; ///< ever seen in each rule of ours
  bool ports_grow = false;                         ///< edits of a rule's port only ever raise it
};

/// Stands between a session and its VCO and watches what cannot be seen afterwards: I2, one write
/// of a module at a time, and I3, nothing older after something newer.
class witness : public velocloud::client {
public:
  /// @param who Part of what the VCO calls this author.
  witness(std::string who, std::shared_ptr<velocloud::client> real, const velocloud::sim::core& vco,
          ledger& books, std::function<velocloud::sim::instant()> now,
          std::function<void(const std::string&)> trace)
    : who_(std::move(who)), real_(std::move(real)), vco_(vco), books_(books), now_(std::move(now)),
      trace_(std::move(trace)) {}

  void call(std::string method, json::value params, std::chrono::milliseconds deadline,
            std::function<void(result<json::value>)> done) override;
  /// @param why_not Asked when a write leaves; its words are a violation of I2, unless empty.
  void ask_before_writes(std::function<std::string()> why_not) { why_not_ = std::move(why_not); }
  void on_new_credential(std::function<void()> told) override {
    real_->on_new_credential(std::move(told));
  }

private:
  using ports = std::map<std::string, std::int64_t>;

  /// The ports that a QOS document gives to rules of ours, by their ids.
  static ports ports_in(const json::value* data);
  /// Notes what the VCO holds by now.
  void look_around();
  std::int64_t profile_of(std::int64_t module) const;
  /// What the VCO holds in one module.
  ports standing_in(std::int64_t module) const;
  void inspect(std::int64_t module, const ports& written);

  std::string who_;
  std::shared_ptr<velocloud::client> real_;
  const velocloud::sim::core& vco_;
  ledger& books_;
  std::function<velocloud::sim::instant()> now_;
  std::function<void(const std::string&)> trace_;
  std::function<std::string()> why_not_;
  /// When the newest read or probe left; a foreign edit after that may be overwritten unseen.
  std::map<std::int64_t, velocloud::sim::instant> looked_; ///< by profile
  std::map<std::int64_t, int> writing_;                    ///< by module
};

} // namespace weft::simulation
