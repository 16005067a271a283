#pragma once

#include "adapters/aci/core.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/aci/events.hpp"
#include "protocol/aci/requests.hpp"
#include "tests/printing.hpp"

#include <stdexcept>
#include <string>
#include <vector>

/// Lets `CHECK(answer)` print the refusal.
template <class T>
struct Catch::StringMaker<boost::system::result<T, weft::aci::refusal>> {
  static std::string convert(const boost::system::result<T, weft::aci::refusal>& shown) {
    return shown ? "ok" : weft::to_string(shown.error().why);
  }
};

/// A cluster of simulated APICs and somebody who calls it by hand.
namespace weft::aci::testing {

using namespace std::chrono_literals;

inline constexpr const char* marker = "orchestrator:aci-k8-haystack";
inline const eepg_name apps{"T", "O", "apps"};

struct core_site {
  sim::core apic;
  sim::instant now{std::chrono::milliseconds{1'800'000'000'000}};
  std::string token;

  core_site() {
    apic.add_user({"weft", "secret", {}, false});
    apic.make_out("T", "O", now);
    apic.forget_counts();
  }

  net::http_response send(const call& what, std::string cookies = {}, std::size_t node = 0) {
    if (cookies.empty() && !token.empty())
      cookies = "APIC-cookie=" + token;
    net::http_request asked{what.method, what.target, {}, what.body};
    if (!cookies.empty())
      asked.fields.emplace_back("Cookie", cookies);
    return apic.receive(node, asked, now).what;
  }

  static answered<reply> read(const net::http_response& from) {
    return read_reply(from.status, from.body, "apic");
  }

  /// The objects of an answer that is a success.
  std::vector<managed_object> ask(const std::string& target) {
    auto got = read(send({"GET", target, {}}));
    if (!got)
      throw std::runtime_error(got.error().why.what);
    return std::move(got->objects);
  }

  net::http_response post(const std::string& dn, const std::string& body) {
    return send({"POST", "/api/mo/" + dn + ".json", body});
  }

  void log_in(std::size_t node = 0) {
    const auto got = read(send(aci::log_in("weft", "secret"), "none=yes", node));
    token = read_grant(got.value()).value().token;
  }

  /// Opens the session's socket on that node. Zero: it was not opened.
  std::uint64_t open_socket(std::size_t node = 0) {
    return apic.open_socket(node, {"GET", socket_target(token), {}, {}}, now).socket;
  }

  std::string subscribe(const l3out_name& which = {"T", "O"}) {
    return read(send(aci::subscribe(which, 600s))).value().subscription;
  }

  /// Lets time pass, and what is due happen. @returns what went out.
  std::vector<sim::delivery> pass(std::chrono::milliseconds time) {
    now += time;
    return apic.take_due(now);
  }

  /// The same, of frames the events.
  std::vector<event> hear(std::chrono::milliseconds time = 0ms) {
    std::vector<event> out;
    for (const auto& one : pass(time)) {
      if (one.what != sim::delivery::kind::text)
        continue;
      auto got = read_frame(one.bytes).value();
      out.insert(out.end(), got.events.begin(), got.events.end());
    }
    return out;
  }

  static std::string eepg(const std::string& name, const std::string& children = "") {
    return R"({"l3extInstP":{"attributes":{"name":")" + name + R"(","annotation":")" + marker
           + R"("},"children":[)" + children + "]}}";
  }

  static std::string subnet(const std::string& ip, const std::string& more = "") {
    return R"({"l3extSubnet":{"attributes":{"ip":")" + ip + R"(")" + more + "}}}";
  }

  /// What the APIC objects to, as "code text"; empty: nothing.
  static std::string objection_in(const net::http_response& answer) {
    const auto body = json::parse(answer.body);
    if (answer.status == 200 || !body)
      return {};
    const auto& error = body->find("imdata")->as_array()->at(0);
    return std::string{error.text_at({"error", "attributes", "code"})} + " "
           + std::string{error.text_at({"error", "attributes", "text"})};
  }
};

} // namespace weft::aci::testing
