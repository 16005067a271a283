#include "actors/watch/index.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace weft;

namespace {

snapshot<k8s::projection> filed_object(const std::string& name, k8s::string_pairs labels) {
  k8s::projection out;
  out.meta.key = {"Pod", "ns", name};
  out.meta.uid = "uid-" + name;
  out.meta.labels = std::move(labels);
  return take_snapshot(std::move(out));
}

std::vector<std::string> label_values(const k8s::projection& of) {
  std::vector<std::string> out;
  for (const auto& [name, value] : of.meta.labels)
    out.push_back(value);
  return out;
}

std::set<std::string> found_under(const std::string& word, const weft::index& in) {
  std::set<std::string> names;
  in.each_filed("by label", word,
                [&](const k8s::projection& one) { names.insert(one.meta.key.name); });
  return names;
}

} // namespace

TEST_CASE("objects are found by the words that stand in them, also those that came before",
          "[index]") {
  weft::index all;
  all.put(filed_object("a", {{"app", "x"}}));
  all.file("by label", label_values);
  all.put(filed_object("b", {{"app", "x"}, {"tier", "y"}}));
  CHECK(found_under("x", all) == std::set<std::string>{"a", "b"});
  CHECK(found_under("y", all) == std::set<std::string>{"b"});
  CHECK(found_under("z", all).empty());
  domain_view mine{all, "by label"};
  int visits = 0;
  mine.each_filed("x", [&](const k8s::projection&) { ++visits; });
  CHECK(visits == 2);
}

TEST_CASE("an object that changes or goes is filed elsewhere or nowhere", "[index]") {
  weft::index all;
  all.file("by label", label_values);
  all.put(filed_object("a", {{"app", "x"}}));
  all.put(filed_object("a", {{"app", "y"}}));
  CHECK(found_under("x", all).empty());
  CHECK(found_under("y", all) == std::set<std::string>{"a"});
  all.put(filed_object("a", {{"app", "z"}}), [](const auto&) { return true; });
  CHECK(found_under("y", all) == std::set<std::string>{"a"});
  all.take({"Pod", "ns", "a"});
  CHECK(found_under("y", all).empty());
}
