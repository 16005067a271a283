#include "protocol/k8s/cluster_id.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("a cluster is known by the uid of its namespace kube-system", "[k8s]") {
  CHECK(k8s::cluster_id_request().target == "/api/v1/namespaces/kube-system");
  k8s::response answer;
  answer.status = 200;
  answer.body = R"({"metadata":{"uid":"u-1"}})";
  CHECK(k8s::read_cluster_id(answer).value() == "u-1");
  answer.status = 403;
  CHECK(k8s::read_cluster_id(answer).error().code == errc::forbidden);
}

TEST_CASE("an answer without an identity is no cluster's", "[k8s]") {
  k8s::response answer;
  answer.status = 200;
  answer.body = GENERATE(R"({"metadata":{"uid":""}})", R"({"metadata":{}})");
  CHECK(k8s::read_cluster_id(answer).error().code == errc::malformed);
  answer.body = "<html>";
  CHECK(k8s::read_cluster_id(answer).error().what.find("uid") == std::string::npos);
}
