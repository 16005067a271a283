#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

namespace weft::cni::testing {

namespace {

/// A disk that cannot be read for a while.
class sick_records : public in_process_records {
public:
  using in_process_records::in_process_records;

  void read_all(std::function<void(result<kept_records>)> done) override {
    if (well)
      return in_process_records::read_all(std::move(done));
    done(fault{errc::refused, "Input/output error", "disk", {}});
  }

  bool well = false;
};

} // namespace

TEST_CASE_METHOD(running_session,
                 "a question is answered with what runtime, disk and namespaces say now",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  work("web-01");
  REQUIRE(look("web-01") == errc::none);
  CHECK(seen->version.empty());
  CHECK(view().runtime_answers);
  CHECK(view().boot_id == node.boot_id());
  REQUIRE(view().sandboxes.size() == 1);
  CHECK(view().sandboxes[0].id == id);
  CHECK(view().sandboxes[0].netns == node.netns_of(id));
  REQUIRE(view().namespaces.contains(node.netns_of(id)));
  CHECK(find(view().namespaces.at(node.netns_of(id)).interfaces, "net1"));
  CHECK_FALSE(view().host.empty());
  const auto version = ask<probed>(subject, probe{target("web-01")});
  REQUIRE(version);
  CHECK(version->version.empty());
}

TEST_CASE_METHOD(one_session, "what kactus has attached to a Pod's sandbox of now is told along",
                 "[cni][session]") {
  kactus = [](const std::string& sandbox) {
    return std::vector<kactus_attachment>{{"red", sandbox}};
  };
  begin();
  run("web-01", "data@net1");
  const auto id = node.run_pod("shop", "web-01", uid_of("web-01"), 1);
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().by_kactus.size() == 1);
  CHECK(view().by_kactus[0].config == id);
}

TEST_CASE_METHOD(running_session, "what is no Pod's target is not found", "[cni][session]") {
  auto got = ask<observed>(subject, observe{"aci/fabric", nullptr, false});
  REQUIRE_FALSE(got);
  CHECK(to_fault(got.error()).code == errc::not_found);
}

TEST_CASE_METHOD(running_session,
                 "while the runtime is away that is the answer, and its return is told",
                 "[cni][session]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  run("web-01", "data@net1");
  advance(1s);
  CHECK(home.openings == 1);
  CHECK(detail("runtime").starts_with("containerd"));
  CHECK(detail("interface") == "v1");
  CHECK(detail("unfit").empty());
  node.containers.set_up(false);
  REQUIRE(look("web-01") == errc::none);
  CHECK_FALSE(view().runtime_answers);
  CHECK(view().sandboxes.empty());
  CHECK_FALSE(plan("web-01").work);
  advance(1min);
  CHECK(told_of_itself().state == "away");
  CHECK_FALSE(detail("unfit").empty());
  CHECK(home.openings == 1);
  home.stirs.clear();
  node.containers.set_up(true);
  advance(10s);
  CHECK(home.openings == 2);
  CHECK(detail("unfit").empty());
  CHECK(stirs_of("web-01") >= 1);
  CHECK(numbers.exposition().find("cri_reconnects_total 1") != std::string::npos);
  CHECK(work("web-01").code == errc::none);
  world.numbers = nullptr;
}

TEST_CASE_METHOD(running_session, "a runtime that takes calls and says nothing is away as well",
                 "[cni][session]") {
  run("web-01", "data@net1");
  node.containers.character.answers = false;
  CHECK(look("web-01", 6s) == errc::none);
  CHECK_FALSE(view().runtime_answers);
}

TEST_CASE_METHOD(running_session,
                 "a new sandbox of a Pod is noticed by the next list, and attached to",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  work("web-01");
  run("web-02", "");
  REQUIRE(look("web-02") == errc::none);
  advance(15s);
  home.stirs.clear();
  node.kill_pause(id);
  const auto next = node.run_pod("shop", "web-01", uid_of("web-01"), 1);
  advance(11s);
  CHECK(stirs_of("web-01") == 1);
  CHECK(stirs_of("web-02") == 0);
  REQUIRE(look("web-01") == errc::none);
  CHECK(view().sandboxes.size() == 2);
  converge("web-01");
  CHECK(has(next));
  CHECK_FALSE(has(id));
  CHECK(node.pools.count("data") == 1);
}

TEST_CASE_METHOD(one_session, "a runtime that tells events is heard at once", "[cni][session]") {
  node.containers.character.tells_events = true;
  begin();
  const auto id = run("web-01", "data@net1");
  work("web-01");
  advance(1s);
  CHECK(detail("events") == "followed");
  home.stirs.clear();
  node.kill_pause(id);
  advance(200ms);
  CHECK(stirs_of("web-01") == 1);
  node.containers.set_up(false);
  advance(5s);
  node.containers.set_up(true);
  advance(15s);
  CHECK(detail("events") == "followed");
}

TEST_CASE_METHOD(running_session,
                 "a Pod whose uid the runtime does not know is looked for by its name",
                 "[cni][session]") {
  wish("web-01", "data@net1");
  const auto id = node.run_pod("shop", "web-01", "8b1a9953c4611296a827abf8c47804d7");
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().sandboxes.size() == 1);
  CHECK(view().sandboxes[0].id == id);
  home.stirs.clear();
  node.kill_pause(id);
  advance(11s);
  CHECK(stirs_of("web-01") == 1);
  wish("web-02", "data@net1");
  node.run_pod("shop", "web-02", uid_of("web-03"));
  REQUIRE(look("web-02") == errc::none);
  CHECK(view().sandboxes.size() == 1);
  CHECK_FALSE(plan("web-02").work); // it is not its own
}

TEST_CASE_METHOD(one_session,
                 "records that cannot be read leave questions unanswered until they can",
                 "[cni][session]") {
  begin();
  const auto disk = std::make_shared<sick_records>(node.files, around());
  ends.records = disk;
  home.inventories.clear();
  crash();
  run("web-01", "data@net1");
  CHECK(look("web-01") == errc::unreachable);
  CHECK(home.inventories.empty());
  disk->well = true;
  advance(1s);
  CHECK(look("web-01") == errc::none);
  CHECK(home.inventories.size() == 1);
}

TEST_CASE_METHOD(one_session, "a record that does not read is shown to its Pod alone",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  run("web-02", "data@net1");
  begin();
  work("web-01");
  const auto file = to_string(record_name{uid_of("web-01"), id, "net1"});
  node.files.place("results/" + file, "");
  restart();
  REQUIRE(look("web-02") == errc::none);
  CHECK(view().torn.empty());
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().torn.size() == 1);
  CHECK(view().torn[0].file == file);
  CHECK(detail("torn_records") == "1");
  converge("web-01");
  CHECK(has(id));
  CHECK(view().torn.empty());
  CHECK(detail("torn_records") == "0");
}

TEST_CASE_METHOD(
  one_session,
  "the inventory has the Pods with records and the node's configuration, as they change",
  "[cni][session]") {
  texts lines;
  log::start({}, [&lines](std::string_view one) { lines.emplace_back(one); });
  const auto complaints = [&lines](const std::string& file) {
    return std::ranges::count_if(lines, [&](const std::string& one) {
      return one.find("is of no use") != one.npos && one.find("file=" + file) != one.npos;
    });
  };
  std::vector<config_file> files{
    {"10-eth.conflist", R"({"name":"eth","plugins":[{"type":"bridge"}]})", {}},
    {"15-bad.conf", "{", {}}};
  config_files = [&files] { return files; };
  begin();
  CHECK(complaints("15-bad.conf") == 1);
  REQUIRE(home.inventories.size() == 1);
  CHECK(home.inventories[0].targets.empty());
  CHECK(home.inventories[0].config_files == files);
  run("web-01", "data@net1");
  run("web-02", "data@net1");
  work("web-01");
  work("web-02");
  advance(6s);
  REQUIRE(home.inventories.size() == 2);
  CHECK(home.inventories[1].targets == texts{target("web-01"), target("web-02")});
  files.push_back({"20-more.conf", "{}", {}});
  advance(11s);
  REQUIRE(home.inventories.size() == 3);
  CHECK(home.inventories[2].config_files == files);
  advance(30s);
  CHECK(home.inventories.size() == 3);
  CHECK(ask<description>(subject, describe{}));
  caf::anon_send(subject, learn{});
  settle();
  CHECK(home.inventories.size() == 4);
  CHECK(complaints("10-eth.conflist") == 0);
  CHECK(complaints("15-bad.conf") == 1);
  CHECK(complaints("20-more.conf") == 1);
  log::start({});
}

TEST_CASE_METHOD(running_session, "many questions are asked a few at a time", "[cni][session]") {
  for (int i = 10; i < 40; ++i)
    run("web-" + std::to_string(i), "");
  advance(11s);
  holding = true;
  node.containers.forget_calls();
  std::vector<decltype(begin_look(""))> pending;
  for (int i = 10; i < 40; ++i)
    pending.push_back(begin_look("web-" + std::to_string(i)));
  settle();
  CHECK(messages.size() == session_state::looks_at_once);
  holding = false;
  settle();
  for (auto& one : pending)
    one.receive([](observed&) {}, [](caf::error&) { FAIL(); });
}

} // namespace weft::cni::testing
