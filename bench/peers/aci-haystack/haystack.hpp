#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/k8s/client.hpp"
#include "bench/peers/aci-haystack/work_queue.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/aci/events.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::bench {

/// Asks the APICs for what the original program asks for, object by object, on five threads.
/// bench/peers/README.md says what it leaves out. @see aci.md 5
class haystack {
public:
  /// Logs in, opens the socket, lists Deployments and Pods, and begins with them. Throws
  /// std::runtime_error when that fails.
  haystack(std::shared_ptr<aci::client> fabric, std::shared_ptr<k8s::client> cluster);
  ~haystack();

private:
  /// What is remembered of an object that is watched.
  struct watched {
    std::string body; ///< that restores it
    std::string subscription;
    bool is_eepg = false;
  };

  aci::answered<aci::reply> ask(const std::string& method, const std::string& target,
                                const std::string& body = {});
  json::value read(const std::string& path);
  void enter();
  void list_deployments();
  void list_pods();
  void place_eepg(const std::string& out, const std::string& epg);
  void place_pod(const json::value& pod);
  void place_subnet(const std::string& eepg, const std::string& address, const std::string& name);
  void watch(const std::string& dn, watched what);
  void on_event(const aci::event& what);
  void keep_alive();
  void watch_anew(std::unique_lock<std::mutex>& lock);

  std::shared_ptr<aci::client> fabric_;
  std::shared_ptr<k8s::client> cluster_;
  std::string token_;
  std::map<std::string, std::string> eepgs_; ///< DN by name of the Deployment
  std::mutex guard_;
  std::map<std::string, watched> watched_; ///< by DN
  std::vector<std::string> order_;         ///< in which they were subscribed to
  bool over_ = false;
  std::condition_variable ending_;
  work_queue jobs_{5};
  std::unique_ptr<aci::event_socket> socket_;
  std::thread refresher_;
};

} // namespace weft::bench
