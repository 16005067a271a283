#include "protocol/k8s/status.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace std::chrono_literals;

namespace {

k8s::response answer(int code, std::string_view reason, std::string_view rest = "") {
  k8s::response made;
  made.status = code;
  made.body = R"({"kind":"Status","status":"Failure","code":)" + std::to_string(code)
              + R"(,"reason":")" + std::string{reason} + R"(","message":"text of the server")"
              + std::string{rest} + "}";
  return made;
}

} // namespace

TEST_CASE("each answer of a server asks for one reaction", "[k8s]") {
  struct row {
    int code;
    const char* reason;
    errc expected;
  };
  const auto [code, reason, expected] = GENERATE(values<row>({
    {400, "BadRequest", errc::refused},
    {401, "Unauthorized", errc::expired},
    {403, "Forbidden", errc::forbidden},
    {404, "NotFound", errc::not_found},
    {405, "MethodNotAllowed", errc::refused},
    {406, "NotAcceptable", errc::refused},
    {409, "Conflict", errc::conflict},
    {409, "AlreadyExists", errc::conflict},
    {410, "Gone", errc::gone},
    {410, "Expired", errc::gone},
    {413, "RequestEntityTooLarge", errc::refused},
    {415, "UnsupportedMediaType", errc::refused},
    {422, "Invalid", errc::refused},
    {429, "TooManyRequests", errc::throttled},
    {500, "InternalError", errc::unreachable},
    {503, "ServiceUnavailable", errc::unreachable},
    {504, "Timeout", errc::unreachable},
  }));
  const auto why = k8s::read_failure(answer(code, reason), "k8s GET /x");
  CHECK(why.code == expected);
  CHECK(why.where == "k8s GET /x");
  CHECK_THAT(why.what, Catch::Contains("text of the server") && Catch::Contains(reason));
}

TEST_CASE("the pause a server asks for is kept, from header or body", "[k8s]") {
  auto busy = answer(429, "TooManyRequests", R"(,"details":{"retryAfterSeconds":7})");
  CHECK(k8s::read_failure(busy, "").retry_after == 7s);
  busy.retry_after = 9s;
  CHECK(k8s::read_failure(busy, "").retry_after == 9s);
  auto down = answer(503, "ServiceUnavailable");
  down.retry_after = 3s;
  CHECK(k8s::read_failure(down, "").retry_after == 3s);
}

TEST_CASE("an invalid object is refused in words that name field and cause", "[k8s]") {
  const auto why = k8s::read_failure(
    answer(422, "Invalid",
           R"(,"details":{"causes":[{"reason":"FieldValueRequired","message":"Required value",)"
           R"("field":"spec.name"},{"reason":"X","message":"too long","field":"spec.rules[3]"}]})"),
    "");
  CHECK(why.code == errc::refused);
  CHECK(why.what == "422 Invalid: spec.name: Required value; spec.rules[3]: too long");
}

TEST_CASE("a version from the future is gone and told apart from a past one", "[k8s]") {
  const auto future = k8s::read_status(answer(
    504, "Timeout",
    R"(,"details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large"}]})"));
  CHECK(k8s::is_version_too_large(future));
  CHECK(k8s::to_fault(future, "").code == errc::gone);
  const auto past = k8s::read_status(answer(410, "Expired"));
  CHECK_FALSE(k8s::is_version_too_large(past));
}

TEST_CASE("a namespace that is being terminated refuses, it does not forbid", "[k8s]") {
  const auto ending = k8s::read_status(answer(
    403, "Forbidden",
    R"(,"details":{"causes":[{"reason":"NamespaceTerminating","field":"metadata.namespace"}]})"));
  CHECK(k8s::is_namespace_terminating(ending));
  CHECK(k8s::to_fault(ending, "").code == errc::refused);
}

TEST_CASE("a body that is no Status is named by how it begins", "[k8s]") {
  k8s::response page;
  page.status = 502;
  page.body = "<html>\r\n<head><title>502 Bad Gateway</title></head>" + std::string(500, 'x');
  const auto why = k8s::read_failure(page, "");
  CHECK(why.code == errc::unreachable);
  CHECK_THAT(why.what, Catch::Contains("not a Status") && Catch::Contains("<html>  <head>"));
  CHECK(why.what.size() < 200);
  page.status = 200;
  CHECK(k8s::read_failure(page, "").code == errc::malformed);
  page.body.clear();
  CHECK_THAT(k8s::read_failure(page, "").what, Catch::Contains("without a body"));
}

TEST_CASE("a Status with members of wrong types still gives its HTTP code", "[k8s]") {
  k8s::response odd;
  odd.status = 404;
  odd.body = R"({"kind":"Status","code":"x","reason":[],"message":{},"details":{"causes":7}})";
  CHECK(k8s::read_failure(odd, "").code == errc::not_found);
}
