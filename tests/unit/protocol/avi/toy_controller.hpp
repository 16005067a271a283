#pragma once

#include "protocol/avi/records.hpp"
#include "tests/unit/protocol/avi/avi_cluster.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// A controller as far as the pure half can tell: objects, references by URL and name, versions,
/// the few rules that decide whether a batch is legal. Not a simulator: no HTTP, no faults.
class toy_controller {
public:
  toy_controller() {
    put("vrfcontext", "VRF_AZ1",
        {{"system_default", false},
         {"bgp_profile", json::value::of({{"local_as", 65000}, {"peers", json::array{}}})},
         {"static_routes", json::value::list({foreign_route("1", "0.0.0.0", 0, "10.10.25.1")})}});
    put("serviceenginegroup", "Default-Group", {{"max_vs_per_se", 10}});
  }

  static json::value foreign_route(const std::string& id, const std::string& network, int mask,
                                   const std::string& hop, const std::string& cluster = {}) {
    auto out = json::value::of(
      {{"route_id", id},
       {"prefix",
        json::value::of(
          {{"ip_addr", json::value::of({{"addr", network}, {"type", "V4"}})}, {"mask", mask}})},
       {"next_hop", json::value::of({{"addr", hop}, {"type", "V4"}})},
       {"if_name", "eth7"}});
    if (!cluster.empty())
      out.set("labels",
              json::value::list({json::value::of({{"key", "clustername"}, {"value", cluster}})}));
    return out;
  }

  void put(const std::string& of, const std::string& name,
           std::initializer_list<json::member> members) {
    auto object = json::value::of(members);
    object.set("name", name);
    store({of, name}, std::move(object));
  }

  json::value& at(const std::string& of, const std::string& name) {
    REQUIRE(all.contains({of, name}));
    return all.at({of, name});
  }

  bool has(std::string_view of, const std::string& name) const {
    return all.contains({std::string{of}, name});
  }

  json::array& routes() { return *(*at("vrfcontext", "VRF_AZ1").find("static_routes")).as_array(); }

  void touch(const std::string& of, const std::string& name) {
    at(of, name).set("_last_modified", std::to_string(++clock));
  }

  stock shown() const {
    stock out;
    for (const auto& [name, held] : all)
      out.emplace(name, take_snapshot(held));
    return out;
  }

  /// Carries out what can be. @returns the first refusal; empty: all is done.
  std::string carry_out(const batch& what) {
    std::string trouble;
    std::vector<bool> done(what.steps.size(), false);
    for (std::size_t i = 0; i < what.steps.size(); ++i) {
      const auto& step = what.steps[i];
      bool ready = true;
      for (const auto before : step.after) {
        REQUIRE(before < i);
        ready = ready && done[before];
      }
      if (!ready)
        continue;
      const auto no = refuses ? refuses(step) : std::string{};
      const auto why = no.empty() ? carry_out(step) : no;
      done[i] = why.empty();
      if (trouble.empty())
        trouble = why;
    }
    return trouble;
  }

  std::map<object_name, json::value> all;
  std::vector<std::string> log;            ///< "PUT pool/x"
  std::map<std::string, std::string> keys; ///< of certificates, as they were sent last
  std::function<std::string(const write_step&)> refuses;
  bool gives_addresses = true;

private:
  void store(const object_name& which, json::value object) {
    if (object.text_at({"uuid"}).empty())
      object.set("uuid", which.type + "-" + std::to_string(++count));
    object.set("url",
               "https://ctl/api/" + which.type + "/" + std::string{object.text_at({"uuid"})});
    object.set("_last_modified", std::to_string(++clock));
    all[which] = std::move(object);
  }

  /// As the controller shows them: by URL, with the name behind. @returns what is not there.
  std::string resolve(json::value& what) const {
    if (auto* members = what.as_object()) {
      for (auto& [name, held] : *members) {
        const bool refers = name.ends_with("_ref") || name.ends_with("_refs");
        if (name == "url" || (held.is_string() && !refers))
          continue;
        if (const auto why = resolve(held); !why.empty())
          return why;
      }
    } else if (auto* items = what.as_array()) {
      for (auto& one : *items)
        if (const auto why = resolve(one); !why.empty())
          return why;
    } else if (const auto* text = what.as_string(); text && text->starts_with("/api/")) {
      const auto slash = text->find('/', 5);
      const auto mark = text->find("?name=");
      if (mark == text->npos)
        return {};
      const auto of = text->substr(5, std::min(slash, mark) - 5);
      const auto name = text->substr(mark + 6);
      static const std::set<std::string> kept{
        "vsvip",     "pool",          "l4policyset",     "virtualservice",
        "poolgroup", "httppolicyset", "vsdatascriptset", "sslkeyandcertificate"};
      if (kept.contains(of) && !has(of, name))
        return "404 " + of + " object not found!";
      what = "https://ctl/api/" + of + "/uuid-of-" + name + "#" + name;
    }
    return {};
  }

  bool is_referred(const object_name& which) const {
    const auto mark = "/api/" + which.type + "/";
    for (const auto& [other, held] : all) {
      const auto text = json::write(held);
      for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
        const auto end = text.find('"', at);
        if (other != which && text.substr(at, end - at).ends_with("#" + which.name))
          return true;
      }
    }
    return false;
  }

  void allocate(json::value& vsvip) {
    auto* held = vsvip.find("vip");
    auto* entries = held ? held->as_array() : nullptr;
    if (entries && gives_addresses)
      for (auto& one : *entries)
        if (!one.find("ip_address")) {
          one.set("ip_address", json::value::of({{"addr", "10.10.25." + std::to_string(++address)},
                                                 {"type", "V4"}}));
          one.set("avi_allocated_vip", true);
        }
  }

  std::string carry_out(const write_step& step) {
    const auto text = to_string(step.which);
    if (step.what == write_step::verb::remove) {
      if (is_referred(step.which))
        return "403 Cannot delete, object is referred by: " + text;
      all.erase(step.which);
      log.push_back("DELETE " + text);
      return {};
    }
    auto body = step.body;
    if (const auto why = resolve(body); !why.empty())
      return why;
    const bool there = all.contains(step.which);
    if (step.what == write_step::verb::make) {
      if (there)
        return "409 already exists";
    } else {
      if (!there)
        return "404 " + step.which.type + " object not found!";
      if (step.uuid != all.at(step.which).text_at({"uuid"}))
        return "404 of another uuid";
      if (body.text_at({"_last_modified"}) != all.at(step.which).text_at({"_last_modified"}))
        return "412 Concurrent Update Error";
    }
    if (step.which.type == "vrfcontext") {
      std::set<std::string> ids;
      for (const auto& one : *body.find("static_routes")->as_array())
        if (!ids.insert(std::string{one.text_at({"route_id"})}).second)
          return "400 Unique constraints route_id has duplicated value";
    }
    if (step.which.type == "vsvip")
      allocate(body);
    body.set("name", step.which.name);
    if (step.which.type == "sslkeyandcertificate") {
      keys[step.which.name] = std::string{body.text_at({"key"})};
      body.set("key", "<sensitive>");
    }
    store(step.which, std::move(body));
    log.push_back((step.what == write_step::verb::make ? "POST " : "PUT ") + text);
    return {};
  }

  std::uint64_t clock = 1579409598079840ULL;
  int count = 0;
  int address = 100;
};

} // namespace weft::avi
