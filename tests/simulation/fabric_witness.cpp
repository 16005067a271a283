#include "tests/simulation/fabric_witness.hpp"

#include <utility>

namespace weft::simulation {

namespace {

constexpr std::string_view objects = "/api/mo/";

bool writes(const aci::call& what) {
  return what.method != "GET" && what.target.starts_with(objects);
}

} // namespace

aci::client::completion fabric_witness::traced(std::string what, completion done) const {
  return [trace = trace_, what = std::move(what), done = std::move(done)](result<aci::answer> got) {
    trace(what + (got ? " -> " + std::to_string(got->status) : " -> " + got.error().what));
    done(std::move(got));
  };
}

void fabric_witness::log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) {
  const auto what = "log in at " + name_of(node);
  trace_(what);
  real_->log_in(node, deadline, traced(what, std::move(done)));
}

void fabric_witness::log_out(std::size_t node, std::string token,
                             std::chrono::milliseconds deadline, completion done) {
  const auto what = "log out at " + name_of(node);
  trace_(what);
  real_->log_out(node, std::move(token), deadline, traced(what, std::move(done)));
}

void fabric_witness::send(std::size_t node, aci::call what, std::string token,
                          std::chrono::milliseconds deadline, completion done) {
  const auto name = name_of(node) + " " + what.method + " " + what.target;
  trace_(name + (what.body.empty() ? "" : " " + what.body));
  if (!writes(what))
    return real_->send(node, std::move(what), std::move(token), deadline,
                       traced(name, std::move(done)));
  if (++writing_ > 1)
    books_.violations.push_back("I2: two writes of the fabric are under way");
  if (const auto why = why_not_ ? why_not_() : ""; !why.empty())
    books_.violations.push_back("I2: " + why);
  real_->send(node, std::move(what), std::move(token), deadline,
              [this, done = traced(name, std::move(done))](result<aci::answer> got) {
                --writing_;
                done(std::move(got));
              });
}

std::unique_ptr<aci::event_socket> fabric_witness::listen(std::size_t node, std::string token,
                                                          std::chrono::milliseconds deadline,
                                                          aci::socket_events events) {
  events.on_word = [trace = trace_, told = std::move(events.on_word)](aci::socket_word word) {
    trace("told " + word.text);
    told(std::move(word));
  };
  events.on_end = [trace = trace_, told = std::move(events.on_end)](fault why) {
    trace("the socket ends: " + why.what);
    told(std::move(why));
  };
  return real_->listen(node, std::move(token), deadline, std::move(events));
}

} // namespace weft::simulation
