#include "adapters/cni/plugin_runner.hpp"
#include "adapters/cni/plugin_versions.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/folder.hpp"
#include "tests/node/recording.hpp"
#include "tests/node/stage.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::cni;
using tests::recording;

namespace {

/// Who asks files which versions they speak.
struct asked_files {
  spoken_versions ask(const std::vector<std::string>& types, const std::string& path_list) {
    cni::testing::awaited<spoken_versions> told;
    versions.ask(types, path_list, told.callback());
    return told.get();
  }

  net::transport io;
  plugin_versions versions{std::make_shared<plugin_runner>(io, plugin_surroundings{})};
};

} // namespace

TEST_CASE_METHOD(asked_files, "each name of a recorder is asked once", "[node]") {
  folder here;
  recording record{here.path() / "bin"};
  record.add("red");
  record.add("green", {"VERSION code 4 unknown"});
  const auto told = ask({"red", "red"}, record.path());
  REQUIRE(told.size() == 2);
  CHECK(told[0].back() == "1.1.0");
  CHECK(told[1] == told[0]);
  CHECK(ask({"green"}, record.path()) == spoken_versions{{}});
  CHECK(ask({"green"}, record.path()) == spoken_versions{{}});
  CHECK(record.summary() == std::vector<std::string>{"VERSION red", "VERSION green"});
}

TEST_CASE_METHOD(asked_files, "the distribution's plugins say which versions they speak",
                 "[node]") {
  const auto path = tests::requires_plugins({"bridge", "firewall", "host-local"});
  const auto told = ask({"bridge", "firewall"}, path);
  REQUIRE(told.size() == 2);
  CHECK(told[0] == std::vector<std::string>{"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"});
  CHECK(told[1] == std::vector<std::string>{"0.4.0", "1.0.0"});
}
