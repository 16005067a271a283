#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

struct clustered : stage {
  clustered() {
    how.cluster_id = "c1";
    known = mirror{how};
  }
  const std::string mine = marker_of("c1");
};

} // namespace

TEST_CASE_METHOD(stage, "what went stale while weft was away is removed by a comparison alone",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  run("web", e, {"10.1.1.5/32"});
  known = mirror{how};
  asked.clear();
  settle();
  CHECK(apic.prefixes(e).size() == 2);
  const auto posts = apic.posts;
  compare();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(apic.posts == posts + 1);
}

TEST_CASE_METHOD(stage, "a comparison counts all that it would remove and what there is of ours",
                 "[aci]") {
  how.batch_children = 10;
  run("web", e, addresses(40));
  settle();
  run("web", e, addresses(15));
  known = mirror{how};
  asked.clear();
  read_on();
  sweep = true;
  const auto what = planned();
  CHECK(what.sweeps.size() == 25);
  CHECK(what.swept == 10);
  CHECK(what.ours == 41);
  sweep = false;
  CHECK(planned().sweeps.empty());
  CHECK_FALSE(planned().next);
}

TEST_CASE_METHOD(clustered, "things of another cluster or without our id are foreign", "[aci]") {
  make(e, marker_of("c2"));
  make(e, "10.1.1.5/32", marker_of("c2"));
  make(f, std::string{plain_marker});
  make(f, "10.1.1.6/32", std::string{plain_marker});
  const auto before = apic.all;
  run("web", e, {"10.1.1.5/32"});
  settle();
  compare();
  CHECK(apic.all == before);
  stop("web");
  settle();
  compare();
  CHECK(apic.all == before);
}

TEST_CASE_METHOD(stage, "without a cluster id things of clusters with one are foreign", "[aci]") {
  make(e, marker_of("c2"));
  make(e, "10.1.1.5/32", marker_of("c2"));
  const auto before = apic.all;
  run("web", e, {});
  settle();
  compare();
  CHECK(apic.all == before);
}

TEST_CASE_METHOD(clustered, "what bears our mark where nobody asks for anything is swept",
                 "[aci]") {
  const eepg_name old{"U", "P", "E"};
  const eepg_name theirs{"U", "P", "F"};
  apic.add_out(old.out());
  make(old, mine);
  make(old, "10.1.1.5/32", mine);
  make(theirs);
  make(theirs, "10.1.1.6/32", mine);
  make(theirs, "10.1.1.7/32", "");
  compare();
  CHECK_FALSE(apic.has(dn_of(old)));
  CHECK(apic.prefixes(theirs) == texts{"10.1.1.7/32"});
}

TEST_CASE_METHOD(stage, "without a cluster id what nobody refers to may be another's", "[aci]") {
  make(f, std::string{plain_marker});
  make(f, "10.1.1.6/32", std::string{plain_marker});
  const bool listed = GENERATE(true, false);
  if (listed)
    how.collected = {out};
  run("web", e, {});
  settle();
  compare();
  CHECK(apic.has(dn_of(f)) == !listed);
}

TEST_CASE_METHOD(stage, "what is left in somebody's EEPG goes by the wish that was taken back",
                 "[aci]") {
  make(e);
  run("web", e, {"10.1.1.5/32"});
  settle();
  make(e, "10.1.1.9/32", std::string{plain_marker});
  stop("web");
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.9/32"});
}

TEST_CASE_METHOD(clustered, "things with the plain mark are taken over when that is asked for",
                 "[aci]") {
  how.adopt_plain_marker = true;
  known = mirror{how};
  make(e, std::string{plain_marker});
  make(e, "10.1.1.5/32", std::string{plain_marker}, "import-security", "shop::web-0");
  run("web", e, {"10.1.1.5/32"});
  settle();
  CHECK(apic.at(dn_of(e), "annotation") == mine);
  CHECK(apic.at(dn_of(e, "10.1.1.5/32"), "annotation") == mine);
}

TEST_CASE_METHOD(clustered,
                 "what bears the plain mark and nobody wishes here may be another cluster's",
                 "[aci]") {
  how.adopt_plain_marker = true;
  known = mirror{how};
  make(f, std::string{plain_marker});
  make(f, "10.1.1.6/32", std::string{plain_marker});
  run("web", e, {"10.1.1.5/32"});
  settle();
  compare();
  CHECK(apic.has(dn_of(f)));
  CHECK(apic.prefixes(f) == texts{"10.1.1.6/32"});
}

TEST_CASE_METHOD(clustered, "an L3Out that nobody asks for any more is watched for ours alone",
                 "[aci]") {
  make(f);
  make(f, "10.9.0.0/16", "");
  run("web", f, {"10.1.1.5/32"});
  settle();
  stop("web");
  known.follow(parts);
  known.forget(out);
  asked.clear();
  const auto seen = known.observe(now);
  REQUIRE(seen->outs.contains(out));
  CHECK(seen->outs.at(out)->stands == l3out::standing::partly);
  CHECK(seen->outs.at(out)->eepgs.at("F")->subnets.size() == 1);
  settle();
  CHECK(apic.prefixes(f) == texts{"10.9.0.0/16"});
}

TEST_CASE_METHOD(clustered, "what was let go after a gap is ours only as far as a scan says so",
                 "[aci]") {
  run("web", f, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  vanish("web");
  lose_socket();
  apic.erase(dn_of(f, "10.1.1.6/32"));
  make(f, "10.1.1.6/32", "theirs");
  apic.told.clear();
  known.follow(parts);
  asked.clear();
  known.forget_all_but(asked);
  CHECK(known.observe(now)->outs.empty());
  compare();
  CHECK_FALSE(apic.has(dn_of(f, "10.1.1.5/32")));
}

TEST_CASE_METHOD(stage, "who vanishes without a word has asked for nothing to go", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  run("shop", f, {"10.1.1.6/32"});
  run("api", f, {"10.1.1.7/32"});
  settle();
  vanish("web");
  vanish("shop");
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(apic.prefixes(f) == texts{"10.1.1.6/32", "10.1.1.7/32"});
  CHECK_FALSE(known.observe(now)->departed);
  compare();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"}); // nobody refers to it: another's, perhaps
  CHECK(apic.prefixes(f) == texts{"10.1.1.7/32"});
}

TEST_CASE_METHOD(stage, "what one asks to go and another leaves without a word waits", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  run("shop", e, {"10.1.1.5/32"});
  settle();
  stop("web");
  settle();
  vanish("shop");
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
}

TEST_CASE_METHOD(stage, "a removal is known to be meant by who has never seen the wish", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  stop("web");
  known = mirror{how};
  asked.clear();
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(stage, "what has left a wish is known to have departed after a session's end",
                 "[aci]") {
  const auto past = std::make_shared<recollection>();
  known = mirror{how, past};
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  run("web", e, {"10.1.1.5/32"});
  known = mirror{how, past};
  asked.clear();
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
}

TEST_CASE_METHOD(stage, "an EEPG that was somebody's is waited for after a session's end as well",
                 "[aci]") {
  const auto past = std::make_shared<recollection>();
  known = mirror{how, past};
  make(e);
  run("web", e, {"10.1.1.5/32"});
  settle();
  apic.erase(dn_of(e));
  settle();
  CHECK(word_on("web") == "pending/WaitingForL3Out");
  known = mirror{how, past};
  asked.clear();
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(word_on("web") == "pending/WaitingForL3Out");
  make(e);
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
}

TEST_CASE_METHOD(stage, "what has never stood is not remembered once it is wished no more",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  for (int i = 0; i < 5; ++i) {
    run("web", e, {"10.1.1.5/32", "10.1.2." + std::to_string(i) + "/32"});
    known.follow(parts);
    run("web", e, {"10.1.1.5/32"});
    known.follow(parts);
  }
  CHECK_FALSE(known.observe(now)->departed);
  run("web", f, {});
  known.follow(parts);
  REQUIRE(known.observe(now)->departed);
  CHECK(known.observe(now)->departed->contains(e));
}
