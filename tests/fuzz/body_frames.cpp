#include "adapters/net/chunks.hpp"
#include "adapters/net/message.hpp"
#include "adapters/net/parse.hpp"
#include "tests/fuzz/chance.hpp"
#include "tests/fuzz/claim.hpp"

namespace {

using namespace weft;
using framing = net::body_frames::framing;
using pieces = std::vector<std::string_view>;

/// What is left of a body when its frames are taken off.
struct unframed {
  std::string content;
  bool sound = true;
  bool complete = false;
  bool complete_at_end = false;

  bool operator==(const unframed&) const = default;
};

unframed read(framing how, std::size_t size, const pieces& arriving) {
  net::body_frames frames{how, size};
  unframed read;
  for (const auto piece : arriving) {
    read.sound = frames.feed(piece, [&](std::string_view content) {
      fuzz::claim(!content.empty(), "content comes in pieces that hold some");
      read.content += content;
      return true;
    });
    if (!read.sound)
      break;
  }
  read.complete = frames.complete();
  read.complete_at_end = frames.complete_at_end();
  return read;
}

/// Claims that Beast, which reads all answers that are no streams, takes the chunks for the same.
void claim_as_in_an_answer(std::string_view text, const unframed& mine) {
  net::response_parser parser{text.size()};
  std::string unread = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  unread += text;
  if (!parser.feed(unread))
    return;
  // Zeros in front of a size that fits mean nothing here; what is not content is looked at less.
  const bool long_size = text.find("0000000000000") != text.npos;
  fuzz::claim(long_size || !parser.complete() || mine.complete, "a body that Beast ends is over");
  if (parser.complete() && mine.complete)
    fuzz::claim(parser.take().body == mine.content, "chunks hold what Beast finds in them");
}

void claim_written_chunks_are_read(std::string_view text, const pieces& parts) {
  std::string written;
  for (const auto part : parts)
    net::append_chunk(written, part);
  written += net::last_chunk;
  const auto again = read(framing::chunked, 0, {written});
  fuzz::claim(again.complete && again.content == text, "chunks that are written are read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  fuzz::chance by{text};
  const auto half = size / 2;
  for (const auto how : {framing::chunked, framing::sized, framing::until_end}) {
    const auto whole = read(how, half, {text});
    for (const std::size_t longest : {std::size_t{1}, std::size_t{20}, half + 1})
      fuzz::claim(read(how, half, fuzz::cut(text, by, longest)) == whole,
                  "a body is the same however it arrives");
    if (how == framing::chunked)
      claim_as_in_an_answer(text, whole);
    else
      fuzz::claim(whole.content == text.substr(0, how == framing::sized ? half : size),
                  "a body without chunks is its bytes");
  }
  claim_written_chunks_are_read(text, fuzz::cut(text, by, 50));
  return 0;
}
