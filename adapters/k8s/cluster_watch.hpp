#pragma once

#include "adapters/k8s/client.hpp"
#include "adapters/k8s/cluster_link.hpp"
#include "protocol/k8s/lines.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// One watch: asks for a credential, opens the stream, once more with a fresh credential when
/// refused, and cuts what arrives into lines.
class cluster_watch : public std::enable_shared_from_this<cluster_watch> {
public:
  cluster_watch(std::shared_ptr<cluster_link> link, request what,
                std::chrono::milliseconds idle_limit, stream_events events);

  void start();
  /// No callback runs once this has returned, unless it is called from within one.
  void stop();
  void more();

private:
  void open(const admission& with);
  void on_head(net::http_response head);
  void on_bytes(std::string_view bytes);
  void on_end(result<void> outcome);
  void try_again();
  void give_up();
  void end(result<void> outcome);

  const std::shared_ptr<cluster_link> link_;
  const request what_;
  const std::chrono::milliseconds idle_limit_;
  const stream_events events_;
  net::gate gate_; ///< guards what follows
  std::unique_ptr<net::http_stream> carrier_;
  admission used_;
  std::optional<result<net::http_response>> refusal_; ///< of the first attempt
  bool first_ = true;
  line_splitter splitter_;
  std::vector<std::string_view> lines_;
};

} // namespace weft::k8s
