#pragma once

#include "tests/contract/k8s/apiserver_suite.hpp"
#include "tests/printing.hpp"
#include "tests/text_at.hpp"

#include <string>
#include <string_view>

namespace weft::k8s::contract {

constexpr const char* merge = "application/merge-patch+json";
constexpr const char* json_patch = "application/json-patch+json";
constexpr const char* strategic = "application/strategic-merge-patch+json";
constexpr const char* applying = "application/apply-patch+yaml";
constexpr const char* as_table
  = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;"
    "g=meta.k8s.io,application/json";

/// JSON in tests, known to be good.
inline json::value of(std::string_view text) {
  auto read = json::parse(text);
  INFO(text);
  REQUIRE(read);
  return *read;
}

using tests::text_at;

inline std::string version_of(const json::value& object) {
  return text_at(object, {"metadata", "resourceVersion"});
}

/// A definition of `kind` in `group` with that schema, or with an open one; waits until served.
void define(peer& with, const std::string& group, const std::string& kind,
            const std::string& schema = "", const std::string& extra = "");

/// Installs a definition, afresh, and waits until all its versions are served.
void install(peer& with, const json::value& definition);

/// A namespace of the case's own, fresh on every server. @returns its name.
std::string make_namespace(peer& with);

/// "/apis/<group>/v1/namespaces/<ns>/<plural>".
std::string collection(const std::string& group, const std::string& kind, const std::string& ns);

/// An object of the kind with that spec.
json::value object(const std::string& group, const std::string& kind, const std::string& name,
                   const std::string& spec);

inline reply get(peer& with, const std::string& target,
                 const std::string& accept = "application/json") {
  return with.send({"GET", target, {}, "", accept, ""});
}

inline reply post(peer& with, const std::string& target, json::value body) {
  return with.send({"POST", target, std::move(body), "application/json", "application/json", ""});
}

inline reply put(peer& with, const std::string& target, json::value body) {
  return with.send({"PUT", target, std::move(body), "application/json", "application/json", ""});
}

inline reply patch(peer& with, const std::string& target, const std::string& body,
                   const char* type) {
  return with.send({"PATCH", target, {}, type, "application/json", body});
}

inline reply remove(peer& with, const std::string& target, const std::string& options = "") {
  return with.send(
    {"DELETE", target, {}, options.empty() ? "" : "application/json", "application/json", options});
}

/// Asks again until `there` holds of the answer; half a minute at most.
template <class Predicate>
reply await(peer& with, const std::string& target, Predicate there) {
  auto got = get(with, target);
  for (int i = 0; i < 600 && !there(got); ++i) {
    with.wait_a_little();
    got = get(with, target);
  }
  return got;
}

/// Fields that causes of a 422 name, sorted and with blanks between.
std::string cause_fields(const reply& from);

} // namespace weft::k8s::contract
