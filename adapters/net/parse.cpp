#include "adapters/net/parse.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace weft::net {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::uint32_t max_head_bytes = 64U << 10U;

template <class Fields>
headers copy(const Fields& fields) {
  headers all;
  for (const auto& field : fields)
    all.emplace_back(std::string{field.name_string()}, std::string{field.value()});
  return all;
}

/// Beast asserts that it gets the last chunk anew with no fewer bytes than that has. More than
/// these follow wherever chunks are not at their end.
constexpr std::size_t last_chunk_bytes = 5;

/// Feeds until the parser wants more than there is.
template <class Parser>
error_code feed_all(Parser& parser, std::string& unread, bool stop_after_head) {
  std::size_t used = 0;
  error_code failed;
  while (used < unread.size() && !parser.is_done()
         && !(stop_after_head && parser.is_header_done())) {
    if (parser.is_header_done() && parser.chunked() && unread.size() - used < last_chunk_bytes)
      break;
    const auto taken
      = parser.put(boost::asio::buffer(unread.data() + used, unread.size() - used), failed);
    used += taken;
    if (failed)
      break;
  }
  unread.erase(0, used);
  return failed == http::error::need_more ? error_code{} : failed;
}

fault garbage(std::string what) {
  return {errc::malformed, std::move(what), {}, {}};
}

} // namespace

struct response_parser::impl {
  explicit impl(std::size_t limit) : max_body_bytes(limit) { start(); }

  std::size_t max_body_bytes;
  std::optional<http::response_parser<http::string_body>> parser;
  bool only_head = false;

  void start() {
    parser.emplace();
    parser->body_limit(max_body_bytes);
    parser->header_limit(max_head_bytes);
    parser->eager(!only_head);
  }

  bool interim() const {
    return parser->is_header_done() && parser->get().result_int() / 100 == 1
           && parser->get().result_int() != 101;
  }
};

response_parser::response_parser(std::size_t max_body_bytes)
  : impl_(std::make_unique<impl>(max_body_bytes)) {}

response_parser::~response_parser() = default;

result<void> response_parser::feed(std::string& unread) {
  auto failed = feed_all(*impl_->parser, unread, impl_->only_head);
  while (!failed && impl_->interim()) {
    impl_->start();
    failed = feed_all(*impl_->parser, unread, impl_->only_head);
  }
  if (!failed)
    return {};
  if (failed == http::error::body_limit)
    return garbage("the answer is larger than " + std::to_string(impl_->max_body_bytes) + " bytes");
  return garbage("the answer is not HTTP: " + failed.message());
}

result<void> response_parser::feed_end() {
  error_code failed;
  if (impl_->parser->got_some()) // else Beast takes nothing for a whole answer
    impl_->parser->put_eof(failed);
  if (failed || !complete())
    return fault{errc::unreachable, "the connection ended before the answer", {}, {}};
  return {};
}

void response_parser::stop_after_head() {
  impl_->only_head = true;
  impl_->parser->eager(false);
}

void response_parser::go_on_with_body() {
  impl_->only_head = false;
  impl_->parser->eager(true);
}

bool response_parser::head_complete() const {
  return impl_->parser->is_header_done();
}

bool response_parser::complete() const {
  return impl_->parser->is_done();
}

bool response_parser::keeps_alive() const {
  return impl_->parser->get().keep_alive() && !impl_->parser->need_eof();
}

int response_parser::status() const {
  return static_cast<int>(impl_->parser->get().result_int());
}

body_frames response_parser::frames() const {
  using framing = body_frames::framing;
  if (complete())
    return body_frames{framing::sized, 0};
  if (impl_->parser->chunked())
    return body_frames{framing::chunked};
  if (const auto size = impl_->parser->content_length())
    return body_frames{framing::sized, *size};
  return body_frames{framing::until_end};
}

http_response response_parser::take() {
  auto message = impl_->parser->release();
  return {static_cast<int>(message.result_int()), copy(message), std::move(message.body())};
}

struct request_parser::impl {
  http::request_parser<http::string_body> parser;
};

request_parser::request_parser(std::size_t max_body_bytes) : impl_(std::make_unique<impl>()) {
  impl_->parser.body_limit(max_body_bytes);
  impl_->parser.header_limit(max_head_bytes);
  impl_->parser.eager(true);
}

request_parser::~request_parser() = default;

request_parser::state request_parser::feed(std::string& unread) {
  const auto failed = feed_all(impl_->parser, unread, false);
  if (failed == http::error::body_limit)
    return state::too_large;
  if (failed)
    return state::broken;
  if (impl_->parser.is_done())
    return state::complete;
  return impl_->parser.is_header_done() ? state::body : state::head;
}

bool request_parser::expects_continue() const {
  return boost::beast::iequals(impl_->parser.get()[http::field::expect], "100-continue");
}

bool request_parser::keeps_alive() const {
  return impl_->parser.get().keep_alive();
}

http_request request_parser::take() {
  auto message = impl_->parser.release();
  return {std::string{message.method_string()}, std::string{message.target()}, copy(message),
          std::move(message.body())};
}

} // namespace weft::net
