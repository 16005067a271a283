#include "adapters/net/parse.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::net;

namespace {

const std::string chunked = "5;name=value\r\nhello\r\n06\r\n world\r\n0\r\nTrailer: z\r\n\r\n";

std::string drain(body_frames& frames, std::string_view in) {
  std::string content;
  frames.feed(in, [&](std::string_view piece) {
    content += piece;
    return true;
  });
  return content;
}

} // namespace

TEST_CASE("a chunked body reads the same wherever its bytes are split", "[net]") {
  for (std::size_t first = 0; first < chunked.size(); ++first)
    for (std::size_t second = first; second < chunked.size(); ++second) {
      body_frames frames{body_frames::framing::chunked};
      const std::string_view all{chunked};
      auto content = drain(frames, all.substr(0, first));
      content += drain(frames, all.substr(first, second - first));
      CHECK_FALSE(frames.complete());
      content += drain(frames, all.substr(second));
      REQUIRE(content == "hello world");
      REQUIRE(frames.complete());
    }
}

TEST_CASE("a sized body ends after its bytes, one until the end only there", "[net]") {
  body_frames sized{body_frames::framing::sized, 5};
  CHECK(drain(sized, "hello, and more") == "hello");
  CHECK(sized.complete());
  CHECK(body_frames{body_frames::framing::sized, 0}.complete());
  body_frames endless{body_frames::framing::until_end};
  CHECK(drain(endless, "hello") == "hello");
  CHECK_FALSE(endless.complete());
  CHECK(endless.complete_at_end());
}

TEST_CASE("broken chunks are noticed", "[net]") {
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "g\r\n", "\r\n", "5\n", "-1\r\n",
                             "1\r\nab\r\n", "1\r\na\n", "10000000000000000\r\n", "0\r\n\rx");
  body_frames frames{body_frames::framing::chunked};
  CHECK_FALSE(frames.feed(text, [](std::string_view) { return true; }));
}

TEST_CASE("an answer reads the same wherever its bytes are split", "[net]") {
  const auto framing = GENERATE_COPY("Transfer-Encoding: chunked\r\n\r\n" + chunked,
                                     std::string{"Content-Length: 11\r\n\r\nhello world"});
  const auto all
    = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\n" + framing;
  for (std::size_t split = 0; split <= all.size(); ++split) {
    response_parser parser{1000};
    std::string unread;
    for (const auto& part : {all.substr(0, split), all.substr(split)}) {
      unread += part;
      REQUIRE(parser.feed(unread));
    }
    REQUIRE(parser.complete());
    CHECK(parser.keeps_alive());
    const auto answer = parser.take();
    CHECK(answer.status == 200);
    CHECK(find(answer.fields, "x-a") == "b");
    CHECK(answer.body == "hello world");
  }
}

TEST_CASE("an answer in chunks may arrive byte by byte", "[net]") {
  const auto all = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked;
  response_parser parser{1000};
  std::string unread;
  for (const char byte : all) {
    unread += byte;
    REQUIRE(parser.feed(unread));
  }
  REQUIRE(parser.complete());
  CHECK(parser.take().body == "hello world");
}

TEST_CASE("a connection that ends without a byte has brought no answer", "[net]") {
  const auto before = GENERATE(Catch::Generators::as<std::string>{}, "",
                               "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
  response_parser parser{1000};
  std::string unread = before;
  REQUIRE(parser.feed(unread));
  const auto ended = parser.feed_end();
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == errc::unreachable);
}

TEST_CASE("a request reads the same wherever its bytes are split", "[net]") {
  const std::string all = "POST /a?b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                          "Content-Length: 5\r\n\r\nhello";
  for (std::size_t split = 0; split <= all.size(); ++split) {
    request_parser parser{5};
    std::string unread = all.substr(0, split);
    parser.feed(unread);
    unread += all.substr(split);
    REQUIRE((split == all.size() || parser.feed(unread) == request_parser::state::complete));
    CHECK(parser.expects_continue());
    const auto request = parser.take();
    CHECK(request.method == "POST");
    CHECK(request.target == "/a?b");
    CHECK(request.body == "hello");
  }
}
