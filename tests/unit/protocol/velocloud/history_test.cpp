#include "protocol/velocloud/history.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

json::value rule(const std::string& name, const std::string& id = {}) {
  auto out = json::value::of({{"name", name}, {"match", json::value::of({{"proto", 6}})}});
  if (!id.empty())
    out.set("ruleLogicalId", id);
  return out;
}

json::value module_of(json::array rules, json::array others = {}) {
  const auto segment = [](int id, json::array held) {
    return json::value::of(
      {{"segment", json::value::of({{"segmentId", id}})}, {"rules", std::move(held)}});
  };
  return json::value::of({{"segments", json::value::list({segment(0, std::move(rules)),
                                                          segment(7, std::move(others))})}});
}

std::vector<std::string> gone_from(const module_history& kept) {
  std::vector<std::string> out;
  for (const auto& one : kept.gone())
    out.push_back(one.rule->name + "@" + std::to_string(one.segment) + ":"
                  + std::to_string(one.position) + " " + one.version);
  return out;
}

using names = std::vector<std::string>;

const rule_names ours{{0, "mine"}, {0, "next"}};

} // namespace

TEST_CASE("the digest of foreign rules knows nothing of ours and of ids", "[velocloud]") {
  const auto digest
    = [](json::array rules) { return foreign_digest(module_of(std::move(rules)), ours); };
  const auto plain = digest({rule("a"), rule("b")});
  CHECK(plain.size() == 12);
  CHECK(digest({rule("mine"), rule("a", "1-2"), rule("b"), rule("next")}) == plain);
  CHECK(digest({rule("b"), rule("a")}) != plain);
  CHECK(digest({rule("a")}) != plain);
  CHECK(foreign_digest(module_of({}, {rule("a"), rule("b")}), ours) != plain);
  CHECK(foreign_digest(module_of({}, {rule("mine")}), ours)
        != foreign_digest(module_of({}), ours)); // that name is ours in another segment
  CHECK(foreign_digest(json::value{}, ours) == foreign_digest(module_of({}), ours));
}

TEST_CASE("a foreign rule that is gone can be read back, with its place and version",
          "[velocloud]") {
  module_history kept;
  kept.keep("1", module_of({rule("mine"), rule("a"), rule("b")}), ours);
  kept.keep("2", module_of({rule("mine"), rule("a"), rule("b"), rule("c")}, {rule("d")}), ours);
  CHECK(gone_from(kept).empty());
  kept.keep("3", module_of({rule("next"), rule("a")}), ours);
  CHECK(gone_from(kept) == names{"b@0:2 2", "c@0:3 2", "d@7:0 2"});
  CHECK(kept.gone().front().rule->text == json::write(rule("b")));
  kept.keep("4", module_of({rule("b"), rule("a")}), ours);
  CHECK(gone_from(kept) == names{"c@0:3 2", "d@7:0 2"});
}

TEST_CASE("a rule that we have taken over is not gone", "[velocloud]") {
  module_history kept;
  kept.keep("1", module_of({rule("taken")}), ours);
  auto more = ours;
  more.emplace(0, "taken");
  kept.keep("2", module_of({}), more);
  CHECK(gone_from(kept).empty());
}

TEST_CASE("a version is kept once, and twenty of them at most", "[velocloud]") {
  module_history kept;
  for (int n = 1; n <= 30; ++n)
    for (int twice = 0; twice < 2; ++twice)
      kept.keep(std::to_string(n), module_of({rule("a" + std::to_string(n))}), ours);
  CHECK(kept.size() == module_history::most);
  CHECK(kept.gone().size() == module_history::most - 1);
  CHECK(kept.gone().back().version == "11");
}

TEST_CASE("what did not change is kept once, and nothing beyond 16 MiB", "[velocloud]") {
  module_history kept;
  json::array many;
  for (int i = 0; i < 100; ++i)
    many.push_back(rule("r" + std::to_string(i)));
  kept.keep("1", module_of(many), ours);
  const auto once = kept.bytes();
  for (int n = 2; n <= 20; ++n)
    kept.keep(std::to_string(n), module_of(many), ours);
  CHECK(kept.bytes() == once);
  for (int n = 21; n <= 26; ++n)
    kept.keep(std::to_string(n), module_of({rule(std::string(6U << 20U, 'x') + std::to_string(n))}),
              ours);
  CHECK(kept.bytes() <= module_history::most_bytes);
  CHECK(kept.size() == 2);
}
