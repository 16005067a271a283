#include "adapters/cni/plugin_versions.hpp"
#include "tests/contract/cni/scripts.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace weft;
using namespace weft::cni;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

namespace {

/// Scripts that are asked which versions they speak, by the real runner.
struct asked_scripts {
  spoken_versions ask(const strings& types) {
    cni::testing::awaited<spoken_versions> told;
    versions.ask(types, plugins.bin(), told.callback());
    return told.get();
  }
  /// A script that notes each run and speaks one version.
  void add(const std::string& name, const std::string& version) const {
    plugins.add(name, "echo $CNI_COMMAND >> " + plugins.at("runs")
                        + R"(; echo '{"supportedVersions":[")" + version + R"("]}')");
  }
  std::size_t runs() const {
    std::ifstream from{plugins.at("runs")};
    std::size_t out = 0;
    for (std::string line; std::getline(from, line);)
      out += line == "VERSION" ? 1 : 100;
    return out;
  }

  cni::testing::scripts plugins;
  plugin_versions versions{std::shared_ptr<runner>{std::shared_ptr<runner>{}, &plugins.runner},
                           30s};
};

} // namespace

TEST_CASE_METHOD(asked_scripts,
                 "a file is run once to say what it speaks, another in its place again",
                 "[cni][contract]") {
  add("red", "0.4.0");
  add("green", "1.0.0");
  for (int times = 0; times < 2; ++times)
    CHECK(ask({"red", "green", "none"}) == spoken_versions{{"0.4.0"}, {"1.0.0"}, {}});
  CHECK(runs() == 2);
  add("next", "1.1.0");
  std::filesystem::rename(plugins.bin() + "/next", plugins.bin() + "/red");
  for (int times = 0; times < 2; ++times)
    CHECK(ask({"green", "red"}) == spoken_versions{{"1.0.0"}, {"1.1.0"}});
  CHECK(runs() == 3);
}

TEST_CASE_METHOD(asked_scripts, "a file that hangs is given up and says nothing",
                 "[cni][contract]") {
  plugins.add("red", "sleep 1000");
  add("green", "1.0.0");
  plugin_versions impatient{std::shared_ptr<runner>{std::shared_ptr<runner>{}, &plugins.runner},
                            2s}; // which the other file has as well
  cni::testing::awaited<spoken_versions> told;
  impatient.ask({"red", "green"}, plugins.bin(), told.callback());
  CHECK(told.get() == spoken_versions{{}, {"1.0.0"}});
}

TEST_CASE_METHOD(asked_scripts, "many that ask at once are all told", "[cni][contract]") {
  add("red", "0.4.0");
  add("green", "1.0.0");
  std::vector<cni::testing::awaited<spoken_versions>> told(20);
  for (std::size_t i = 0; i < told.size(); ++i)
    versions.ask(i % 2 == 0 ? strings{"red", "green"} : strings{"green", "red"}, plugins.bin(),
                 told[i].callback());
  for (std::size_t i = 0; i < told.size(); ++i)
    CHECK(told[i].get()
          == (i % 2 == 0 ? spoken_versions{{"0.4.0"}, {"1.0.0"}}
                         : spoken_versions{{"1.0.0"}, {"0.4.0"}}));
  CHECK(runs() == 2);
}
