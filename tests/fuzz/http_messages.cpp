#include "adapters/net/parse.hpp"
#include "tests/fuzz/chance.hpp"
#include "tests/fuzz/claim.hpp"

#include <optional>

namespace {

using namespace weft;
using pieces = std::vector<std::string_view>;

constexpr std::size_t max_body_bytes = 1000;

/// What a peer is taken to have said, when all of it is there. Whether nonsense is refused at once
/// or only at its end is up to what has arrived; it is not complete either way.
struct said {
  bool complete = false;
  bool keeps_alive = false;
  int status = 0;
  std::string method;
  std::string target;
  net::headers fields;
  std::string body;

  bool operator==(const said&) const = default;
};

said read_answer(const pieces& arriving) {
  net::response_parser parser{max_body_bytes};
  said read;
  std::string unread;
  for (const auto piece : arriving) {
    unread += piece;
    if (const auto fed = parser.feed(unread); !fed) {
      fuzz::claim_explained(fed.error());
      return read;
    }
  }
  read.complete = parser.complete() || parser.feed_end();
  if (!read.complete)
    return read;
  read.keeps_alive = parser.keeps_alive();
  auto answer = parser.take();
  read.status = answer.status;
  read.fields = std::move(answer.fields);
  read.body = std::move(answer.body);
  return read;
}

/// The same answer as a stream reads it: the head first, the body by its own frames.
said read_stream(const pieces& arriving) {
  net::response_parser parser{max_body_bytes};
  parser.stop_after_head();
  said read;
  std::string unread;
  std::optional<net::body_frames> frames;
  bool sound = true;
  for (const auto piece : arriving) {
    unread += piece;
    if (!frames) {
      sound = parser.feed(unread).has_value();
      if (!sound)
        break;
      if (!parser.head_complete())
        continue;
      frames.emplace(parser.frames());
      auto answer = parser.take();
      read.status = answer.status;
      read.fields = std::move(answer.fields);
    }
    sound = frames->feed(unread, [&](std::string_view content) {
      read.body += content;
      return true;
    });
    unread.clear();
    if (!sound)
      break;
  }
  if (!frames || !sound || !frames->complete_at_end())
    return {};
  read.complete = true;
  return read;
}

said read_request(const pieces& arriving) {
  using state = net::request_parser::state;
  net::request_parser parser{max_body_bytes};
  said read;
  std::string unread;
  auto now = state::head;
  for (const auto piece : arriving) {
    unread += piece;
    now = parser.feed(unread);
    if (now == state::broken || now == state::too_large)
      return read;
  }
  read.complete = now == state::complete;
  if (!read.complete)
    return read;
  read.keeps_alive = parser.keeps_alive();
  auto request = parser.take();
  read.method = std::move(request.method);
  read.target = std::move(request.target);
  read.fields = std::move(request.fields);
  read.body = std::move(request.body);
  return read;
}

void claim_answer(const said& whole, const said& streamed) {
  if (!whole.complete || whole.status / 100 != 2)
    return;
  fuzz::claim(whole.status >= 100 && whole.status <= 999, "an answer's status has three digits");
  fuzz::claim(whole.body.size() <= max_body_bytes, "a body is no larger than is allowed");
  fuzz::claim(streamed.complete && streamed.status == whole.status && streamed.body == whole.body,
              "a stream reads an answer as an exchange does");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  const auto answer = read_answer({text});
  const auto stream = read_stream({text});
  const auto request = read_request({text});
  claim_answer(answer, stream);
  fuzz::claim(request.body.size() <= max_body_bytes, "a body is no larger than is allowed");
  fuzz::chance by{text};
  for (const std::size_t longest : {std::size_t{1}, std::size_t{20}, size / 2 + 1}) {
    const auto cut = fuzz::cut(text, by, longest);
    fuzz::claim(read_answer(cut) == answer, "an answer is the same however it arrives");
    fuzz::claim(read_stream(cut) == stream, "a stream is the same however it arrives");
    fuzz::claim(read_request(cut) == request, "a request is the same however it arrives");
  }
  return 0;
}
