#pragma once

#include "protocol/aci/dn.hpp"
#include "protocol/aci/mirror.hpp"
#include "protocol/aci/plan.hpp"
#include "protocol/aci/show.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/aci/toy_fabric.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

using texts = std::vector<std::string>;

/// A fabric with L3Out O of tenant T, a mirror of it, what is wished, and the parts of target and
/// session played by hand.
class stage {
public:
  stage() { apic.add_out(out); }

  // -- what is wished ----------------------------------------------------------------------------

  static owner deployment(const std::string& name) {
    return {{"Deployment", "shop", name}, "uid-" + name};
  }

  static claim pod(const std::string& prefix, const std::string& name, std::int64_t born = 0) {
    claim out;
    out.prefix = prefix;
    out.from = {{"Pod", "shop", name}, "uid-" + name};
    out.started = out.created = timestamp{std::chrono::seconds{born}};
    return out;
  }

  static claim service(const std::string& prefix, const std::string& name, std::int64_t born = 0) {
    auto out = pod(prefix, name, born);
    out.from = {{"Service", "shop", name}, "uid-" + name};
    out.started = {};
    return out;
  }

  void wish_for(const std::string& name, const eepg_name& where, std::vector<claim> claims,
                const std::string& value = "v1", wish what = wish::place) {
    std::ranges::sort(claims, {}, [](const claim& one) { return std::pair{one.prefix, one.from}; });
    wished_eepg body;
    body.where = where;
    body.value = value;
    body.claims = std::move(claims);
    fragment part;
    part.from = deployment(name);
    part.what = what;
    part.body = take_snapshot(std::move(body));
    parts[part.from] = take_snapshot(part);
  }

  /// One Pod per prefix, named after the Deployment.
  void run(const std::string& name, const eepg_name& where, const texts& prefixes) {
    std::vector<claim> claims;
    for (std::size_t i = 0; i < prefixes.size(); ++i)
      claims.push_back(pod(prefixes[i], name + "-" + std::to_string(i)));
    wish_for(name, where, std::move(claims));
  }

  /// It asks for what it has wished to be taken away.
  void stop(const std::string& name) {
    const auto standing = parts.find(deployment(name));
    if (standing == parts.end())
      return;
    auto last = *standing->second;
    last.what = wish::remove;
    standing->second = take_snapshot(std::move(last));
  }

  /// It is gone without a word, or has nothing to say any more.
  void vanish(const std::string& name) { parts.erase(deployment(name)); }

  static texts addresses(std::size_t count) {
    texts out;
    for (std::size_t i = 0; i < count; ++i)
      out.push_back("10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "/32");
    return out;
  }

  // -- what a session does -----------------------------------------------------------------------

  void read(const l3out_name& which) {
    known.begin_read(which, now);
    note(known.take_out(which, apic.read(which)));
  }

  void note(const upshot& what) { to_read.insert(what.read.begin(), what.read.end()); }

  /// Takes all that the fabric has told, as `deliver` arranges it.
  void hear() {
    auto news = std::exchange(apic.told, {});
    if (deliver)
      deliver(news);
    for (const auto& one : news)
      note(known.take_event(one, now));
  }

  /// Reads whatever has to be read, once.
  void read_on() {
    known.follow(parts);
    for (const auto& [who, part] : parts) {
      const auto which = as<wished_eepg>(part->body).where.out();
      if (asked.insert(which).second)
        to_read.insert(which);
    }
    for (const auto& which : known.due(now))
      to_read.insert(which);
    for (const auto& which : std::exchange(to_read, {}))
      if (asked.contains(which)) {
        ++reads;
        read(which);
      }
  }

  void compare() {
    to_read.insert(asked.begin(), asked.end());
    if (!how.cluster_id.empty()) {
      known.begin_marked();
      for (const auto name : {mo::eepg, mo::subnet})
        known.take_marked(apic.marked(name, marker_of(how.cluster_id)));
      known.end_marked();
    }
    sweep = true;
    settle();
    sweep = false;
  }

  void lose_socket() {
    apic.told.clear();
    known.gap();
  }

  void reconnect() {
    apic.told.clear();
    compare();
  }

  /// As after a restart of weft.
  void restart() {
    known = mirror{how};
    asked.clear();
    reconnect();
  }

  // -- what a target does ------------------------------------------------------------------------

  plan_output planned() {
    const auto seen = known.observe(now);
    return plan({how,
                 parts,
                 *seen,
                 held,
                 refused,
                 only ? &*only : nullptr,
                 may_remove,
                 sweep,
                 {how.batch_children, how.batch_bytes}});
  }

  /// @returns whether something was written.
  bool step_on() {
    hear();
    read_on();
    const auto what = planned();
    if (!what.next)
      return false;
    if (look)
      look(what);
    known.begin_write(*what.next);
    if (!apic.carry_out(*what.next)) {
      rejected.push_back(*what.next);
      known.take_refused(*what.next);
      return false;
    }
    bodies.push_back(what.next->body);
    if (committed)
      committed();
    if (early)
      hear();
    note(known.take_written(*what.next, now));
    return true;
  }

  void settle(int most = 60) {
    while (most-- > 0 && (step_on() || !to_read.empty()))
      ;
    REQUIRE(most >= 0);
  }

  eepg_verdict verdict_on(const std::string& name) { return planned().verdicts[deployment(name)]; }

  /// "placed/", "pending/WaitingForL3Out"
  std::string word_on(const std::string& name) {
    const auto said = verdict_on(name);
    return std::string{to_string(said.how_far)} + "/" + said.reason;
  }

  // -- what is there -----------------------------------------------------------------------------

  std::string subnet_dn(const eepg_name& where, const std::string& prefix) const {
    return dn_of(where, prefix);
  }

  /// An EEPG made by a person.
  void make(const eepg_name& where, const std::string& annotation = {}) {
    apic.put(dn_of(where), mo::eepg,
             {{"name", where.epg}, {"annotation", annotation}, {"descr", "by hand"}});
  }

  void make(const eepg_name& where, const std::string& prefix, const std::string& annotation,
            const std::string& scope = "import-security", const std::string& name = "by-hand") {
    apic.put(dn_of(where, prefix), mo::subnet,
             {{"ip", prefix}, {"annotation", annotation}, {"scope", scope}, {"name", name}});
  }

  const l3out_name out{"T", "O"};
  const eepg_name e{"T", "O", "E"};
  const eepg_name f{"T", "O", "F"};
  settings how;
  toy_fabric apic;
  mirror known{how};
  std::map<owner, snapshot<fragment>> parts;
  std::set<piece> held;
  std::map<piece, std::string> refused;
  std::optional<std::set<piece>> only;
  bool may_remove = true;
  bool sweep = false;
  mirror::instant now = std::chrono::hours{1};
  std::set<l3out_name> asked;
  std::set<l3out_name> to_read;
  std::size_t reads = 0;
  texts bodies; ///< of requests that were accepted
  std::vector<request> rejected;
  bool early = false; ///< events come before the answer to the request that caused them
  std::function<void(std::vector<event>&)> deliver; ///< reorders, doubles
  std::function<void(const plan_output&)> look;     ///< before each request
  std::function<void()> committed;                  ///< after each
};

} // namespace weft::aci
