#include "tests/unit/actors/runtime/one_domain.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_domain, "I7: nothing is swept of a kind in doubt until it is served again",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto why = GENERATE(values<std::string>({"left", "vanished", "absent"}));
  CAPTURE(why);
  if (why == "left")
    caf::anon_send(subject, left_behind{"Wish"});
  else if (why == "vanished")
    caf::anon_send(subject, objects_changed{{{server.project("a"), nullptr, true}}});
  else
    caf::anon_send(subject, source_changed{"Wish", true, "not found", false, true});
  advance(59min);
  CHECK_FALSE(objects.live_uids({"Wish"}));
  SECTION("an hour later") {
    advance(1min);
    CHECK(objects.live_uids({"Wish"}));
  }
  SECTION("not while its definition is being deleted, or nobody knows") {
    server.kind_is = GENERATE(result<k8s::standing>{k8s::standing::ending},
                              result<k8s::standing>{fault{errc::unreachable, "down", "", {}}});
    advance(5h);
    CHECK_FALSE(objects.live_uids({"Wish"}));
    server.kind_is = k8s::standing::served;
    advance(1h);
    CHECK(objects.live_uids({"Wish"}));
  }
  SECTION("an hour after it has come back") {
    caf::anon_send(subject, source_changed{"Wish", true, "gone", false, true});
    caf::anon_send(subject, source_changed{"Wish", true, "", false, false});
    advance(59min);
    CHECK_FALSE(objects.live_uids({"Wish"}));
    advance(1min);
    CHECK(objects.live_uids({"Wish"}));
  }
}

TEST_CASE("I7: nothing is removed before the server has said that it goes on serving the kind",
          "[domain]") {
  one_domain here{fault{errc::unreachable, "down", "", {}}};
  CHECK(here.state() == "counting");
  SECTION("it does") {
    here.server.kind_is = k8s::standing::served;
    here.advance(5s);
    CHECK(here.objects.live_uids({"Wish"}));
  }
  SECTION("it does not") {
    here.server.kind_is = k8s::standing::ending;
    here.advance(5s);
    CHECK_FALSE(here.objects.live_uids({"Wish"}));
  }
  CHECK(here.state() == "complete");
}

namespace {

/// A domain that starts anew with an object that dies at once.
struct died_at_the_start : one_domain {
  died_at_the_start() {
    server.create("a", {{target_key, "voice"}});
    advance(5s);
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    server.edit("a", {{target_key, "crash"}});
    begin();
    settle();
    REQUIRE(state() == "counting");
  }
};

} // namespace

TEST_CASE_METHOD(died_at_the_start,
                 "I7: nothing is removed while an object that died may yet speak", "[domain]") {
  SECTION("until it does") {
    server.edit("a", {{target_key, "video"}});
    advance(10s);
    CHECK(vco.truth == words{{"weft-a", "video"}});
  }
  SECTION("until it is put aside") {
    advance(10min);
  }
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(died_at_the_start,
                 "I4: an object that dies at the start and goes keeps nobody waiting", "[domain]") {
  server.tear_out("a");
  advance(10s);
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(one_domain, "I4: whoever takes over lifts the doubts of those before",
                 "[domain]") {
  server.kind_is = GENERATE(result<k8s::standing>{k8s::standing::served},
                            result<k8s::standing>{fault{errc::not_found, "no", "", {}}});
  objects.doubt("Wish", true);
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  begin();
  settle();
  CHECK(state() == "complete");
  advance(59min);
  CHECK_FALSE(objects.live_uids({"Wish"}));
  server.kind_is = k8s::standing::served;
  advance(1h);
  CHECK(objects.live_uids({"Wish"}));
}

TEST_CASE_METHOD(one_domain, "I3: who takes over waits until no source is disturbed", "[domain]") {
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  subject = spawn(domain_supervisor, wiring);
  caf::anon_send(subject, source_changed{"Wish", true, "disturbed"});
  advance(1min);
  CHECK(state() == "syncing");
  CHECK(children().living.size() == 1);      // its sessions
  const bool absent = GENERATE(false, true); // which is a word of the present
  caf::anon_send(subject,
                 source_changed{"Wish", true, absent ? "no such kind" : "", false, absent});
  settle();
  CHECK(state() == "complete");
}

namespace {

/// The domain watches the kind Extra as well, which a cluster may lack.
struct with_extra : one_domain {
  with_extra() {
    auto whole = *wiring.filling;
    k8s::kind extra;
    extra.version = "v1";
    extra.name = "Extra";
    extra.plural = "extras";
    extra.mandatory = false;
    whole.kinds.push_back(extra);
    whole.interpret
      = [known = known, plain = whole.interpret](const k8s::projection& object, const view& index,
                                                 const contributions& before) {
          known->push_back(index.knows("Extra"));
          return plain(object, index, before);
        };
    wiring.filling = std::make_shared<const domain>(std::move(whole));
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    begin();
  }

  /// Whether each look at an object knew all there is of Extra.
  std::shared_ptr<std::vector<bool>> known = std::make_shared<std::vector<bool>>();
};

} // namespace

TEST_CASE_METHOD(with_extra,
                 "a kind that could not be heard of is not known, and once it is all "
                 "objects look again",
                 "[domain]") {
  const auto said = std::make_shared<std::string>();
  log::start({}, [said](std::string_view line) { *said += line; });
  const auto heard = GENERATE(source_changed{"Extra", true, ""},
                              source_changed{"Extra", false, "no such kind", false, true});
  caf::anon_send(subject, source_changed{"Extra", false, "denied", true});
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  REQUIRE_FALSE(known->empty());
  CHECK_FALSE(known->back());
  CHECK(said->find("kinds=Extra") != std::string::npos);
  CHECK(said->find("Every source has synced.") == std::string::npos);
  caf::anon_send(subject, heard);
  advance(1s);
  CHECK(known->back());
  known->clear();
  caf::anon_send(subject, source_changed{"Extra", heard.synced, "disturbed", false, heard.absent});
  advance(1s);
  CHECK(known->empty());
}

TEST_CASE_METHOD(with_extra,
                 "I7: a kind that a cluster may lack is waited for until it is heard of",
                 "[domain]") {
  advance(1min);
  CHECK(state() == "syncing");
  caf::anon_send(subject, GENERATE(source_changed{"Extra", true, ""},
                                   source_changed{"Extra", false, "no such kind", false, true},
                                   source_changed{"Extra", false, "denied"}));
  settle();
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(one_domain, "a source that stumbles does not put off what a doubt has put off",
                 "[domain]") {
  caf::anon_send(subject, left_behind{"Wish"});
  for (int i = 0; i < 12; ++i) {
    caf::anon_send(subject, source_changed{"Wish", true, i % 2 ? "" : "disturbed"});
    advance(5min);
  }
  CHECK(objects.live_uids({"Wish"}));
}
