#include "actors/watch/mirror.hpp"
#include "tests/unit/actors/watch/watched.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

k8s::projection note(const std::string& name, int version, const std::string& ns = "ns") {
  k8s::projection out;
  out.meta.key = {"Note", ns, name};
  out.meta.uid = "u-" + name;
  out.meta.version = static_cast<std::uint64_t>(version);
  return out;
}

struct mirrored {
  explicit mirrored(k8s::kind which = note_kind()) : kind(std::move(which)) {}

  k8s::kind kind;
  weft::index objects;
  std::vector<bool> shown; ///< whether the index showed each change when it was told
  std::size_t with_most = 0;
  mirror subject{
    objects, {"Note", ""}, kind, [this](const auto& before, const auto& now, bool along_with_most) {
      shown.push_back(objects.find((now ? now : before)->meta.key) == now);
      with_most += along_with_most ? 1 : 0;
    }};

  void hold(int count) {
    for (int i = 0; i < count; ++i)
      subject.take(note("n" + std::to_string(i), i + 1));
  }
  /// A snapshot with the first of those alone.
  void keep(int count, std::chrono::seconds asked = {}, bool returned = false) {
    for (int i = 0; i < count; ++i)
      subject.stage(note("n" + std::to_string(i), i + 1));
    subject.replace(mirror::instant{asked}, returned);
  }
};

/// Of a kind that no definition brings and takes.
struct mirrored_pods : mirrored {
  mirrored_pods() : mirrored(plain()) {}
  static k8s::kind plain() {
    auto out = note_kind();
    out.group.clear();
    return out;
  }
};

} // namespace

TEST_CASE_METHOD(mirrored, "the index shows a change before anybody hears of it", "[watch]") {
  subject.take(note("a", 1));
  subject.take(note("a", 2));
  subject.drop(note("a", 3));
  subject.stage(note("b", 4));
  subject.replace({}, false);
  subject.stage(note("c", 5));
  subject.replace({}, false);
  CHECK(shown == std::vector<bool>(6, true));
}

TEST_CASE_METHOD(mirrored, "a snapshot changes nothing before it is whole", "[watch]") {
  subject.stage(note("a", 1));
  CHECK(objects.size("Note") == 0);
  subject.forget_staged();
  subject.stage(note("b", 1));
  subject.replace({}, false);
  CHECK(objects.size("Note") == 1);
}

TEST_CASE_METHOD(mirrored, "what a snapshot repeats is held once", "[watch]") {
  subject.take(note("a", 1));
  const auto held = objects.find({"Note", "ns", "a"});
  subject.stage(note("a", 1));
  subject.replace({}, false);
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
    subject.replace({}, false);
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
    subject.replace({}, false);
    CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
  }
}

TEST_CASE_METHOD(mirrored, "nobody can say what lives while an object hides who it is", "[watch]") {
  subject.stage(note("a", 1));
  subject.stage(k8s::undecodable{{errc::malformed, "no metadata", "", {}}, {}, {}});
  subject.replace({}, false);
  CHECK_FALSE(objects.live_uids({"Note"}));
  subject.stage(note("a", 1));
  subject.replace({}, false);
  CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
}

TEST_CASE("a snapshot of one namespace leaves the others alone", "[watch]") {
  weft::index objects;
  mirror here{objects, {"Note", "ns"}, note_kind(), [](const auto&, const auto&, bool) {}};
  objects.put(take_snapshot(note("a", 1, "elsewhere")));
  here.take(note("b", 2));
  here.replace({}, false);
  CHECK(here.size() == 0);
  CHECK(objects.size("Note") == 1);
}

TEST_CASE("nobody can say what lives where only some namespaces are watched", "[watch]") {
  weft::index objects;
  mirror subject{objects, {"Note", "ns"}, note_kind(), [](const auto&, const auto&, bool) {}};
  subject.stage(note("a", 1));
  subject.replace({}, false);
  CHECK_FALSE(objects.live_uids({"Note"}));
  CHECK(objects.live_uids({"Other"}));
}

TEST_CASE_METHOD(mirrored, "what is missing with most others is held until a later snapshot agrees",
                 "[watch]") {
  hold(22);
  keep(10, 1000s);
  CHECK(objects.size("Note") == 22);
  CHECK(subject.missing() == 12);
  CHECK(subject.settles_from() == mirror::instant{1060s});
  SECTION("one that was asked for too soon does not count") {
    keep(10, 1059s);
    CHECK(objects.size("Note") == 22);
    CHECK(subject.settles_from() == mirror::instant{1060s});
  }
  SECTION("one that was asked for a minute later does") {
    keep(10, 1060s);
    CHECK(objects.size("Note") == 10);
    CHECK(with_most == 12); // perhaps along with their definition
    CHECK(objects.in_doubt("Note"));
    CHECK_FALSE(subject.settles_from());
  }
  SECTION("what is there again is missing no more") {
    keep(20, 1060s);
    CHECK(objects.size("Note") == 20);
    CHECK(subject.missing() == 0);
  }
  SECTION("whatever tells of it") {
    subject.take(note("n11", 99));
    CHECK(subject.missing() == 11);
    subject.drop(note("n12", 99));
    CHECK(subject.missing() == 10);
    CHECK(objects.size("Note") == 21);
  }
}

TEST_CASE_METHOD(mirrored, "more that is missing waits another minute", "[watch]") {
  hold(40);
  keep(18, 1000s);
  keep(6, 1030s);
  CHECK(subject.missing() == 34);
  CHECK(subject.settles_from() == mirror::instant{1090s});
  keep(6, 1090s);
  CHECK(objects.size("Note") == 6);
}

TEST_CASE_METHOD(mirrored, "half of what is held may be gone at once", "[watch]") {
  hold(22);
  keep(11);
  CHECK(objects.size("Note") == 11);
  CHECK(with_most == 0);
}

TEST_CASE_METHOD(mirrored_pods, "what two snapshots lack has been deleted if its kind is there",
                 "[watch]") {
  hold(22);
  keep(0, 1000s);
  CHECK(objects.size("Note") == 22);
  keep(0, 1060s);
  CHECK(objects.size("Note") == 0);
  CHECK(with_most == 0);
  CHECK_FALSE(objects.in_doubt("Note"));
}

TEST_CASE_METHOD(mirrored, "the index knows how old the oldest of its snapshots is", "[watch]") {
  CHECK_FALSE(objects.listed({"Note"}));
  keep(0, 5s);
  CHECK(objects.listed({"Note"}) == mirror::instant{5s});
  objects.note_listed("Other", "", mirror::instant{9s});
  CHECK(objects.listed({"Note", "Other"}) == mirror::instant{5s});
  CHECK(objects.listed({"Other"}) == mirror::instant{9s});
  subject.stage(k8s::undecodable{{errc::malformed, "no metadata", "", {}}, {}, {}});
  keep(0, 10s); // nobody can say what is missing
  CHECK(objects.listed({"Note"}) == mirror::instant{5s});
}

TEST_CASE_METHOD(mirrored, "a few may all be gone, unless their kind was away", "[watch]") {
  const bool returned = GENERATE(true, false);
  hold(10);
  keep(0, {}, returned);
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
  subject.replace({}, returned);
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
