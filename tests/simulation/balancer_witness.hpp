#pragma once

#include "adapters/avi/client.hpp"
#include "tests/simulation/witness.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace weft::simulation {

/// Stands between a session and its AVI controller and watches what cannot be seen afterwards: no
/// write by whoever may not write, and how many requests are under way at once.
class balancer_witness : public avi::client {
public:
  balancer_witness(std::shared_ptr<avi::client> real, ledger& books,
                   std::function<void(const std::string&)> trace)
    : real_(std::move(real)), books_(books), trace_(std::move(trace)) {}

  void send(avi::wire::call what, std::chrono::milliseconds deadline, completion done) override;
  void list(avi::wire::call first, std::chrono::milliseconds deadline, listing done) override;
  void leave(std::chrono::milliseconds deadline, std::function<void()> done) override;
  avi::controller_words words() const override { return real_->words(); }
  void on_new_credential(std::function<void()> told) override {
    real_->on_new_credential(std::move(told));
  }

  /// @param why_not Asked when a write leaves; its words are a violation of I2, unless empty.
  void ask_before_writes(std::function<std::string()> why_not) { why_not_ = std::move(why_not); }
  /// As many requests as ever were under way.
  std::size_t most_at_once() const { return *most_; }

private:
  void enter();

  std::shared_ptr<avi::client> real_;
  ledger& books_;
  std::function<void(const std::string&)> trace_;
  std::function<std::string()> why_not_;
  std::shared_ptr<std::size_t> under_way_ = std::make_shared<std::size_t>(0);
  std::shared_ptr<std::size_t> most_ = std::make_shared<std::size_t>(0);
};

} // namespace weft::simulation
