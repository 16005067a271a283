#include "adapters/net/message.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace weft::net {

namespace {

bool clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 && c != '\t'; });
}

bool clean_word(std::string_view text) {
  return !text.empty() && clean(text) && text.find_first_of(" \t:") == text.npos;
}

bool bodiless(int status) {
  return status < 200 || status == 204 || status == 304;
}

void append_fields(std::string& out, const headers& fields) {
  for (const auto& [name, value] : fields)
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string status_line(const http_response& what) {
  namespace http = boost::beast::http;
  const auto reason
    = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(what.status)));
  std::string out = "HTTP/1.1 " + std::to_string(what.status) + " ";
  out.append(reason.data(), reason.size()).append("\r\n");
  append_fields(out, what.fields);
  return out;
}

} // namespace

result<std::string> write_request(const http_request& what, const endpoint& where) {
  bool well_formed
    = clean_word(what.method) && clean(what.target) && what.target.find(' ') == std::string::npos;
  for (const auto& [name, value] : what.fields)
    well_formed = well_formed && clean_word(name) && clean(value);
  if (!well_formed)
    return fault{
      errc::refused, "the request holds characters that HTTP cannot carry", name_host(where), {}};

  std::string out = what.method + " " + what.target + " HTTP/1.1\r\n";
  out.reserve(out.size() + what.body.size() + 512);
  if (find(what.fields, "Host").empty())
    out += "Host: "
           + (where.port == (where.tls ? 443 : 80)
                ? (where.host.find(':') == std::string::npos ? where.host : "[" + where.host + "]")
                : name_host(where))
           + "\r\n";
  append_fields(out, what.fields);
  if (!what.body.empty() || (what.method != "GET" && what.method != "DELETE"))
    out += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
  return out.append("\r\n").append(what.body);
}

std::string write_response(const http_response& what) {
  auto out = status_line(what);
  if (bodiless(what.status))
    return out.append("\r\n");
  out += "Content-Length: " + std::to_string(what.body.size()) + "\r\n\r\n";
  return out.append(what.body);
}

std::string write_chunked_head(const http_response& what) {
  return status_line(what) + "Transfer-Encoding: chunked\r\n\r\n";
}

void append_chunk(std::string& out, std::string_view bytes) {
  if (bytes.empty())
    return;
  std::array<char, 16> size{};
  const auto end = std::to_chars(size.begin(), size.end(), bytes.size(), 16).ptr;
  out.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
}

std::string name_exchange(const http_request& what, const endpoint& where) {
  return what.method + (where.tls ? " https://" : " http://") + name_host(where)
         + what.target.substr(0, what.target.find('?'));
}

std::string name_host(const endpoint& where) {
  const bool v6 = where.host.find(':') != std::string::npos;
  return (v6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

fault placed(fault why, std::string where) {
  why.where = std::move(where);
  return why;
}

} // namespace weft::net
