#pragma once

#include "adapters/aci/client.hpp"
#include "tests/simulation/witness.hpp"

#include <functional>
#include <memory>
#include <string>

namespace weft::simulation {

/// Stands between a session and its fabric and watches what cannot be seen afterwards: I2, one
/// write at a time, and none by whoever may not write.
class fabric_witness : public aci::client {
public:
  fabric_witness(std::shared_ptr<aci::client> real, ledger& books,
                 std::function<void(const std::string&)> trace)
    : real_(std::move(real)), books_(books), trace_(std::move(trace)) {}

  std::size_t nodes() const override { return real_->nodes(); }
  std::string name_of(std::size_t node) const override { return real_->name_of(node); }
  bool signs() const override { return real_->signs(); }
  void log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) override;
  void log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
               completion done) override;
  void send(std::size_t node, aci::call what, std::string token, std::chrono::milliseconds deadline,
            completion done) override;
  std::unique_ptr<aci::event_socket> listen(std::size_t node, std::string token,
                                            std::chrono::milliseconds deadline,
                                            aci::socket_events events) override;
  void on_new_credential(std::function<void()> told) override {
    real_->on_new_credential(std::move(told));
  }

  /// @param why_not Asked when a write leaves; its words are a violation of I2, unless empty.
  void ask_before_writes(std::function<std::string()> why_not) { why_not_ = std::move(why_not); }

private:
  completion traced(std::string what, completion done) const;

  std::shared_ptr<aci::client> real_;
  ledger& books_;
  std::function<void(const std::string&)> trace_;
  std::function<std::string()> why_not_;
  int writing_ = 0;
};

} // namespace weft::simulation
