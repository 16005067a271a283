#include "tests/cluster/rights.hpp"

#include <catch2/catch.hpp>

namespace weft::tests {

namespace {

constexpr const char* reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

} // namespace

bool is_allowed(site& here, const right& asked, const std::string& whom) {
  using json::value;
  const auto what = value::of({{"verb", asked.verb},
                               {"group", asked.group},
                               {"resource", asked.resource},
                               {"subresource", asked.part},
                               {"namespace", asked.ns}});
  const auto spec = value::of({{"user", whom}, {"resourceAttributes", what}});
  const auto said = here.ask("POST", reviews, json::write(value::of({{"spec", spec}})));
  REQUIRE(said.status == 201);
  return *said.document().find_path({"status", "allowed"}) == value{true};
}

void await_right(site& here, const right& asked, const std::string& whom) {
  here.await(whom + " may " + asked.verb + " " + asked.resource,
             [&] { return is_allowed(here, asked, whom); });
}

} // namespace weft::tests
