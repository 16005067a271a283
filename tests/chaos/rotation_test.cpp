#include "tests/chaos/way_in.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace weft::tests;
using namespace std::chrono_literals;

namespace {

/// weft with a token in a file.
struct with_token_file : way_in {
  with_token_file() {
    here.write("own-token", first);
    start("tokenFile: \"" + path("own-token") + "\"");
  }

  std::string first = grant("first");
};

/// weft with a client certificate in files.
struct with_certificate_files : way_in {
  with_certificate_files() {
    hand_out_certificate(life);
    start("client-certificate: \"" + path("own.crt") + "\", client-key: \"" + path("own.key")
          + "\"");
  }

  weft::net::tls_settings own() const {
    return {text("ca.crt"), text("own.crt"), text("own.key"), {}, false};
  }

  static constexpr auto life = 20s; // longer than weft takes to begin
};

} // namespace

TEST_CASE_METHOD(with_token_file,
                 "kubernetes row 6: a token file is exchanged, the old token "
                 "refused, and nothing fails",
                 "[chaos]") {
  here.write("own-token", grant("second"));
  withdraw("first");
  work_until("the first token is refused", [&] { return refuses(first); });
  outlive_watches();
  check_unnoticed();
}

TEST_CASE_METHOD(with_certificate_files,
                 "kubernetes row 6: client certificates that live for "
                 "seconds are exchanged, and nothing fails",
                 "[chaos]") {
  const auto first = own();
  work_until("the first certificate has expired", [&] {
    hand_out_certificate(3 * life);
    return refuses(first);
  });
  check_unnoticed();
}
