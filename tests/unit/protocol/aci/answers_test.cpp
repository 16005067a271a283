#include "protocol/aci/answers.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

constexpr std::string_view exchange = "apic GET /api/x.json";
constexpr std::string_view web_page = "<html><head><title>502 Bad Gateway</title></head></html>";

std::string error_body(const std::string& code, const std::string& text) {
  return R"({"totalCount":"1","imdata":[{"error":{"attributes":{"code":")" + code + R"(","text":")"
         + text + R"("}}}]})";
}

/// How an answer that is no success is taken.
refusal refused(int status, std::string_view body) {
  const auto read = read_reply(status, body, exchange);
  REQUIRE_FALSE(read.has_value());
  return read.error();
}

reply accepted(std::string_view body) {
  auto read = read_reply(200, body, exchange);
  REQUIRE(read.has_value());
  return *std::move(read);
}

} // namespace

TEST_CASE("an answer's objects are read with their children, whose DNs follow from their RNs",
          "[aci]") {
  const auto read = accepted(
    R"({"totalCount":"3","imdata":[{"l3extInstP":{"attributes":{"dn":"uni/tn-T/out-O/instP-E",
        "name":"E"},"children":[{"l3extSubnet":{"attributes":{"rn":"extsubnet-[10.1.1.1/32]",
        "ip":"10.1.1.1/32"},"children":[{"tagAnnotation":{"attributes":{"rn":"annotationKey-[k]"}}}
        ]}}]}}]})");
  CHECK(read.total == 3);
  REQUIRE(read.objects.size() == 1);
  const auto& eepg = read.objects.front();
  CHECK(eepg.class_name == "l3extInstP");
  CHECK(eepg.text("name") == "E");
  CHECK(eepg.find("descr") == nullptr);
  REQUIRE(eepg.children.size() == 1);
  CHECK(eepg.children.front().dn == "uni/tn-T/out-O/instP-E/extsubnet-[10.1.1.1/32]");
  CHECK(eepg.children.front().children.front().dn
        == "uni/tn-T/out-O/instP-E/extsubnet-[10.1.1.1/32]/annotationKey-[k]");
}

TEST_CASE("a subscription's id keeps all its digits, as text or as a number", "[aci]") {
  CHECK(accepted(R"({"totalCount":"0","subscriptionId":"18446744073709551615","imdata":[]})")
          .subscription
        == "18446744073709551615");
  CHECK(accepted(R"({"subscriptionId":72057611234705431,"imdata":[]})").subscription
        == "72057611234705431");
  CHECK(accepted(R"({"imdata":[]})").subscription.empty());
}

TEST_CASE("an answer that does not count its objects has as many as it shows", "[aci]") {
  CHECK(accepted(R"({"imdata":[{"polUni":{"attributes":{}}}]})").total == 1);
  CHECK(accepted(R"({"totalCount":"12","imdata":[]})").total == 12);
  CHECK(accepted(R"({"totalCount":"many","imdata":[]})").total == 0);
}

TEST_CASE("a class nobody knows is an object like any other", "[aci]") {
  CHECK(accepted(R"({"imdata":[{"fvNew":{"attributes":{"dn":"uni/new-1"}}}]})")
          .objects.front()
          .class_name
        == "fvNew");
}

TEST_CASE("what is no answer of the APIC's is garbage whatever its status says", "[aci]") {
  for (const auto* body :
       {"", "<html><h1>400 Bad Request</h1></html>", "{", R"({"totalCount":"1"})",
        R"({"imdata":{}})", R"([])", "null", R"({"imdata":[)", R"({"imdata":[{}]})",
        R"({"imdata":["x"]})", R"({"imdata":[{"a":{},"b":{}}]})", R"({"imdata":[{"polUni":{}}]})",
        R"({"imdata":[{"polUni":{"attributes":[]}}]})",
        R"({"imdata":[{"polUni":{"attributes":{"name":7}}}]})",
        R"({"imdata":[{"polUni":{"attributes":{"name":null}}}]})",
        R"({"imdata":[{"polUni":{"attributes":{},"children":{}}}]})",
        R"({"imdata":[{"polUni":{"attributes":{},"children":[{"x":1}]}}]})", "\xff\xfe"}) {
    CAPTURE(body);
    const auto why = refused(200, body);
    CHECK(why.kind == setback::garbage);
    CHECK(why.why.code == errc::malformed);
    CHECK(why.why.where == exchange);
  }
  CHECK(refused(302, web_page).kind == setback::garbage);
}

TEST_CASE("every failure of 2.8 has its reaction", "[aci]") {
  struct row {
    int status;
    std::string body;
    setback kind;
    errc code;
  };
  const auto [status, body, kind, code] = GENERATE(values<row>({
    {400, error_body("102", "configured object ((Dn0)) not found Dn0=uni/tn-x/out-y, "),
     setback::parent_missing, errc::not_found},
    {400, error_body("103", "child (Rn) of class l3extSubnet is already attached"),
     setback::already_there, errc::conflict},
    {400, error_body("106", "Cannot contain mo class X; unknown mo class"), setback::permanent,
     errc::refused},
    {400, error_body("107", "Invalid DN uni/x, wrong rn prefix x at position 4"),
     setback::permanent, errc::refused},
    {400, error_body("122", "unknown managed object class x"), setback::permanent, errc::refused},
    {400, error_body("400", "unknown attribute 'a' in element 'l3extSubnet'"), setback::permanent,
     errc::refused},
    {400, error_body("801", "property ip of extsubnet-x failed validation for value 'x'"),
     setback::permanent, errc::refused},
    {400, error_body("822", "naming property ('l3extSubnet.ip') is not set."), setback::permanent,
     errc::refused},
    {400, error_body("400", "Subscription refresh timeout"), setback::bad_subscription,
     errc::expired},
    {400, error_body("400", "Unable to process the query, result dataset is too big"),
     setback::result_too_big, errc::refused},
    {503, error_body("503", "Unable to process the query, result dataset is too big"),
     setback::result_too_big, errc::refused},
    {400, "<html>400</html>", setback::permanent, errc::refused},
    {401, error_body("401", "Username or password is incorrect - FAILED local authentication"),
     setback::bad_credentials, errc::forbidden},
    {403, error_body("403", "Token was invalid (Error: Token timeout)"), setback::token_expired,
     errc::expired},
    {403, error_body("403", "Need a valid webtoken cookie (named APIC-Cookie) or a signed request"),
     setback::token_expired, errc::expired},
    {403, error_body("403", "User is not authorized"), setback::forbidden, errc::forbidden},
    {403, "<html>403</html>", setback::forbidden, errc::forbidden},
    {405, error_body("405", "unable to locate opened web socket"), setback::no_web_socket,
     errc::expired},
    {413, "<html>413</html>", setback::body_too_large, errc::refused},
    {429, "", setback::unavailable, errc::throttled},
    {503, "<html>503</html>", setback::unavailable, errc::unreachable},
    {503, error_body("503", "service unavailable"), setback::unavailable, errc::unreachable},
    {500, "", setback::unavailable, errc::unreachable},
    {502, std::string{web_page}, setback::unavailable, errc::unreachable},
    {504, "{", setback::unavailable, errc::unreachable},
    {408, "", setback::unavailable, errc::unreachable},
    {404, "<html>404</html>", setback::permanent, errc::refused},
    {418, "{}", setback::permanent, errc::refused},
    {200, error_body("403", "Token was invalid"), setback::token_expired, errc::expired},
    {200, error_body("102", "configured object not found"), setback::parent_missing,
     errc::not_found},
  }));
  CAPTURE(status, body);
  const auto why = refused(status, body);
  CHECK(to_string(why.kind) == to_string(kind));
  CHECK(why.why.code == code);
  CHECK_FALSE(why.why.what.empty());
}

TEST_CASE("what the APIC says arrives on one line and never at length", "[aci]") {
  const auto why = refused(400, error_body("801", "bad\\nvalue " + std::string(2000, 'x')));
  CHECK(why.why.what.starts_with("bad value x"));
  CHECK(why.why.what.size() == 300);
  CHECK(refused(503, web_page).why.what == "status 503 with a web page");
}

TEST_CASE("a session is granted under either class, and only with token and lifetime", "[aci]") {
  const auto grant = [](const std::string& class_name, const std::string& attributes) {
    return read_grant(accepted(R"({"imdata":[{")" + class_name + R"(":{"attributes":{)" + attributes
                               + R"(},"children":[{"aaaUserDomain":{"attributes":{}}}]}}]})"));
  };
  const auto given = grant("aaaLogin", R"x("token":"a.b-_/+=","refreshTimeoutSeconds":"600",
    "maximumLifetimeSeconds":"86400","version":"6.0(9c)","node":"topology/pod-1/node-1")x");
  REQUIRE(given);
  CHECK(given->token == "a.b-_/+=");
  CHECK(given->lifetime == std::chrono::seconds{600});
  CHECK(given->longest == std::chrono::hours{24});
  CHECK(given->version == "6.0(9c)");
  CHECK(given->node == "topology/pod-1/node-1");
  CHECK(grant("aaaRefresh", R"("token":"t","refreshTimeoutSeconds":"300")")->longest.count() == 0);
  CHECK_FALSE(grant("aaaLogin", R"("refreshTimeoutSeconds":"600")"));
  CHECK_FALSE(grant("aaaLogin", R"("token":"t")"));
  CHECK_FALSE(grant("aaaLogin", R"("token":"t","refreshTimeoutSeconds":"0")"));
  CHECK_FALSE(grant("aaaLogin", R"("token":"t","refreshTimeoutSeconds":"-1")"));
  CHECK_FALSE(grant("aaaUser", R"("token":"t","refreshTimeoutSeconds":"600")"));
  CHECK_FALSE(read_grant(accepted(R"({"imdata":[]})")));
}

TEST_CASE("the socket's token and the release are read where they are told", "[aci]") {
  CHECK(
    *read_web_token(accepted(R"({"imdata":[{"webtokenSession":{"attributes":{"token":"t"}}}]})"))
    == "t");
  CHECK_FALSE(read_web_token(accepted(R"({"imdata":[{"webtokenSession":{"attributes":{}}}]})")));
  CHECK(read_version(accepted(
          R"x({"imdata":[{"firmwareCtrlrRunning":{"attributes":{"version":"6.0(9c)"}}}]})x"))
        == "6.0(9c)");
  CHECK(read_version(accepted(R"({"imdata":[]})")).empty());
}
