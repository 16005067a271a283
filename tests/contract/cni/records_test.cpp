#include "adapters/cni/in_process_records.hpp"
#include "adapters/cni/real_disk.hpp"
#include "adapters/cni/sim/disk.hpp"
#include "adapters/cni/threaded_records.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/contract/cni/in_one_thread.hpp"
#include "tests/contract/cni/record_cases.hpp"
#include "tests/folder.hpp"
#include "tests/unit/adapters/cni/one_record.hpp"

#include <sys/stat.h>

#include <thread>

using namespace weft;
using namespace weft::cni;

namespace {

/// All in one thread.
class simulated_records : public cases::record_peer {
public:
  record_store& store() override { return *store_; }
  void restart() override { store_ = fresh(); }
  void place(const std::string& path, const std::string& bytes) override {
    disk_.place(path, bytes);
  }
  void wipe() override { disk_.wipe(); }
  bool wait(const std::function<bool()>& so) override { return world_.wait(so); }

private:
  std::unique_ptr<record_store> fresh() {
    return std::make_unique<in_process_records>(disk_, world_.surroundings());
  }

  cni::testing::in_one_thread world_;
  sim::disk disk_;
  std::unique_ptr<record_store> store_ = fresh();
};

/// On the disk of this machine.
class real_records : public cases::record_peer {
public:
  record_store& store() override { return *store_; }
  void restart() override {
    store_ = nullptr;
    store_ = fresh();
  }
  void place(const std::string& path, const std::string& bytes) override {
    here_.write("agent/" + path, bytes);
  }
  void wipe() override { std::filesystem::remove_all(at("agent")); }
  bool wait(const std::function<bool()>& so) override {
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (!so() && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    return so();
  }
  std::string at(const std::string& path) const { return (here_.path() / path).string(); }

private:
  std::unique_ptr<record_store> fresh() { return std::make_unique<threaded_records>(at("agent")); }

  folder here_;
  std::unique_ptr<record_store> store_ = fresh();
};

mode_t mode_of(const std::string& path) {
  struct stat seen = {};
  return ::lstat(path.c_str(), &seen) == 0 ? seen.st_mode & 0777U : 0;
}

} // namespace

TEST_CASE("records on a simulated disk are kept as promised", "[cni][contract]") {
  for (const auto& one : cases::record_cases())
    DYNAMIC_SECTION(one.name) {
      simulated_records peer;
      one.holds(peer);
    }
}

TEST_CASE("records on a real disk are kept as promised", "[cni][contract]") {
  for (const auto& one : cases::record_cases())
    DYNAMIC_SECTION(one.name) {
      real_records peer;
      one.holds(peer);
    }
}

TEST_CASE("nobody but us reads records", "[cni]") {
  real_records peer;
  cni::testing::awaited<result<kept_records>> read;
  peer.store().read_all(read.callback());
  REQUIRE(read.get().has_value());
  cni::testing::awaited<std::optional<fault>> written;
  peer.store().write(cni::testing::some_record(), written.callback());
  CHECK_FALSE(written.get());
  CHECK(mode_of(peer.at("agent")) == 0700);
  CHECK(mode_of(peer.at("agent/results")) == 0700);
  CHECK(mode_of(peer.at("agent/results/" + to_string(name_of(cni::testing::some_record()))))
        == 0600);
}

TEST_CASE("a disk follows no symbolic link and names what fails", "[cni]") {
  folder here;
  real_disk disk{here.path().string()};
  std::filesystem::create_symlink("/etc/passwd", here.path() / "link");
  const auto read = disk.read("link");
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == errc::malformed);
  CHECK(read.error().where == (here.path() / "link").string());
  CHECK(disk.write("link", "x").has_value());
  CHECK(disk.read("none").error().code == errc::not_found);
  CHECK(disk.remove("none")->code == errc::not_found);
  CHECK(disk.list("none").error().code == errc::not_found);
}

TEST_CASE("what was asked of a store is carried out before it goes", "[cni]") {
  folder here;
  const auto at = (here.path() / "agent").string();
  std::atomic<int> written = 0;
  {
    threaded_records store{at};
    cni::testing::awaited<result<kept_records>> read;
    store.read_all(read.callback());
    REQUIRE(read.get().has_value());
    for (int i = 0; i < 20; ++i)
      store.write(cni::testing::some_record("net" + std::to_string(i)),
                  [&](std::optional<fault> failed) { written += failed ? 0 : 1; });
  }
  CHECK(written == 20);
}
