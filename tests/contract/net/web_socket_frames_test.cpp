#include "adapters/net/web_socket.hpp"
#include "protocol/base64.hpp"
#include "tests/contract/net/pair.hpp"

#include <openssl/sha.h>

#include <random>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// What a client makes of bytes that follow the opening.
struct frame_reading {
  std::vector<std::string> messages;
  web_socket_end end;
  int ends = 0;
};

/// The answer that opens a web socket (RFC 6455, 4.2.2).
std::string opening_for(const http_request& asked) {
  const auto text
    = std::string{find(asked.fields, "Sec-WebSocket-Key")} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::string digest(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(digest.data()));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: "
         + encode_base64(digest) + "\r\n\r\n";
}

std::string frame_of(unsigned first_byte, const std::string& content) {
  std::string out{static_cast<char>(first_byte)};
  if (content.size() < 126)
    return out + static_cast<char>(content.size()) + content;
  return out + static_cast<char>(126) + static_cast<char>(content.size() >> 8U)
         + static_cast<char>(content.size() & 0xffU) + content;
}

frame_reading read_frames(const std::string& bytes) {
  frame_reading out;
  std::promise<void> over;
  transport io;
  http_server server{io, listening(false),
                     [&](exchange_ptr one) { one->answer_raw(opening_for(one->asked()) + bytes); }};
  web_socket_events events;
  events.on_message = [&](web_socket_message got) { out.messages.emplace_back(got.bytes); };
  events.on_end = [&](web_socket_end how) {
    out.end = std::move(how);
    if (++out.ends == 1)
      over.set_value();
  };
  const auto ours
    = open_web_socket(io, towards(server, false), {}, get("/"), {}, std::move(events));
  await(over.get_future());
  return out;
}

} // namespace

TEST_CASE("frames make messages wherever they are cut, with control frames between",
          "[net][websocket]") {
  const auto got = read_frames(frame_of(0x01, "a\xc3") + frame_of(0x89, "ping") + frame_of(0x00, "")
                               + frame_of(0x80, "\xa4"
                                                "b")
                               + frame_of(0x8a, "unasked")
                               + frame_of(0x82, std::string(300, '\xff')) + frame_of(0x81, "")
                               + frame_of(0x88, "\x03\xe9"
                                                "bye"));
  CHECK(got.messages
        == std::vector<std::string>{"a\xc3\xa4"
                                    "b",
                                    std::string(300, '\xff'), ""});
  CHECK(got.end.why.code == errc::none);
  CHECK(got.end.code == 1001);
  CHECK(got.end.reason == "bye");
}

TEST_CASE("a close frame may say nothing", "[net][websocket]") {
  CHECK(read_frames(frame_of(0x88, "")).end.code == 1005);
}

TEST_CASE("frames that break the protocol end a web socket as malformed, after what came before",
          "[net][websocket]") {
  const auto broken = GENERATE(std::string{"\xc1\x01x"},          // a reserved bit
                               std::string{"\x83\x01x"},          // no such opcode
                               std::string{"\x80\x01x"},          // goes on with nothing
                               std::string{"\x01\x01x\x81\x01y"}, // begins anew before the end
                               std::string{"\x81\x81\x01\x01\x01\x01x"}, // a server masks nothing
                               std::string{"\x09\x01x"},                 // a ping in parts
                               std::string{"\x89\x7e\x00\x7e", 4}
                                 + std::string(126, 'x'),        // a ping that is too long
                               std::string{"\x88\x01x"},         // half a close code
                               std::string{"\x88\x02\x03\xed"},  // a close code that is never sent
                               std::string{"\x81\x02\xc3\x28"}); // no UTF-8
  const auto got = read_frames(frame_of(0x81, "before") + broken);
  CHECK(got.messages.at(0) == "before");
  CHECK(got.end.why.code == errc::malformed);
  CHECK(got.ends == 1);
}

TEST_CASE("a web socket that stops in the middle of a frame is unreachable", "[net][websocket]") {
  const auto got = read_frames(std::string{"\x81\x05"
                                           "hel"});
  CHECK(got.messages.empty());
  CHECK(got.end.why.code == errc::unreachable);
}

TEST_CASE("whatever follows the opening, a web socket ends once", "[net][websocket]") {
  std::mt19937 dice{7};
  for (int round = 0; round < 100; ++round) {
    std::string bytes;
    for (auto left = dice() % 60; left > 0; --left)
      bytes += static_cast<char>(dice() % 3 == 0 ? 0x80 + dice() % 16 : dice());
    const auto got = read_frames(bytes);
    CHECK(got.ends == 1);
    CHECK(got.end.why.code != errc::refused);
  }
}
