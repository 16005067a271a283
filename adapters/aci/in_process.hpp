#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/aci/credential.hpp"
#include "adapters/aci/switchboard.hpp"

#include <memory>

namespace weft::aci {

/// A client on the core itself: real bodies, cookies and frames, no wire. Every request, answer,
/// opening and frame is one message for `post` of the switchboard's surroundings, and a message
/// that is lost there is an answer that does not come. Not thread-safe. The switchboard must
/// outlive it.
class in_process : public client {
public:
  in_process(sim::switchboard& through, credential who);
  ~in_process() override;

  std::size_t nodes() const override;
  std::string name_of(std::size_t node) const override;
  bool signs() const override;
  void log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) override;
  void log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
               completion done) override;
  void send(std::size_t node, call what, std::string token, std::chrono::milliseconds deadline,
            completion done) override;
  std::unique_ptr<event_socket> listen(std::size_t node, std::string token,
                                       std::chrono::milliseconds deadline,
                                       socket_events events) override;
  void on_new_credential(std::function<void()> told) override;

  /// Uses another credential of the same kind from now on and tells so, as if its file had changed.
  void change_credential(credential who);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::aci
