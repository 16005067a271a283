#include "protocol/avi/mirror.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace weft::avi;
namespace json = weft::json;

namespace {

const object_name pool_a{"pool", "a"};
const object_name pool_b{"pool", "b"};

json::value mirrored(const std::string& name, int modified, const std::string& word = "x") {
  return json::value::of(
    {{"name", name}, {"_last_modified", std::to_string(modified)}, {"word", word}});
}

bool every_object(const object_name&, const json::value&) {
  return true;
}

std::string word_in(const mirror& known, const object_name& which) {
  const auto found = known.objects().find(which);
  return found == known.objects().end() ? "none" : std::string{found->second->text_at({"word"})};
}

} // namespace

TEST_CASE("what has been learned since a request left is not undone by its answer", "[avi]") {
  mirror known;
  const auto read = known.mark();
  const auto written = known.mark();
  known.take(pool_a, mirrored("a", 5, "written"), written);
  known.take(pool_a, mirrored("a", 3, "read"), read);
  CHECK(word_in(known, pool_a) == "written");
}

TEST_CASE("a later version counts whichever answer comes last", "[avi]") {
  mirror known;
  const auto read = known.mark();
  const auto written = known.mark();
  known.take(pool_a, mirrored("a", 3, "written"), written);
  known.take(pool_a, mirrored("a", 5, "of others"), read);
  CHECK(word_in(known, pool_a) == "of others");
}

TEST_CASE("a list that was asked for before a deletion does not bring the object back", "[avi]") {
  mirror known;
  known.take(pool_a, mirrored("a", 1), known.mark());
  const auto list = known.mark();
  known.take_gone(pool_a, known.mark());
  known.take_all("pool", {mirrored("a", 1)}, true, list, every_object);
  CHECK(known.objects().empty());
}

TEST_CASE("what a whole list does not hold is gone, but for what was made meanwhile", "[avi]") {
  mirror known;
  known.take(pool_a, mirrored("a", 1), known.mark());
  const auto list = known.mark();
  known.take(pool_b, mirrored("b", 2), known.mark());
  known.take_all("pool", {}, true, list, every_object);
  CHECK(word_in(known, pool_a) == "none");
  CHECK(word_in(known, pool_b) == "x");
}

TEST_CASE("what a list does not hold that moved under its reader is in doubt, and not gone",
          "[avi]") {
  mirror known;
  known.take(pool_a, mirrored("a", 1), known.mark());
  known.take_all("pool", {mirrored("b", 2)}, false, known.mark(), every_object);
  CHECK(word_in(known, pool_a) == "x");
  CHECK(known.doubtful() == std::set<object_name>{pool_a});
}

TEST_CASE("a list says nothing of what it does not cover", "[avi]") {
  mirror known;
  known.take(pool_a, mirrored("a", 1), known.mark());
  known.take_all("pool", {mirrored("b", 2)}, true, known.mark(),
                 [](const object_name& which, const json::value&) { return which.name == "b"; });
  CHECK(word_in(known, pool_a) == "x");
  CHECK(word_in(known, pool_b) == "x");
}

TEST_CASE("a doubt is ended by an answer to a later request alone", "[avi]") {
  mirror known;
  const auto early = known.mark();
  known.doubt(pool_a);
  known.take(pool_a, mirrored("a", 1), early);
  CHECK(known.doubtful().contains(pool_a));
  known.take(pool_a, mirrored("a", 1), known.mark());
  CHECK(known.doubtful().empty());
  known.doubt(pool_a);
  known.take_gone(pool_a, known.mark());
  CHECK(known.doubtful().empty());
}

TEST_CASE("a version changes with its objects and with nothing else", "[avi]") {
  mirror known;
  known.take(pool_a, mirrored("a", 1), known.mark());
  known.take(pool_b, mirrored("b", 1), known.mark());
  const stock only_a{{pool_a, known.objects().at(pool_a)}};
  const auto before = known.version_of(only_a);
  known.take(pool_a, mirrored("a", 1), known.mark());
  known.take(pool_b, mirrored("b", 2), known.mark());
  CHECK(known.version_of(only_a) == before);
  known.take(pool_a, mirrored("a", 2), known.mark());
  CHECK(known.version_of(only_a) != before);
  CHECK(known.version_of({}) != before);
}
