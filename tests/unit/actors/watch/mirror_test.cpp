#include "actors/watch/mirror.hpp"
#include "tests/unit/actors/watch/watched.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::testing;

namespace {

k8s::projection note(const std::string& name, int version, const std::string& ns = "ns") {
  k8s::projection out;
  out.meta.key = {"Note", ns, name};
  out.meta.uid = "u-" + name;
  out.meta.version = static_cast<std::uint64_t>(version);
  return out;
}

struct mirrored {
  weft::index objects;
  std::vector<bool> shown; ///< whether the index showed each change when it was told
  std::size_t with_most = 0;
  mirror subject{
    objects, {"Note", ""}, true, [this](const auto& before, const auto& now, bool along_with_most) {
      shown.push_back(objects.find((now ? now : before)->meta.key) == now);
      with_most += along_with_most ? 1 : 0;
    }};

  void hold(int count) {
    for (int i = 0; i < count; ++i)
      subject.take(note("n" + std::to_string(i), i + 1));
  }
  /// A snapshot with the first of those alone.
  void keep(int count, bool returned = false) {
    for (int i = 0; i < count; ++i)
      subject.stage(note("n" + std::to_string(i), i + 1));
    subject.replace(returned);
  }
};

} // namespace

TEST_CASE_METHOD(mirrored, "the index shows a change before anybody hears of it", "[watch]") {
  subject.take(note("a", 1));
  subject.take(note("a", 2));
  subject.drop(note("a", 3));
  subject.stage(note("b", 4));
  subject.replace(false);
  subject.stage(note("c", 5));
  subject.replace(false);
  CHECK(shown == std::vector<bool>(6, true));
}

TEST_CASE_METHOD(mirrored, "a snapshot changes nothing before it is whole", "[watch]") {
  subject.stage(note("a", 1));
  CHECK(objects.size("Note") == 0);
  subject.forget_staged();
  subject.stage(note("b", 1));
  subject.replace(false);
  CHECK(objects.size("Note") == 1);
}

TEST_CASE_METHOD(mirrored, "what a snapshot repeats is held once", "[watch]") {
  subject.take(note("a", 1));
  const auto held = objects.find({"Note", "ns", "a"});
  subject.stage(note("a", 1));
  subject.replace(false);
  CHECK(objects.find({"Note", "ns", "a"}) == held);
}

TEST_CASE_METHOD(mirrored, "an object that was never readable counts as alive", "[watch]") {
  const object_key key{"Note", "ns", "odd"};
  const k8s::undecodable odd{{errc::malformed, "not a note", "", {}}, key, "u-odd"};
  const std::set<std::string> living{"u-a", "u-odd"};
  subject.take(note("a", 1));
  if (GENERATE(true, false)) { // an event tells of it, or a snapshot holds it
    subject.put_aside(odd);
  } else {
    subject.stage(note("a", 1));
    subject.stage(odd);
    subject.replace(false);
  }
  CHECK(objects.live_uids({"Note"}) == living);
  CHECK(objects.live_uids({"Other"}) == std::set<std::string>{});
  SECTION("until it is gone") {
    auto gone = note("odd", 2);
    subject.drop(gone);
    CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
  }
  SECTION("until a snapshot lacks it") {
    subject.stage(note("a", 1));
    subject.replace(false);
    CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
  }
}

TEST_CASE_METHOD(mirrored, "nobody can say what lives while an object hides who it is", "[watch]") {
  subject.stage(note("a", 1));
  subject.stage(k8s::undecodable{{errc::malformed, "no metadata", "", {}}, {}, {}});
  subject.replace(false);
  CHECK_FALSE(objects.live_uids({"Note"}));
  subject.stage(note("a", 1));
  subject.replace(false);
  CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
}

TEST_CASE("a snapshot of one namespace leaves the others alone", "[watch]") {
  weft::index objects;
  mirror here{objects, {"Note", "ns"}, true, [](const auto&, const auto&, bool) {}};
  objects.put(take_snapshot(note("a", 1, "elsewhere")));
  here.take(note("b", 2));
  here.replace(false);
  CHECK(here.size() == 0);
  CHECK(objects.size("Note") == 1);
}

TEST_CASE("nobody can say what lives where only some namespaces are watched", "[watch]") {
  weft::index objects;
  mirror subject{objects, {"Note", "ns"}, true, [](const auto&, const auto&, bool) {}};
  subject.stage(note("a", 1));
  subject.replace(false);
  CHECK_FALSE(objects.live_uids({"Note"}));
  CHECK(objects.live_uids({"Other"}));
}

TEST_CASE_METHOD(mirrored, "what vanishes with most others is told as such", "[watch]") {
  hold(22);
  SECTION("more than ten, and more than half") {
    keep(10);
    CHECK(with_most == 12);
  }
  SECTION("no more than half") {
    keep(11);
    CHECK(with_most == 0);
  }
}

TEST_CASE_METHOD(mirrored, "a few may all be gone, unless their kind was away", "[watch]") {
  const bool returned = GENERATE(true, false);
  hold(10);
  keep(0, returned);
  CHECK(objects.size("Note") == 0);
  CHECK(with_most == (returned ? 10 : 0));
}

TEST_CASE_METHOD(mirrored, "an object of the same name is another when its kind was away",
                 "[watch]") {
  const bool returned = GENERATE(true, false);
  hold(1);
  auto other = note("n0", 9);
  other.meta.uid = "u-second";
  subject.stage(other);
  subject.replace(returned);
  CHECK(with_most == (returned ? 1 : 0));
  CHECK(objects.in_doubt("Note") == returned);
}

TEST_CASE_METHOD(mirrored, "nobody can say what lives of a kind in doubt", "[watch]") {
  hold(1);
  objects.doubt("Note", true);
  CHECK_FALSE(objects.live_uids({"Note"}));
  CHECK(objects.live_uids({"Other"}));
  objects.doubt("Note", false);
  CHECK(objects.live_uids({"Note"}));
}
