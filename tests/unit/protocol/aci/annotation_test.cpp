#include "protocol/aci/annotation.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

constexpr auto names_allowed
  = "; allowed: 1 to 64 characters, each a letter of a-z or A-Z, a digit or one of _ . : -";

std::string said_of(std::string_view value) {
  const auto read = read_annotation(value);
  return read ? "fine" : read.error().what;
}

std::string with_epg(const std::string& value) {
  return R"({"tenant":"T","l3out":"O","epg":)" + value + "}";
}

std::string about_epg(const std::string& what) {
  return "annotation aci.haystacknetworks.com/l3o: epg " + what + names_allowed;
}

} // namespace

TEST_CASE("an annotation names tenant, L3Out and EEPG", "[aci]") {
  const auto read = read_annotation(
    R"({ "tenant":"TEN_K8_C1", "l3out": "L3O_K8_C1", "epg":"EPG_K8_APP_MCAST" })");
  REQUIRE(read);
  CHECK(read->where == eepg_name{"TEN_K8_C1", "L3O_K8_C1", "EPG_K8_APP_MCAST"});
  CHECK_FALSE(read->pods);
  CHECK(read->warning.empty());
}

TEST_CASE("members of an annotation that are not ours are ignored", "[aci]") {
  const auto read
    = read_annotation(R"({"tenant":"T","owner":{"a":[1,null]},"l3out":"O","epg":"E","Epg":5})");
  REQUIRE(read);
  CHECK(read->where == eepg_name{"T", "O", "E"});
}

TEST_CASE("of several members of one name the last counts", "[aci]") {
  const auto read
    = read_annotation(R"({"tenant":"T","l3out":"O","epg":"a/b","epg":"E","pods":1,"pods":true})");
  REQUIRE(read);
  CHECK(read->where.epg == "E");
  CHECK(read->pods == true);
  CHECK(read->warning.empty());
  CHECK(said_of(R"({"tenant":"T","l3out":"O","epg":"E","epg":""})") == about_epg("is empty"));
}

TEST_CASE("the annotation says whether Pods are published", "[aci]") {
  CHECK(read_annotation(R"({"tenant":"T","l3out":"O","epg":"E","pods":false})")->pods == false);
  CHECK(read_annotation(R"({"tenant":"T","l3out":"O","epg":"E","pods":true})")->pods == true);
}

TEST_CASE("a word on Pods that is not a boolean is ignored with a warning", "[aci]") {
  const auto [value, shown]
    = GENERATE(table<std::string, std::string>({{R"("false")", R"("false")"},
                                                {"0", "0"},
                                                {"null", "null"},
                                                {"[]", "an array"},
                                                {R"({"a":1})", "an object"}}));
  const auto read = read_annotation(R"({"tenant":"T","l3out":"O","epg":"E","pods":)" + value + "}");
  REQUIRE(read);
  CHECK_FALSE(read->pods);
  CHECK(read->warning
        == "annotation aci.haystacknetworks.com/l3o: pods is " + shown
             + " and ignored; allowed: true or false");
}

TEST_CASE("an annotation that is no JSON object is answered with an example of one", "[aci]") {
  const auto [value, what] = GENERATE(table<std::string, std::string>(
    {{"", "is empty"},
     {"{tenant:T}", R"(is no JSON document: "{tenant:T}")"},
     {"T/O/E", R"(is no JSON document: "T/O/E")"},
     {R"({"tenant":"T"} x)", R"(is no JSON document: "{\"tenant\":\"T\"} x")"},
     {R"(["T","O","E"])", "is an array"},
     {R"("T")", "is a string"},
     {"5", "is a number"},
     {"true", "is a boolean"},
     {"null", "is null"}}));
  CHECK(said_of(value)
        == "annotation aci.haystacknetworks.com/l3o " + what
             + R"(; allowed: an object such as {"tenant":"T","l3out":"O","epg":"E"})");
}

TEST_CASE("trailing garbage makes a whole annotation malformed", "[aci]") {
  CHECK_THAT(said_of(with_epg(R"("E")") + "}"), Catch::Contains("is no JSON document"));
  CHECK_THAT(said_of(with_epg(R"("E")") + "{}"), Catch::Contains("is no JSON document"));
}

TEST_CASE("each member that is missing or no name is told with what is allowed", "[aci]") {
  CHECK(said_of("{}")
        == std::string{"annotation aci.haystacknetworks.com/l3o: tenant is missing, l3out is "
                       "missing, epg is missing"}
             + names_allowed);
  CHECK(said_of(R"({"tenant":5,"l3out":"","epg":null})")
        == std::string{"annotation aci.haystacknetworks.com/l3o: tenant is a number, l3out is "
                       "empty, epg is null"}
             + names_allowed);
  CHECK(said_of(R"({"tenant":"T","l3out":"O"})") == about_epg("is missing"));
  CHECK(said_of(with_epg("[]")) == about_epg("is an array"));
  CHECK(said_of(with_epg("{}")) == about_epg("is an object"));
  CHECK(said_of(with_epg("true")) == about_epg("is a boolean"));
  CHECK(said_of(with_epg(R"("")")) == about_epg("is empty"));
}

TEST_CASE("a name that could leave its place in a DN is refused", "[aci]") {
  const auto [value, what] = GENERATE(
    table<std::string, std::string>({{R"("a/b")", R"(is "a/b" and holds "/")"},
                                     {R"("a]")", R"(is "a]" and holds "]")"},
                                     {R"("[a")", R"(is "[a" and holds "[")"},
                                     {R"("a?b")", R"(is "a?b" and holds "?")"},
                                     {R"("%2f")", R"(is "%2f" and holds "%")"},
                                     {R"("a b")", R"(is "a b" and holds a blank)"},
                                     {R"("a\nb")", R"(is "a b" and holds U+000A)"},
                                     {R"("\u0000")", R"(is " " and holds U+0000)"},
                                     {R"("caf\u00e9")", "is \"caf\u00e9\" and holds U+00E9"},
                                     {R"("\ud83d\ude00")", "is \"\U0001F600\" and holds U+1F600"},
                                     {R"("a\"b")", R"(is "a\"b" and holds "\"")"}}));
  CHECK(said_of(with_epg(value)) == about_epg(what));
}

TEST_CASE("names may have 64 characters and no more", "[aci]") {
  CHECK(said_of(with_epg('"' + std::string(64, 'x') + '"')) == "fine");
  CHECK(said_of(with_epg('"' + std::string(65, 'x') + '"'))
        == about_epg("is \"" + std::string(40, 'x') + "\"\u2026 and has 65 characters"));
  CHECK(said_of(with_epg(R"("..")")) == "fine");
  CHECK(said_of(with_epg(R"("a:b.c_D-9")")) == "fine");
}

TEST_CASE("an odd or endless value is never told in full", "[aci]") {
  const auto long_name = '"' + std::string(5000, 'x') + "/\"";
  CHECK(said_of(with_epg(long_name)).size() < 300);
  CHECK(said_of(std::string(100'000, '{')).size() < 300);
  CHECK(said_of(with_epg(R"("\u0007\u001b[31m\u202e/")")).find('\x1b') == std::string::npos);
}

TEST_CASE("a cluster id is of plain characters and at most 63 of them", "[aci]") {
  CHECK(is_cluster_id("c1"));
  CHECK(is_cluster_id("Prod_eu-1.example"));
  CHECK(is_cluster_id(std::string(63, 'c')));
  for (const auto& bad : {std::string{}, std::string(64, 'c'), std::string{"a:b"},
                          std::string{"a,b"}, std::string{"a b"}, std::string{"a\n"}})
    CHECK_FALSE(is_cluster_id(bad));
}
