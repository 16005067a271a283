#include "adapters/cni/state_claim.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <string>

using namespace weft;

namespace {

/// The directory of an agent's records.
struct claimed_folder {
  claimed_folder() {
    how.node_name = "n1";
    how.state_dir = here.path().string();
  }

  /// Empty: it is claimed, and given back.
  std::string claim(const std::string& node = "n1") {
    how.node_name = node;
    const auto held = cni::claim_state(how);
    return held ? "" : to_string(held.error());
  }

  folder here;
  cni::settings how;
};

} // namespace

TEST_CASE_METHOD(claimed_folder, "of two agents with one folder the second is refused", "[cni]") {
  {
    const auto held = cni::claim_state(how);
    REQUIRE(held.has_value());
    CHECK(claim()
          == "cni.state_dir " + how.state_dir + ": another agent works with it, process "
               + std::to_string(::getpid()) + ": a node has one agent");
  }
  CHECK(claim().empty());
}

TEST_CASE_METHOD(claimed_folder, "a folder is claimed for the Node that it was first used for",
                 "[cni]") {
  CHECK(claim("n1").empty());
  CHECK(claim("n1").empty());
  const auto why = claim("n2");
  CHECK(why.starts_with("cni.state_dir " + how.state_dir
                        + ": holds what was attached on the Node n1, and cni.node_name is now n2"));
  CHECK(why.find("remove " + how.state_dir + "/node and start again") != std::string::npos);
  CHECK(claim("n1").empty());
  std::filesystem::remove(here.path() / "node");
  CHECK(claim("n2").empty());
  CHECK_FALSE(claim("n1").empty());
}

TEST_CASE_METHOD(claimed_folder, "a name that a death of the machine has left empty is none",
                 "[cni]") {
  here.write("node", "");
  CHECK(claim("n2").empty());
  CHECK_FALSE(claim("n1").empty());
}

TEST_CASE_METHOD(claimed_folder, "a folder that cannot be claimed says why", "[cni]") {
  std::filesystem::create_symlink("/etc/hostname", here.path() / "lock");
  CHECK(claim().find("cannot lock " + how.state_dir + "/lock: ") != std::string::npos);
  std::filesystem::remove(here.path() / "lock");
  std::filesystem::create_directory(here.path() / "node");
  CHECK(claim().find("cannot read it") != std::string::npos);
}
