#pragma once

#include "adapters/velocloud/portal.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "tests/printing.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <stdexcept>
#include <string>

/// The portal client against the served simulator, over TLS and a port nobody chose.
namespace weft::velocloud::testing {

using namespace std::chrono_literals;

/// Nothing in these tests takes this long unless it hangs.
inline constexpr std::chrono::seconds patience{30};

/// A directory of its own that goes with the test.
class scratch {
public:
  scratch()
    : where_(std::filesystem::temp_directory_path()
             / ("weft-" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directories(where_);
  }
  ~scratch() { std::filesystem::remove_all(where_); }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  /// Replaces a file in one step, as a mounted Secret is, and never with an old time on it.
  std::string write(const std::string& name, const std::string& text) {
    const auto path = where_ / name;
    const auto fresh = where_ / (name + ".fresh");
    std::ofstream{fresh, std::ios::binary} << text;
    if (std::filesystem::exists(path))
      std::filesystem::last_write_time(fresh, std::filesystem::last_write_time(path) + 1s);
    std::filesystem::rename(fresh, path);
    return path.string();
  }

  std::string path(const std::string& name) const { return (where_ / name).string(); }

private:
  std::filesystem::path where_;
};

struct served {
  scratch files;
  net::transport io{2};
  simulator vco{io, {}};

  /// Settings of a client that knows the token.
  portal_settings by_token(const std::string& token = sim::demo_token) {
    portal_settings how;
    how.url = vco.url();
    how.ca_file = files.write("ca.pem", vco.ca_pem());
    how.credentials.token_file = files.write("token", token + "\n");
    how.watch = 5ms;
    return how;
  }

  /// Settings of a client that logs in.
  portal_settings by_password(const std::string& password = sim::demo_password) {
    auto how = by_token();
    how.credentials = {};
    how.credentials.user_file = files.write("user", sim::demo_user);
    how.credentials.password_file = files.write("password", password);
    return how;
  }

  std::unique_ptr<portal> open(portal_settings how) {
    auto made = portal::open(io, std::move(how));
    if (!made)
      throw std::runtime_error(to_string(made.error()));
    return std::move(*made);
  }

  static std::future<result<json::value>> begin(client& from, const std::string& method,
                                                json::value params,
                                                std::chrono::milliseconds deadline = patience) {
    auto answered = std::make_shared<std::promise<result<json::value>>>();
    from.call(method, std::move(params), deadline,
              [answered](result<json::value> got) { answered->set_value(std::move(got)); });
    return answered->get_future();
  }

  static result<json::value> wait(std::future<result<json::value>> coming) {
    if (coming.wait_for(patience) != std::future_status::ready)
      throw std::runtime_error("nothing happened for a long time");
    return coming.get();
  }

  static result<json::value> call(client& from, const std::string& method,
                                  json::value params = json::object{},
                                  std::chrono::milliseconds deadline = patience) {
    return wait(begin(from, method, std::move(params), deadline));
  }

  /// A write that changes nothing but the version.
  json::value rewrite() {
    const auto data
      = vco.with([](sim::core& core) { return *core.find_module(sim::quick_start_qos)->data; });
    return json::value::of({{"id", sim::quick_start_qos},
                            {"_update", json::value::of({{"name", "QOS"}, {"data", data}})}});
  }

  sim::counters seen() {
    return vco.with([](sim::core& core) { return core.seen(); });
  }
};

inline constexpr const char* who = "enterprise/getEnterprise";
inline constexpr const char* listing = "enterprise/getEnterpriseConfigurationsPolicies";
inline constexpr const char* modules = "configuration/getConfigurationModules";
inline constexpr const char* update = "configuration/updateConfigurationModule";

inline errc code_of(const result<json::value>& answer) {
  return answer ? errc::none : answer.error().code;
}

} // namespace weft::velocloud::testing
