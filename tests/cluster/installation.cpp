#include "tests/cluster/installation.hpp"

#include "protocol/condition.hpp"
#include "tests/cluster/failures.hpp"

#include <catch2/catch.hpp>

#include <iostream>

namespace weft::tests {

namespace {

constexpr const char* collection = "/apis/vcn.cloud/v1/velocloudbps";
constexpr const char* merge_patch = "application/merge-patch+json";

} // namespace

installation::installation(const installation_options& wanted) : site(wanted) {
  configure("velocloud:\n  enabled: true\n  url: " + vco.url()
            + "\n  ca_file: " + write("vco-ca.pem", vco.ca_pem()).string()
            + "\n  token_file: " + write("vco-token", vco.token()).string() + "\n");
}

installation::~installation() {
  if (!has_failed())
    return;
  show();
  std::cout << "---- the VCO simulator said:\n" << vco.report().err << std::endl;
}

std::string installation::path_of(const std::string& ns, const std::string& name) {
  return "/apis/vcn.cloud/v1/namespaces/" + ns + "/velocloudbps" + (name.empty() ? "" : "/") + name;
}

json::value installation::create(const std::string& ns, const std::string& name,
                                 const std::string& spec) {
  auto wanted = json::value::of(
    {{"profile", "Quick Start Profile"}, {"fqdn", name + ".vcn.cloud"}, {"dport", 443}});
  const auto said_so = json::parse(spec);
  for (const auto& [key, what] : *said_so->as_object())
    wanted.set(key, what);
  const auto body = json::value::of({{"apiVersion", "vcn.cloud/v1"},
                                     {"kind", "VelocloudBP"},
                                     {"metadata", json::value::of({{"name", name}})},
                                     {"spec", wanted}});
  const auto done = ask("POST", path_of(ns), json::write(body));
  if (done.status != 201)
    FAIL("not created: " << ns << "/" << name << ": " << done.body);
  return done.document();
}

json::value installation::edit(const std::string& ns, const std::string& name,
                               const std::string& spec) {
  const auto done = ask("PATCH", path_of(ns, name), R"({"spec":)" + spec + "}", merge_patch);
  if (done.status != 200)
    FAIL("not edited: " << ns << "/" << name << ": " << done.body);
  return done.document();
}

void installation::erase(const std::string& ns, const std::string& name) {
  if (const auto done = ask("DELETE", path_of(ns, name)); done.status != 200)
    FAIL("not deleted: " << ns << "/" << name << ": " << done.body);
}

json::value installation::read(const std::string& ns, const std::string& name) {
  const auto found = ask("GET", path_of(ns, name));
  return found.status == 200 ? found.document() : json::value{};
}

bool installation::gone(const std::string& ns, const std::string& name) {
  return ask("GET", path_of(ns, name)).status == 404;
}

std::string installation::ready(const std::string& ns, const std::string& name) {
  const auto object = read(ns, name);
  const auto* status = object.find("status");
  if (!status)
    return {};
  for (const auto& one : read_conditions(*status))
    if (one.type == "Ready"
        && one.observed_generation == object.int_at({"metadata", "generation"}, 0))
      return one.status == "True" ? one.status : one.status + "/" + one.reason;
  return {};
}

void installation::await_ready(const std::string& ns, const std::string& name) {
  await(ns + "/" + name + " is Ready", [&] { return ready(ns, name) == "True"; });
}

void installation::await_gone(const std::string& ns, const std::string& name) {
  await(ns + "/" + name + " is gone", [&] { return gone(ns, name); });
}

json::array installation::objects() {
  const auto list = ask("GET", collection).document();
  const auto* items = list.find("items");
  return items && items->as_array() ? *items->as_array() : json::array{};
}

void installation::await_heard(controller& which, const std::string& ns, const std::string& name) {
  const auto version = std::stoull(text_at(read(ns, name), {"metadata", "resourceVersion"}));
  await("weft has heard of " + ns + "/" + name, [&] {
    const auto reached = which.detail("watch.stream", "VelocloudBP", "version");
    return !reached.empty() && std::stoull(reached) >= version;
  });
}

} // namespace weft::tests
