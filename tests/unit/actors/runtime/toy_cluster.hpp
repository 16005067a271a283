#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/discovery.hpp"
#include "tests/unit/actors/runtime/toy.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>

namespace weft::toy {

/// The kind of the toy's objects: `metadata.annotations["toy/<target>"]` is the word wished there.
const k8s::kind& wish_kind();

/// A fragment per annotation; the object is at fault when its word is "nonsense"; a word "crash"
/// throws, as only a bug could.
interpretation interpret(const k8s::projection& object, const view& index,
                         const contributions& before);

/// {"targets": {"toy/t": "placed"}, "reason": …}, with "recorded" once an intent was seen.
json::value report(const report_request& request);

/// An API server of one kind in a map: merge patches with preconditions, finalizers, annotations,
/// versions.
struct cluster {
  k8s::kind kind = wish_kind();
  std::map<std::string, json::value> objects; ///< by name
  std::uint64_t version = 100;
  std::string pruned;       ///< a status member that is dropped as unknown
  std::deque<fault> faults; ///< consumed one per call
  result<k8s::standing> kind_is = k8s::standing::served; ///< what it says when asked
  std::vector<std::string> calls;                        ///< "status a", "meta a"
  /// Told after each change; null projection: the object is gone.
  std::function<void(const std::string& name, snapshot<k8s::projection> before,
                     snapshot<k8s::projection> now)>
    on_change;

  void create(const std::string& name, const words& wished);
  void edit(const std::string& name, const words& wished);
  void erase(const std::string& name);    ///< as a user would: waits for finalizers
  void tear_out(const std::string& name); ///< without waiting for anybody
  snapshot<k8s::projection> project(const std::string& name) const;
  result<json::value> read(const std::string& name) const;
  result<json::value> patch(const std::string& name, bool status, const json::value& body);
  std::string status_of(const std::string& name) const;
  /// Empty when there is none.
  std::string annotation_of(const std::string& name, const std::string& annotation) const;

private:
  void changed(const std::string& name, const snapshot<k8s::projection>& before);
};

api_actor::behavior_type api(api_actor::pointer self, cluster* what);

} // namespace weft::toy
