#include "adapters/cni/record_files.hpp"
#include "adapters/cni/sim/disk.hpp"
#include "tests/printing.hpp"
#include "tests/unit/adapters/cni/one_record.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::cni;
using weft::cni::testing::some_attached;
using weft::cni::testing::some_record;

namespace {

struct kept_files {
  explicit kept_files(std::uint64_t seed = 1) : disk(seed) { files.open(); }

  kept_records all() { return files.read_all().value(); }

  /// The only record, which must be there.
  attachment_record only() {
    const auto read = all();
    REQUIRE(read.torn.empty());
    REQUIRE(read.whole.size() == 1);
    return read.whole.front();
  }

  std::vector<std::string> names(const std::string& folder) { return disk.list(folder).value(); }

  /// A death of the machine, and what a new life begins with.
  void restart() {
    disk.revive();
    disk.lose_power();
    record_files{disk}.open();
  }

  sim::disk disk;
  sim::disk shared;
  record_files files{disk, &shared};
  const record_name name = name_of(some_record());
  const std::string file = to_string(name);
};

} // namespace

TEST_CASE("a death of the machine at any point leaves the old record or the new one", "[cni]") {
  for (std::size_t at = 1; at <= 6; ++at)
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      kept_files one{seed};
      REQUIRE_FALSE(one.files.write(some_record()));
      one.disk.die_at(at);
      const bool written = !one.files.write(some_attached());
      one.restart();
      const auto left = one.only();
      CHECK((left == some_attached() || (!written && left == some_record())));
      CHECK(one.names("results").size() == 1);
      CHECK(one.names("corrupt").empty());
    }
}

TEST_CASE("a first record is there after a death, or it is not", "[cni]") {
  for (std::size_t at = 1; at <= 6; ++at)
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      kept_files one{seed};
      one.disk.die_at(at);
      const bool written = !one.files.write(some_record());
      one.restart();
      const auto left = one.all();
      CHECK(left.torn.empty());
      CHECK(left.whole.size() <= 1);
      CHECK((!written || left.whole.size() == 1));
    }
}

TEST_CASE("a record that was removed does not come back", "[cni]") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    kept_files one{seed};
    one.files.write(some_record());
    one.files.note_group(one.name, {77, 8899});
    CHECK_FALSE(one.files.remove(one.file));
    one.restart();
    CHECK(one.all().whole.empty());
    CHECK_FALSE(one.files.remove(one.file));
  }
}

TEST_CASE("the group at work is told with the record, and never endangers it", "[cni]") {
  kept_files one;
  one.files.write(some_record());
  const auto syncs = one.disk.syncs();
  CHECK_FALSE(one.files.note_group(one.name, {77, 8899}));
  CHECK(one.disk.syncs() == syncs);
  CHECK(one.only().group == 77);
  CHECK(one.only().group_born == 8899);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    kept_files other{seed};
    other.files.write(some_record());
    other.files.note_group(other.name, {77, 8899});
    other.files.note_group(other.name, {78, 8900});
    other.restart();
    auto left = other.only();
    CHECK((left.group == 0 || left.group == 78 || left.group == 77));
    left.group = 0;
    left.group_born = 0;
    CHECK(left == some_record());
  }
}

TEST_CASE("a record that is written again has no group at work", "[cni]") {
  kept_files one;
  one.files.write(some_record());
  one.files.note_group(one.name, {77, 8899});
  one.files.write(some_attached());
  CHECK(one.only() == some_attached());
}

TEST_CASE("a group that does not read is none", "[cni]") {
  for (const auto* text : {"", "77", "77 ", "x 1", "77 x", "77 8899 1", "77 -1"}) {
    kept_files one;
    one.files.write(some_record());
    one.disk.place("groups/" + one.file, text);
    CHECK(one.only() == some_record());
  }
}

TEST_CASE("what is no whole record of ours is told of until it is replaced or removed", "[cni]") {
  const auto text = encode(some_attached());
  auto foreign = text;
  foreign.replace(foreign.find("cniCacheV1"), 10, "cniCacheV9");
  for (const auto& bytes : {std::string{}, text.substr(0, text.size() / 2), foreign,
                            std::string{"[]"}, std::string(100, '\0')}) {
    kept_files one;
    one.files.write(some_record("net2"));
    one.disk.place("results/" + one.file, bytes);
    const auto read = one.all();
    CHECK(read.whole == std::vector{some_record("net2")});
    REQUIRE(read.torn.size() == 1);
    CHECK(read.torn[0].file == one.file);
    CHECK(read.torn[0].name == one.name);
    CHECK_FALSE(read.torn[0].trouble.empty());
    CHECK(one.all().torn.size() == 1);
    CHECK_FALSE(one.files.set_aside(one.file));
    CHECK(one.all().torn.size() == 1);
    CHECK(one.disk.read("corrupt/" + one.file).value() == bytes);
    one.files.write(some_record());
    CHECK(one.all().torn.empty());
    CHECK(one.all().whole.size() == 2);
  }
}

TEST_CASE("a record under another one's name is none", "[cni]") {
  kept_files one;
  one.disk.place("results/" + one.file, encode(some_record("net2")));
  const auto read = one.all();
  CHECK(read.whole.empty());
  CHECK(read.torn.size() == 1);
}

TEST_CASE("a file whose name says nothing can be removed as well", "[cni]") {
  kept_files one;
  one.disk.place("results/core", "x");
  const auto read = one.all();
  REQUIRE(read.torn.size() == 1);
  CHECK_FALSE(read.torn[0].name);
  CHECK_FALSE(one.files.set_aside("core"));
  CHECK_FALSE(one.files.remove("core"));
  CHECK(one.all().torn.empty());
  CHECK(one.names("corrupt") == std::vector<std::string>{"core"});
  CHECK_FALSE(one.files.set_aside("core"));
}

TEST_CASE("a disk that does not read for a while leaves no record torn", "[cni]") {
  struct : sim::disk {
    bool fails = false;
    result<std::string> read(const std::string& path) override {
      if (fails)
        return fault{errc::unreachable, "cannot read it: too many open files", path, {}};
      return sim::disk::read(path);
    }
  } disk;
  record_files files{disk};
  REQUIRE_FALSE(files.open());
  REQUIRE_FALSE(files.write(some_record()));
  disk.fails = true;
  const auto all = files.read_all();
  REQUIRE_FALSE(all.has_value());
  CHECK(all.error().code == errc::unreachable);
  disk.fails = false;
  CHECK(files.read_all().value().whole.size() == 1);
}

TEST_CASE("a copy for libcni that cannot be kept takes nothing back", "[cni]") {
  kept_files one;
  one.shared.fill_up(true);
  CHECK_FALSE(one.files.write(some_attached()));
  CHECK(one.only() == some_attached());
}

TEST_CASE("a full disk refuses the new record and keeps the old one", "[cni]") {
  kept_files one;
  one.files.write(some_record());
  one.disk.fill_up(true);
  const auto failed = one.files.write(some_attached());
  REQUIRE(failed);
  CHECK(failed->code == errc::unreachable);
  CHECK(failed->what.find("no space left") != std::string::npos);
  CHECK(one.only() == some_record());
  one.disk.fill_up(false);
  CHECK_FALSE(one.files.write(some_attached()));
  CHECK(one.only() == some_attached());
}

TEST_CASE("what a death has left half written is removed", "[cni]") {
  kept_files one;
  one.disk.place("results/" + one.file + ".new", "half");
  one.disk.place("groups/" + one.file + ".new", "7");
  CHECK(one.all().torn.empty());
  one.files.open();
  CHECK(one.names("results").size() == 1); // of a write that is under way
  record_files{one.disk}.open();
  CHECK(one.names("results").empty());
  CHECK(one.names("groups").empty());
  CHECK(one.all().torn.empty());
}

TEST_CASE("a copy for libcni is there as long as there is something to take away", "[cni]") {
  kept_files one;
  const auto copies = [&] { return one.shared.list("").value(); };
  one.files.write(some_record());
  CHECK(copies().empty());
  one.files.write(some_attached());
  CHECK(copies() == std::vector<std::string>{"data-s1-net1"});
  CHECK(one.shared.read("data-s1-net1").value() == encode(some_attached()));
  auto later = some_attached();
  later.at = phase::deleting;
  one.files.write(later);
  CHECK(copies().size() == 1);
  later.at = phase::detached;
  one.files.write(later);
  CHECK(copies().empty());
  one.files.write(some_attached());
  one.files.remove(one.file);
  CHECK(copies().empty());
}

TEST_CASE("a record whose name leads elsewhere is not written", "[cni]") {
  for (const auto* id : {"../../tmp/x", "a/b"}) {
    kept_files one;
    auto astray = some_record();
    astray.container_id = id;
    const auto failed = one.files.write(astray);
    REQUIRE(failed);
    CHECK(failed->code == errc::refused);
    CHECK(one.files.remove("../" + one.file)->code == errc::refused);
    CHECK(one.files.set_aside("../" + one.file)->code == errc::refused);
    CHECK(one.all().torn.empty());
  }
}

TEST_CASE("a record is synced twice when it is written", "[cni]") {
  kept_files one;
  const auto before = one.disk.syncs();
  one.files.write(some_record());
  CHECK(one.disk.syncs() == before + 2);
}
