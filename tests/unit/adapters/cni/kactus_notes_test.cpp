#include "adapters/cni/kactus_notes.hpp"
#include "tests/folder.hpp"

using namespace weft::cni;

TEST_CASE("what kactus has noted of a sandbox is read from the file of its name", "[cni][kactus]") {
  const folder here;
  here.write("s1", R"([{"type":"bridge","networkName":"red"}])");
  here.write("s2", "half a fi");
  std::filesystem::create_directory(here.path() / "s3");
  const auto all = read_kactus_notes("s1", here.path());
  REQUIRE(all.size() == 1);
  CHECK(all[0].network == "red");
  for (const auto* none : {"s2", "s3", "s4", "", ".", "../" /* a way out */})
    CHECK(read_kactus_notes(none, here.path()).empty());
}
