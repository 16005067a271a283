#include "adapters/aci/sim/pages.hpp"

#include "protocol/unicode.hpp"

#include <boost/beast/http/status.hpp>

#include <array>
#include <cstdio>

namespace weft::aci::sim {

namespace {

constexpr std::size_t longest_text = 2000; ///< whatever a request says comes back in parts of it

net::http_response as_json(int status, const json::value& body) {
  return {
    status, {{"Server", "Cisco APIC"}, {"Content-Type", "application/json"}}, json::write(body)};
}

} // namespace

net::http_response as_answer(json::array objects, std::size_t total,
                             const std::string& subscription) {
  auto out = json::value::of({{"totalCount", std::to_string(total)}});
  if (!subscription.empty())
    out.set("subscriptionId", subscription);
  out.set("imdata", std::move(objects));
  return as_json(200, out);
}

net::http_response nothing_to_say() {
  return as_answer(json::array{}, 0);
}

net::http_response as_answer(const objection& why) {
  auto error
    = as_object("error", {{"code", why.code}, {"text", printable(why.text, longest_text)}});
  return as_json(why.status, json::value::of({{"totalCount", "1"},
                                              {"imdata", json::value::list({std::move(error)})}}));
}

net::http_response web_page(int status) {
  namespace http = boost::beast::http;
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  const auto title = std::to_string(status) + " " + std::string{reason.data(), reason.size()};
  return {status,
          {{"Server", "nginx"}, {"Content-Type", "text/html"}},
          "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
            + "</h1></center>\r\n</body>\r\n</html>\r\n"};
}

json::value as_object(std::string_view class_name, json::object attributes) {
  return json::value::of(
    {{std::string{class_name}, json::value::of({{"attributes", std::move(attributes)}})}});
}

std::string stamp(instant when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{when - day};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03d+00:00",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

} // namespace weft::aci::sim
