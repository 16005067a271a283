#include "tests/simulation/witness.hpp"

#include "protocol/velocloud/names.hpp"

#include <memory>

namespace weft::simulation {

namespace {

constexpr std::string_view our_mark = "76656c6f-";

std::string shown(const json::value& params) {
  if (const auto* data = params.find_path({"_update", "data"}))
    return std::to_string(json::write(*data).size()) + " bytes";
  return json::write(params);
}

} // namespace

void witness::call(std::string method, json::value params, std::chrono::milliseconds deadline,
                   std::function<void(result<json::value>)> done) {
  const bool writes = method == velocloud::method::update_module;
  const auto* id = params.find("id");
  const auto module = id ? id->int_or(0) : 0;
  std::map<std::string, std::int64_t> ports;
  if (method == velocloud::method::read_modules)
    looked_ = now_();
  if (writes) {
    if (++writing_[module] > 1)
      books_.violations.push_back("I2: two writes of module " + std::to_string(module)
                                  + " are under way");
    books_.attempts.push_back({who_, looked_, now_()});
    ports = ports_in(params);
    inspect(ports);
  }
  const auto name = method.substr(method.find('/') + 1);
  trace_(name + " " + shown(params));
  real_->call(std::move(method), std::move(params), deadline,
              [this, writes, module, name, ports, done = std::move(done)](result<json::value> got) {
                if (writes)
                  --writing_[module];
                if (got || got.error().code != errc::refused)
                  for (const auto& [rule, port] : ports)
                    books_.newest_port[rule] = port;
                trace_(name + (got ? " done" : " -> " + got.error().what));
                done(std::move(got));
              });
}

std::map<std::string, std::int64_t> witness::ports_in(const json::value& written) const {
  std::map<std::string, std::int64_t> out;
  const auto* segments = written.find_path({"_update", "data", "segments"});
  if (!books_.ports_grow || !segments || !segments->as_array())
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

void witness::inspect(const std::map<std::string, std::int64_t>& ports) {
  for (const auto& [rule, port] : ports)
    if (const auto& newest = books_.newest_port[rule]; port < newest)
      books_.violations.push_back("I3: port " + std::to_string(port) + " is written after port "
                                  + std::to_string(newest));
}

} // namespace weft::simulation
