#include "adapters/cni/privileges.hpp"
#include "adapters/cni/this_node.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <string>

using namespace weft;

namespace {

const std::string all_privileges = "Name:\tweft\nCapEff:\t000001ffffffffff\n";

/// A machine as far as an agent looks at it: a socket, and a folder for records.
class machine {
public:
  machine() : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    how.node_name = "n1";
    how.runtime_socket = "unix://" + (here.path() / "c.sock").string();
    how.state_dir = (here.path() / "state" / "weft").string();
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::ranges::copy((here.path() / "c.sock").string(), name.sun_path);
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0);
  }
  ~machine() { ::close(listener_); }
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  /// Empty: it may start.
  std::string fault(const std::string& status = all_privileges) const {
    const auto wrong = cni::fault_in_node(how, status);
    return wrong ? to_string(*wrong) : "";
  }

  folder here;
  cni::settings how;

private:
  int listener_;
};

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("an agent that lacks nothing may start, and its folder is made", "[cni]") {
  const machine here;
  CHECK(here.fault().empty());
  CHECK(std::filesystem::is_directory(here.how.state_dir));
  CHECK_FALSE(std::filesystem::exists(here.how.state_dir + "/probe"));
  CHECK(here.fault().empty());
}

TEST_CASE("a capability that is lacking is named", "[cni]") {
  using names = std::vector<std::string>;
  CHECK(cni::lacking_privileges(all_privileges).empty());
  CHECK(cni::lacking_privileges("Name:\tx\nCapEff:\t0000000000200000\n") == names{"CAP_NET_ADMIN"});
  CHECK(cni::lacking_privileges("Name:\tx\nCapEff:\t0000000000001000\n") == names{"CAP_SYS_ADMIN"});
  CHECK(cni::lacking_privileges("").size() == 2);
  const machine here;
  CHECK(says(here.fault("Name:\tx\nCapEff:\t0000000000000000\n"),
             "lacks CAP_NET_ADMIN and CAP_SYS_ADMIN"));
}

TEST_CASE("a runtime's socket that is none is refused by its key and path", "[cni]") {
  machine here;
  here.how.runtime_socket = "unix:///no/such.sock";
  CHECK(here.fault().starts_with("cni.runtime_socket /no/such.sock: No such file or directory; "
                                 "must be the CRI socket"));
  here.how.runtime_socket = here.here.write("file", "x").string();
  CHECK(says(here.fault(), "/file: is no socket"));
}

TEST_CASE("a folder for records that cannot be one is refused by its key and path", "[cni]") {
  machine here;
  here.how.state_dir = here.here.write("file", "x").string() + "/below";
  CHECK(here.fault().starts_with("cni.state_dir " + here.how.state_dir + ": "));
  CHECK(says(here.fault(), "Not a directory; must be a directory"));
}

TEST_CASE("directories of an agent that are not there are named, with their keys", "[cni]") {
  machine here;
  const auto bin = here.here.path() / "bin";
  std::filesystem::create_directory(bin);
  here.how.config_dir = bin.string();
  here.how.plugin_dirs = {bin.string()};
  CHECK(cni::missing_directories(here.how).empty());
  here.how.plugin_dirs = {"/no/such/bin", bin.string()};
  here.how.config_dir = "/no/such/net.d";
  const std::vector<cni::missing_directory> both{{"cni.plugin_dirs", "/no/such/bin"},
                                                 {"cni.config_dir", "/no/such/net.d"}};
  CHECK((cni::missing_directories(here.how) == both));
  here.how.config_dir.clear();
  CHECK(cni::missing_directories(here.how).size() == 1);
}
