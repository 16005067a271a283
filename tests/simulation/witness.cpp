#include "tests/simulation/witness.hpp"

#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <memory>

namespace weft::simulation {

namespace {

constexpr std::string_view our_mark = "76656c6f-";

/// The rules of a module in their order, with the ids that they are given.
std::string names_in(const json::value& module) {
  std::string out;
  const auto* segments = module.find("segments");
  if (!segments || !segments->as_array())
    return out;
  for (const auto& segment : *segments->as_array()) {
    out += out.empty() ? "" : " |";
    for (const auto& rule : *segment.find("rules")->as_array())
      out.append(" ")
        .append(rule.text_at({"name"}))
        .append("#")
        .append(rule.text_at({"ruleLogicalId"}));
  }
  return out;
}

std::string shown(const json::value& params) {
  if (const auto* data = params.find_path({"_update", "data"}))
    return std::to_string(json::write(*data).size()) + " bytes:" + names_in(*data);
  return json::write(params);
}

} // namespace

void witness::call(std::string method, json::value params, std::chrono::milliseconds deadline,
                   std::function<void(result<json::value>)> done) {
  const bool writes = method == velocloud::method::update_module;
  const auto module = params.int_at({"id"}, 0);
  look_around();
  if (method == velocloud::method::read_modules)
    looked_[params.int_at({"configurationId"}, 0)] = now_();
  if (writes) {
    if (++writing_[module] > 1)
      books_.violations.push_back("I2: two writes of module " + std::to_string(module)
                                  + " are under way");
    if (const auto why = why_not_ ? why_not_() : ""; !why.empty())
      books_.violations.push_back("I2: " + why);
    books_.attempts.push_back({who_, looked_[profile_of(module)], now_()});
    inspect(module, ports_in(params.find_path({"_update", "data"})));
  }
  const auto name = method.substr(method.find('/') + 1);
  trace_(name + " " + shown(params));
  real_->call(std::move(method), std::move(params), deadline,
              [this, writes, module, name, done = std::move(done)](result<json::value> got) {
                if (writes)
                  --writing_[module];
                look_around();
                trace_(name + (got ? " done" : " -> " + got.error().what));
                done(std::move(got));
              });
}

witness::ports witness::ports_in(const json::value* data) {
  ports out;
  const auto* segments = data ? data->find("segments") : nullptr;
  if (!segments || !segments->as_array())
    return out;
  for (const auto& segment : *segments->as_array())
    for (const auto& rule : *segment.find("rules")->as_array()) {
      const auto* id = rule.find("ruleLogicalId");
      const auto* port = rule.find_path({"match", "dport_low"});
      if (id && port && id->text_or("").starts_with(our_mark))
        out[std::string{id->text_or("")}] = port->int_or(0);
    }
  return out;
}

void witness::look_around() {
  if (!books_.ports_grow)
    return;
  for (const auto& profile : vco_.profiles)
    for (const auto& module : profile.modules)
      for (const auto& [rule, port] : ports_in(&*module.data))
        books_.newest_port[rule] = std::max(books_.newest_port[rule], port);
}

std::int64_t witness::profile_of(std::int64_t module) const {
  for (const auto& profile : vco_.profiles)
    for (const auto& one : profile.modules)
      if (one.id == module)
        return profile.id;
  return 0;
}

witness::ports witness::standing_in(std::int64_t module) const {
  for (const auto& profile : vco_.profiles)
    for (const auto& one : profile.modules)
      if (one.id == module)
        return ports_in(&*one.data);
  return {};
}

void witness::inspect(std::int64_t module, const ports& written) {
  if (!books_.ports_grow)
    return;
  const auto before = standing_in(module);
  for (const auto& [rule, port] : written) {
    const auto stood = before.find(rule);
    const bool changed = stood == before.end() || stood->second != port;
    if (const auto newest = books_.newest_port[rule]; changed && port < newest)
      books_.violations.push_back("I3: port " + std::to_string(port) + " is written after port "
                                  + std::to_string(newest));
  }
}

} // namespace weft::simulation
