#include "protocol/velocloud/channels.hpp"

#include "protocol/unicode.hpp"
#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace weft::velocloud::channels {

namespace {

/// What a method answers with when it succeeds.
enum class shape : std::uint8_t { array, object, rows, either };

shape shape_of(std::string_view method) {
  struct entry {
    std::string_view method;
    shape answer;
  };
  static constexpr std::array<entry, 7> known{{
    {method::who_am_i, shape::object},
    {method::list_profiles, shape::array},
    {method::list_profiles_too, shape::array},
    {method::read_modules, shape::array},
    {method::update_module, shape::rows},
    {method::insert_module, shape::object},
    {method::read_audit, shape::object},
  }};
  const auto* i = std::find_if(known.begin(), known.end(),
                               [&](const entry& held) { return held.method == method; });
  return i == known.end() ? shape::either : i->answer;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

fault fail(errc code, std::string_view what, std::string_view method) {
  return {code, printable(what, longest_text), "vco " + std::string{method}, {}};
}

std::chrono::milliseconds read_seconds(std::string_view text) {
  std::uint32_t whole = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, whole);
  return error == std::errc{} && at == end ? std::chrono::seconds{whole} : std::chrono::seconds{0};
}

/// What VCO says went wrong, from either form of `error`; empty when it says nothing.
std::string error_text(const json::value& body) {
  const auto* error = body.find("error");
  if (!error || error->is_null())
    return {};
  if (const auto* text = error->as_string())
    return text->empty() ? "error without text" : *text;
  if (const auto* message = error->find("message"); message && message->is_string())
    return message->text_or("").empty() ? "error without text" : *message->as_string();
  return json::write(*error);
}

/// The class of an error that is known by its words alone.
std::optional<errc> class_of(std::string_view text) {
  const auto words = lower(text);
  if (words.find("tokenerror") != std::string::npos)
    return errc::expired;
  if (words.find("privilege") != std::string::npos)
    return errc::forbidden;
  return std::nullopt;
}

errc class_of(int status) {
  if (status == 401)
    return errc::expired;
  if (status == 403)
    return errc::forbidden;
  if (status >= 500 || status == 408)
    return errc::unreachable;
  return errc::refused;
}

/// Failures that need no look at the body.
std::optional<fault> check_head(const head& how, std::string_view method) {
  if (how.status == 429) {
    auto why = fail(errc::throttled, "rate limited", method);
    why.retry_after = read_seconds(how.retry_after);
    return why;
  }
  if (how.status >= 300 && how.status < 400)
    return fail(errc::expired, "redirected to a log-in page, or wrong base URL", method);
  const bool html = lower(how.content_type).find("text/html") != std::string::npos;
  if (html && how.status < 300)
    return fail(errc::expired, "answered with a web page: log-in, proxy or wrong base URL", method);
  if (how.expires == "0" && how.status < 300)
    return fail(errc::expired, "session has expired", method);
  if (html)
    return fail(class_of(how.status), "status " + std::to_string(how.status) + " with a web page",
                method);
  return std::nullopt;
}

std::optional<fault> check_shape(const json::value& body, std::string_view method) {
  const auto wanted = shape_of(method);
  const bool fits = wanted == shape::array    ? body.is_array()
                    : wanted == shape::either ? body.is_array() || body.is_object()
                                              : body.is_object();
  if (!fits)
    return fail(errc::malformed,
                "answer is of type " + std::string{body.type_name()} + ", not what the method says",
                method);
  if (wanted != shape::rows)
    return std::nullopt;
  const auto* rows = body.find("rows");
  if (!rows || !rows->as_int())
    return fail(errc::malformed, "answer to a write does not say how many rows", method);
  if (rows->int_or(0) < 1)
    return fail(errc::refused, "nothing was written", method);
  return std::nullopt;
}

/// Judges a body that came with success or failure as its status says.
result<json::value> judge(int status, json::value body, std::string_view method) {
  const auto text = error_text(body);
  if (status >= 300)
    return fail(class_of(text).value_or(class_of(status)),
                text.empty() ? "status " + std::to_string(status) : text, method);
  if (!text.empty())
    return fail(class_of(text).value_or(errc::refused), text, method);
  if (auto why = check_shape(body, method))
    return *why;
  return body;
}

result<json::value> parse_body(int status, std::string_view body, std::string_view method) {
  auto parsed = json::parse(body);
  if (parsed)
    return std::move(*parsed);
  if (status >= 300)
    return fail(class_of(status), "status " + std::to_string(status), method);
  return fail(errc::malformed, parsed.error().what, method);
}

} // namespace

result<json::value> read(const head& how, std::string_view body, std::string_view method) {
  if (auto why = check_head(how, method))
    return *why;
  auto parsed = parse_body(how.status, body, method);
  if (!parsed)
    return parsed;
  return judge(how.status, std::move(*parsed), method);
}

} // namespace weft::velocloud::channels
