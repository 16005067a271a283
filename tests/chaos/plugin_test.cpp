#include "protocol/condition.hpp"
#include "tests/chaos/way_in.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft::tests;
using namespace std::chrono_literals;

namespace {

/// weft with a credential plugin that notes its runs and hands out what the file `out` says.
struct with_plugin : way_in {
  static constexpr auto version = "client.authentication.k8s.io/v1";

  void start_with_plugin() {
    here.write("runs", "");
    const auto plugin
      = here.write("plugin", "#!/bin/sh\necho >> " + path("runs") + "\ncat " + path("out") + "\n");
    std::filesystem::permissions(plugin, std::filesystem::perms::owner_all);
    start("exec: {apiVersion: " + std::string{version} + ", interactiveMode: Never, command: \""
          + plugin.string() + "\"}");
  }

  /// What the plugin hands out from now on, for as long as `life` from now.
  void hand_out(weft::json::value status, std::chrono::seconds life) {
    status.set("expirationTimestamp",
               weft::to_rfc3339(
                 std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now()) + life));
    here.write("out",
               weft::json::write(weft::json::value::of(
                 {{"apiVersion", version}, {"kind", "ExecCredential"}, {"status", status}})));
  }

  void hand_out_pair(std::chrono::seconds life) {
    hand_out_certificate(life);
    hand_out(weft::json::value::of(
               {{"clientCertificateData", text("own.crt")}, {"clientKeyData", text("own.key")}}),
             life);
  }

  std::size_t runs() const { return text("runs").size(); }
};

} // namespace

TEST_CASE_METHOD(with_plugin,
                 "kubernetes row 6: a plugin's certificates expire one after another, "
                 "and nothing fails",
                 "[chaos]") {
  hand_out_pair(12s);
  const weft::net::tls_settings first{text("ca.crt"), text("own.crt"), text("own.key"), {}, false};
  start_with_plugin();
  const auto before = runs();
  work_until("the first certificate has expired", [&] {
    hand_out_pair(12s);
    return refuses(first);
  });
  CHECK(runs() > before + 1);
  check_unnoticed();
}

TEST_CASE_METHOD(with_plugin,
                 "kubernetes row 6: a plugin's tokens expire one after another, the "
                 "first is refused, and nothing fails",
                 "[chaos]") {
  const auto first = grant("first");
  hand_out(weft::json::value::of({{"token", first}}), 12s);
  start_with_plugin();
  const auto before = runs();
  const auto second = grant("second");
  withdraw("first");
  work_until("the first token is refused", [&] {
    hand_out(weft::json::value::of({{"token", second}}), 12s);
    return refuses(first);
  });
  CHECK(runs() > before + 1);
  check_unnoticed();
}
