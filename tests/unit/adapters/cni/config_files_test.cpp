#include "adapters/cni/config_files.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace weft::cni;

namespace {

struct config_folder {
  config_folder() {
    std::string made = (std::filesystem::temp_directory_path() / "weft-config-XXXXXX").string();
    REQUIRE(::mkdtemp(made.data()));
    path = made;
  }
  ~config_folder() { std::filesystem::remove_all(path); }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream{path / name} << text;
  }

  std::filesystem::path path;
};

} // namespace

TEST_CASE_METHOD(config_folder,
                 "configuration files are read by name, with what lies beside a list",
                 "[cni][config]") {
  write("20-net.conflist", R"({"name":"net","plugins":[]})");
  write("10-eth.conf", R"({"name":"eth","type":"bridge"})");
  write("30-more.json", "{}");
  write("README", "no configuration");
  write("net/b.conf", "second");
  write("net/a.conf", "first");
  write("net/c.json", "neither");
  const auto all = read_config_files(path.string());
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "10-eth.conf");
  CHECK(all[0].beside.empty());
  CHECK(all[1].name == "20-net.conflist");
  CHECK(all[1].text == R"({"name":"net","plugins":[]})");
  CHECK(all[1].beside == std::vector<std::string>{"first", "second"});
  CHECK(all[2].name == "30-more.json");
}

TEST_CASE_METHOD(config_folder,
                 "a network that would lead out of the directory has nothing beside it",
                 "[cni][config]") {
  write("a/20-net.conflist", R"({"name":"../b"})");
  write("b/x.conf", "no");
  const auto all = read_config_files((path / "a").string());
  REQUIRE(all.size() == 1);
  CHECK(all[0].beside.empty());
}

TEST_CASE("a directory that is not there holds no configuration", "[cni][config]") {
  CHECK(read_config_files("/nowhere/at/all").empty());
}
