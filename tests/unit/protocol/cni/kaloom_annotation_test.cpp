#include "protocol/cni/annotation.hpp"
#include "protocol/cni/ignored_keys.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

std::vector<element> kaloom_of(std::string_view value, bool own_namespace = false) {
  const auto read = read_kaloom_annotation(value, own_namespace);
  INFO(value);
  REQUIRE(read.has_value());
  return *read;
}

bool kaloom_is_invalid(std::string_view value) {
  const auto read = read_kaloom_annotation(value, false);
  return !read && read.error().code == errc::malformed;
}

} // namespace

TEST_CASE("Kaloom's annotation names networks in the namespace default", "[cni]") {
  const auto all = kaloom_of(
    R"([{"name":"red","namespace":"ns2","upperLayers":["x"],"odd":{}},{"name":"green","ifMac":"02:00:00:00:00:0F"}])");
  REQUIRE(all.size() == 2);
  CHECK(all[0].network == network_reference{"default", "red"});
  CHECK(all[0].from == source::kaloom);
  CHECK_FALSE(all[0].left_alone);
  CHECK(all[1].mac == "02:00:00:00:00:0f");
}

TEST_CASE("Kaloom's namespace counts only where the settings say so", "[cni]") {
  CHECK(kaloom_of(R"([{"name":"red","namespace":"ns2"}])", true).front().network.ns == "ns2");
  CHECK(kaloom_of(R"([{"name":"red"}])", true).front().network.ns == "default");
}

TEST_CASE("networks that Kaloom's annotation withholds are left alone", "[cni]") {
  CHECK(kaloom_of(R"([{"name":"a","isPrimary":true}])").front().left_alone);
  CHECK(kaloom_of(R"([{"name":"a","podagentSkip":true,"isPrimary":false}])").front().left_alone);
  CHECK_FALSE(kaloom_of(R"([{"name":"a","podagentSkip":false}])").front().left_alone);
}

TEST_CASE("an empty Kaloom annotation asks for nothing", "[cni]") {
  CHECK(kaloom_of("").empty());
  CHECK(kaloom_of("[]").empty());
}

TEST_CASE("of one Kaloom network twice the last counts in the first's place", "[cni]") {
  const auto all
    = kaloom_of(R"([{"name":"a"},{"name":"b"},{"name":"a","ifMac":"02:00:00:00:00:05"}])");
  REQUIRE(all.size() == 2);
  CHECK(all[0].network.name == "a");
  CHECK(all[0].mac == "02:00:00:00:00:05");
  CHECK(all[1].network.name == "b");
}

TEST_CASE("what is no list of named objects is an invalid Kaloom annotation", "[cni]") {
  const auto value = GENERATE(
    Catch::Generators::as<std::string>{}, "\"green\"", "green", R"({"name":"green"})", "null", "5",
    "[1]", R"([{"name":5}])", "[{}]", R"([{"name":""}])", R"([{"name":"a","name":"b"}])",
    R"([{"name":"a"},])", "\xEF\xBB\xBF[]", "[{\"name\":\"\xff\"}]", R"([{"name":"a\u0000"}])",
    R"([{"name":"a","ifMac":5}])", R"([{"name":"a","isPrimary":"yes"}])", R"([{"name":NaN}])");
  CHECK(kaloom_is_invalid(value));
}

TEST_CASE("a Kaloom name or MAC that cannot be costs its element and no other", "[cni]") {
  const auto [member, value] = GENERATE(table<std::string, std::string>(
    {{"name", "../x"}, {"name", "a/b"}, {"name", "Upper"}, {"name", std::string(300, 'a')}}));
  const auto all = kaloom_of("[{\"" + member + "\":\"" + value + R"("},{"name":"good"}])");
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].refusal.empty());
  CHECK(all[1].refusal.empty());
}

TEST_CASE("a bad ifMac costs its element and no other", "[cni]") {
  const auto mac = GENERATE(Catch::Generators::as<std::string>{}, "zz", "00:11:22:33:44",
                            "01:00:5e:00:00:01", "00:00:00:00:00:00", "00:11:22:33:44:55:66:77");
  const auto all = kaloom_of(R"([{"name":"a","ifMac":")" + mac + R"("},{"name":"b"}])");
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].refusal.empty());
  CHECK(all[1].refusal.empty());
}

TEST_CASE("a Kaloom annotation larger than is sensible is invalid", "[cni]") {
  std::string many = "[{\"name\":\"a\"}";
  for (int i = 0; i < 64; ++i)
    many += ",{\"name\":\"a\"}";
  CHECK(kaloom_is_invalid(many + "]"));
  CHECK(kaloom_is_invalid("[" + std::string(65536, ' ') + "]"));
}

TEST_CASE("keys of Kaloom's elements that mean nothing are named", "[cni]") {
  CHECK(ignored_keys(source::kaloom,
                     R"([{"name":"a","ifmac":"02:00:00:00:00:05","upperLayers":["x"]}])")
        == std::vector<std::string>{R"(element 1, "a": "ifmac"; did you mean ifMac?)"});
}

TEST_CASE("who wrote an invalid Kaloom annotation is told which element is wrong", "[cni]") {
  const auto read = read_kaloom_annotation(R"([{"name":"a"},{"name":"b","ifMac":5}])", false);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().what
        == "annotation networks is at fault in element 2, \"b\": ifMac is no string");
}
