#include "tests/contract/cni/cri_cases.hpp"

#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace weft::cni::cases {

namespace {

using telling = sim::told_sandbox::telling;

const std::string path = "/var/run/netns/cni-1b4e28ba";

sim::told_sandbox some_sandbox(const std::string& id = "s1", std::uint32_t attempt = 0) {
  sim::told_sandbox out;
  out.what.id = id;
  out.what.uid = "u1";
  out.what.ns = "default";
  out.what.name = "web";
  out.what.attempt = attempt;
  out.what.ready = true;
  out.what.created_ns = 1'700'000'000'000'000'001 + attempt;
  out.what.netns = path;
  return out;
}

/// Whoever asks a runtime and waits.
struct asking {
  explicit asking(runtime_peer& with) : peer(with) {}

  template <class T>
  result<T> answer(const std::function<void(container_runtime::completion<T>)>& ask) {
    auto got = std::make_shared<std::optional<result<T>>>();
    auto come = std::make_shared<std::atomic<int>>(0);
    ask([got, come](result<T> what) {
      if (come->load() == 0)
        *got = std::move(what);
      ++*come;
    });
    REQUIRE(peer.wait([come] { return come->load() == 1; }));
    return **got;
  }

  result<runtime_version> version() {
    return answer<runtime_version>([&](auto done) { peer.way().ask_version(done); });
  }
  result<std::vector<sandbox>> list(const sandbox_query& which = {}) {
    return answer<std::vector<sandbox>>([&](auto done) { peer.way().list_sandboxes(which, done); });
  }
  result<sandbox> inspect(const std::string& id) {
    return answer<sandbox>([&](auto done) { peer.way().inspect_sandbox(id, done); });
  }
  std::vector<std::string> ids(const sandbox_query& which = {}) {
    std::vector<std::string> out;
    for (const auto& one : list(which).value())
      out.push_back(one.id);
    return out;
  }
  void add(const sim::told_sandbox& one) {
    peer.with([&](sim::runtime& runtime) { runtime.add(one); });
  }
  void character(const std::function<void(sim::runtime_character&)>& how) {
    peer.with([&](sim::runtime& runtime) { how(runtime.character); });
  }

  runtime_peer& peer;
};

/// What a stream tells.
struct heard_events {
  runtime_events events() {
    return {[this](std::string sandbox) {
              const std::lock_guard lock{guard};
              changes.push_back(std::move(sandbox));
            },
            [this](fault why) {
              const std::lock_guard lock{guard};
              end = why.code;
            }};
  }
  std::size_t count() {
    const std::lock_guard lock{guard};
    return changes.size();
  }
  std::ptrdiff_t count(const std::string& sandbox) {
    const std::lock_guard lock{guard};
    return std::count(changes.begin(), changes.end(), sandbox);
  }
  bool has_ended() {
    const std::lock_guard lock{guard};
    return end != errc::none;
  }

  std::mutex guard;
  std::vector<std::string> changes;
  errc end = errc::none;
};

void versions_told(runtime_peer& with) {
  asking one{with};
  CHECK(one.version().value() == runtime_version{"containerd", "1.6.20~ds1", "v1"});
  one.character([](auto& like) { like.like = sim::runtime_character::product::cri_o; });
  CHECK(one.version().value().name == "cri-o");
}

void older_version(runtime_peer& with) {
  asking one{with};
  one.add(some_sandbox());
  one.character([](auto& like) { like.speaks_v1 = false; });
  CHECK(one.version().value().api == "v1alpha2");
  CHECK(one.ids() == std::vector<std::string>{"s1"});
  CHECK(one.inspect("s1").value().netns == path);
  with.with([](sim::runtime& runtime) {
    CHECK(runtime.calls()
          == std::vector<std::string>{"/runtime.v1.RuntimeService/Version",
                                      "/runtime.v1alpha2.RuntimeService/Version",
                                      "/runtime.v1alpha2.RuntimeService/ListPodSandbox",
                                      "/runtime.v1alpha2.RuntimeService/PodSandboxStatus"});
  });
  one.character([](auto& like) { like.speaks_v1alpha2 = false; });
  CHECK(one.version().error().code == errc::refused);
  one.character([](auto& like) { like.speaks_v1 = true; });
  CHECK(one.version().value().api == "v1");
}

void listed_as_they_are(runtime_peer& with) {
  asking one{with};
  CHECK(one.ids().empty());
  one.add(some_sandbox());
  const auto all = one.list().value();
  REQUIRE(all.size() == 1);
  auto expected = some_sandbox().what;
  expected.netns.clear();
  expected.trouble = all[0].trouble;
  CHECK(all[0] == expected);
  CHECK_FALSE(all[0].trouble.empty());
}

void listed_by_query(runtime_peer& with) {
  asking one{with};
  auto dead = some_sandbox("s0");
  dead.what.ready = false;
  auto other = some_sandbox("s2");
  other.what.uid = "u2";
  other.what.name = "db";
  auto elsewhere = some_sandbox("s3");
  elsewhere.what.uid = "u3";
  elsewhere.what.ns = "kube-system";
  for (const auto& each : {dead, some_sandbox("s1", 1), other, elsewhere})
    one.add(each);
  using ids = std::vector<std::string>;
  CHECK(one.ids() == ids{"s0", "s1", "s2", "s3"});
  CHECK(one.ids({"u1", "", ""}) == ids{"s0", "s1"});
  CHECK(one.ids({"", "default", "web"}) == ids{"s0", "s1"});
  CHECK(one.ids({"", "kube-system", "web"}) == ids{"s3"});
  CHECK(one.ids({"none", "", ""}).empty());
}

void inspected(runtime_peer& with) {
  asking one{with};
  one.add(some_sandbox("s1", 3));
  for (const auto like :
       {sim::runtime_character::product::containerd, sim::runtime_character::product::cri_o})
    for (const bool infra : {false, true}) {
      one.character([&](auto& is) {
        is.like = like;
        is.infra_containers = infra;
      });
      CHECK(one.inspect("s1").value() == some_sandbox("s1", 3).what);
    }
  const auto missing = one.inspect("none");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == errc::not_found);
  CHECK(missing.error().where == "cri PodSandboxStatus");
}

void stopped(runtime_peer& with) {
  asking one{with};
  auto dead = some_sandbox();
  dead.what.ready = false;
  one.add(dead);
  const auto seen = one.inspect("s1").value();
  CHECK_FALSE(seen.ready);
  CHECK(seen.netns == path);
}

void node_network(runtime_peer& with) {
  asking one{with};
  auto host = some_sandbox();
  host.what.mode = sandbox::network::node;
  one.add(host);
  const auto seen = one.inspect("s1").value();
  CHECK(seen.mode == sandbox::network::node);
  CHECK(seen.netns.empty());
}

void nothing_guessed(runtime_peer& with) {
  asking one{with};
  for (const auto says : {telling::null_spec, telling::no_spec, telling::no_path,
                          telling::no_details, telling::no_json}) {
    auto vague = some_sandbox();
    vague.says = says;
    one.add(vague);
    const auto seen = one.inspect("s1").value();
    CHECK(seen.ready);
    CHECK(seen.netns.empty());
    CHECK_FALSE(seen.trouble.empty());
  }
}

void away_and_back(runtime_peer& with) {
  asking one{with};
  one.add(some_sandbox());
  CHECK(one.ids().size() == 1);
  with.set_up(false);
  CHECK(one.list().error().code == errc::unreachable);
  CHECK(one.inspect("s1").error().code == errc::unreachable);
  with.set_up(true);
  CHECK(with.wait([&] { return one.list().has_value(); }));
  CHECK(one.ids().size() == 1);
}

void slow_answers(runtime_peer& with) {
  asking one{with};
  one.add(some_sandbox());
  one.character([](auto& like) { like.latency = std::chrono::milliseconds{20}; });
  CHECK(one.ids().size() == 1);
}

void events_refused(runtime_peer& with) {
  heard_events heard;
  const auto stream = with.way().follow(heard.events());
  CHECK(with.wait([&] { return heard.has_ended(); }));
  CHECK(heard.end == errc::refused);
}

void events_told(runtime_peer& with) {
  asking one{with};
  one.character([](auto& like) { like.tells_events = true; });
  heard_events heard;
  const auto stream = with.way().follow(heard.events());
  int made = 0; // the stream is open once an event has come through
  CHECK(with.wait([&] {
    one.add(some_sandbox("s" + std::to_string(++made)));
    one.version();
    return heard.count() > 0;
  }));
  one.add(some_sandbox("last"));
  with.with([](sim::runtime& runtime) {
    runtime.change("last", [](sim::told_sandbox& each) { each.what.ready = false; });
    runtime.remove("last");
  });
  CHECK(with.wait([&] { return heard.count("last") == 3; }));
  with.set_up(false);
  CHECK(with.wait([&] { return heard.has_ended(); }));
  CHECK(heard.end == errc::unreachable);
}

void large_nodes(runtime_peer& with) {
  asking one{with};
  auto wordy = some_sandbox();
  wordy.labels["note"] = std::string(10'000, 'x');
  for (int i = 0; i < 600; ++i) {
    wordy.what.id = "s" + std::to_string(i);
    one.add(wordy);
  }
  CHECK(one.ids().size() == 600); // six megabytes, where gRPC stops at four by itself
}

} // namespace

const std::vector<runtime_case>& runtime_cases() {
  static const std::vector<runtime_case> all{
    {"a runtime says what it is", versions_told},
    {"a runtime that only knows the older interface is spoken to in that", older_version},
    {"sandboxes are listed as they are", listed_as_they_are},
    {"of sandboxes those are listed that are asked for", listed_by_query},
    {"a sandbox is told with its namespace, by both products", inspected},
    {"a stopped sandbox still names its namespace", stopped},
    {"a sandbox in the node's network names none", node_network},
    {"a namespace that is not told is not guessed", nothing_guessed},
    {"a runtime that goes away is unreachable, and comes back", away_and_back},
    {"an answer may take its time", slow_answers},
    {"a runtime that tells no events says so", events_refused},
    {"events name their sandbox, until the runtime goes away", events_told},
    {"a list of a large node fits", large_nodes},
  };
  return all;
}

} // namespace weft::cni::cases
