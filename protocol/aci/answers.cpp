#include "protocol/aci/answers.hpp"

#include "protocol/unicode.hpp"

#include <charconv>
#include <cstdint>

namespace weft::aci {

namespace {

constexpr std::size_t longest_excerpt = 80;

refusal garbage(std::string what, std::string_view where) {
  return {setback::garbage, {errc::malformed, std::move(what), std::string{where}, {}}};
}

/// A decimal text, or a number as it is written.
std::string digits_of(const json::value* held) {
  if (!held)
    return {};
  if (const auto* number = held->as_number())
    return number->literal;
  return std::string{held->text_or("")};
}

std::size_t count_of(const json::value* held, std::size_t otherwise) {
  const auto text = digits_of(held);
  std::size_t out = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, out);
  return error == std::errc{} && end == last && !text.empty() ? out : otherwise;
}

const json::array* objects_of(const json::value& body) {
  const auto* held = body.find("imdata");
  return held ? held->as_array() : nullptr;
}

const json::value* error_of(const json::value& body) {
  if (const auto* all = objects_of(body))
    for (const auto& one : *all)
      if (const auto* error = one.find("error"))
        return error;
  return nullptr;
}

/// The answer of somebody in front of the APIC, or one cut off.
refusal judge_unread(int status, std::string_view body, const fault& why, std::string_view where) {
  const auto start = body.find_first_not_of(" \t\r\n");
  const bool page = start != body.npos && body[start] == '<';
  if (status < 300)
    return garbage(
      page ? "a web page: " + printable(body.substr(start), longest_excerpt) : why.what, where);
  auto out = judge(status, {}, where);
  if (page)
    out.why.what += " with a web page";
  return out;
}

std::chrono::seconds seconds_in(const managed_object& from, std::string_view attribute) {
  const auto text = from.text(attribute);
  std::uint32_t out = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, out);
  return std::chrono::seconds{error == std::errc{} && end == last ? out : 0};
}

fault malformed(std::string_view what) {
  return {errc::malformed, std::string{what}, "", {}};
}

} // namespace

answered<reply> read_reply(int status, std::string_view body, std::string_view where) {
  const auto parsed = json::parse(body);
  if (!parsed)
    return judge_unread(status, body, parsed.error(), where);
  if (const auto* error = error_of(*parsed))
    return judge(status,
                 {error->text_at({"attributes", "code"}),
                  error->text_at({"attributes", "text"}, "an error without words")},
                 where);
  if (status < 200 || status >= 300)
    return judge(status, {}, where);
  const auto* all = objects_of(*parsed);
  if (!all)
    return garbage("there is no list of objects in it", where);
  reply out;
  for (const auto& one : *all) {
    auto read = read_managed(one);
    if (!read)
      return garbage(read.error().what, where);
    out.objects.push_back(*std::move(read));
  }
  out.total = count_of(parsed->find("totalCount"), out.objects.size());
  out.subscription = digits_of(parsed->find("subscriptionId"));
  return out;
}

result<session_grant> read_grant(const reply& from) {
  for (const auto& one : from.objects) {
    if (one.class_name != "aaaLogin" && one.class_name != "aaaRefresh")
      continue;
    session_grant out;
    out.token = one.text("token");
    out.lifetime = seconds_in(one, "refreshTimeoutSeconds");
    out.longest = seconds_in(one, "maximumLifetimeSeconds");
    out.version = one.text("version");
    out.node = one.text("node");
    if (out.token.empty())
      return malformed("the APIC grants a session without a token");
    if (out.lifetime.count() == 0)
      return malformed("the APIC does not say how long the session lasts");
    return out;
  }
  return malformed("the APIC does not say that it grants a session");
}

result<std::string> read_web_token(const reply& from) {
  for (const auto& one : from.objects)
    if (one.class_name == "webtokenSession" && !one.text("token").empty())
      return std::string{one.text("token")};
  return malformed("the APIC gives no token for a socket");
}

std::string read_version(const reply& from) {
  for (const auto& one : from.objects)
    if (one.class_name == "firmwareCtrlrRunning" && !one.text("version").empty())
      return std::string{one.text("version")};
  return {};
}

} // namespace weft::aci
