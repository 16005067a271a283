#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/names.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

TEST_CASE("params say what 4.3 wants", "[velocloud]") {
  CHECK(json::write(list_profiles_params({})) == "{}");
  CHECK(json::write(list_profiles_params(7)) == R"({"enterpriseId":7})");
  CHECK(json::write(read_module_params(7, 101, true))
        == R"({"enterpriseId":7,"configurationId":101,"modules":["QOS"],"noData":true})");
  module_write write;
  write.profile_id = 101;
  write.module_id = 1011;
  write.data = json::value::of({{"segments", json::array{}}});
  CHECK(write_method(write) == method::update_module);
  CHECK(json::write(write_module_params({}, write))
        == R"({"id":1011,"_update":{"name":"QOS","data":{"segments":[]}}})");
  write.create = true;
  CHECK(write_method(write) == method::insert_module);
  CHECK(json::write(write_module_params({}, write))
        == R"({"configurationId":101,"name":"QOS","data":{"segments":[]}})");
}

TEST_CASE("the profile list is read row by row", "[velocloud]") {
  const auto read = read_profiles(*json::parse(
    R"([{"id":101,"name":"P","logicalId":"g","configurationType":"SEGMENT_BASED","isStaging":1},
        {"name":"no id"},{"id":102,"name":"Q","isStaging":0,"enterpriseId":3}])"));
  REQUIRE(read);
  CHECK(read->profiles
        == std::vector<profile_row>{{101, "g", "P", "SEGMENT_BASED", true, 0},
                                    {102, "", "Q", "", false, 3}});
  CHECK(read_profiles(json::object{}).has_error());
}

TEST_CASE("the QOS module is found among the others, or its absence is", "[velocloud]") {
  auto read = read_module(*json::parse(
    R"([{"id":1,"name":"WAN"},{"id":1011,"name":"QOS","version":"17","data":{"segments":[]}}])"));
  REQUIRE(read);
  CHECK(read->version == "17");
  CHECK(as<module_state>(read->body).id == 1011);
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"WAN"}])"))->trouble == "ModuleMissing");
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"QOS","data":{}}])")).has_error());
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"QOS","data":{"segments":[{"rules":{}}]}}])"))
          .has_error());
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"QOS","data":{"segments":[{"rules":null}]}}])"))
          ->body);
  CHECK(read_module(json::object{}).has_error());
  CHECK(*read_version(*json::parse(R"([{"id":1,"name":"QOS","version":"18"}])")) == "18");
  CHECK(read_version(*json::parse(R"([{"id":1,"name":"QOS"}])"))->empty());
}

TEST_CASE("a write is done only when VCO says so", "[velocloud]") {
  CHECK(read_written(*json::parse(R"({"rows":1})")));
  CHECK(read_written(*json::parse(R"({"id":55})")));
  CHECK_FALSE(read_written(*json::parse(R"({"rows":0})")));
  CHECK_FALSE(read_written(json::object{}));
  CHECK_FALSE(read_written(json::array{}));
}
