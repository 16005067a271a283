#include "tests/simulation/balancer_witness.hpp"

#include <algorithm>
#include <utility>

namespace weft::simulation {

namespace {

template <class T>
std::string outcome_of(const avi::wire::answered<T>& got) {
  return got ? std::string{"ok"}
             : std::string{to_string(got.error().kind)} + ": " + got.error().why.what;
}

} // namespace

void balancer_witness::enter() {
  *most_ = std::max(*most_, ++*under_way_);
}

void balancer_witness::send(avi::wire::call what, std::chrono::milliseconds deadline,
                            completion done) {
  const auto name = what.method + " " + what.target;
  trace_(name + (what.body.empty() ? "" : " " + what.body));
  if (!only_reads(what))
    if (const auto why = why_not_ ? why_not_() : ""; !why.empty())
      books_.violations.push_back("I2: " + why);
  enter();
  real_->send(std::move(what), deadline,
              [name, trace = trace_, under_way = under_way_,
               done = std::move(done)](avi::wire::answered<json::value> got) {
                --*under_way;
                trace(name + " -> " + outcome_of(got));
                done(std::move(got));
              });
}

void balancer_witness::list(avi::wire::call first, std::chrono::milliseconds deadline,
                            listing done) {
  const auto name = "LIST " + first.target;
  trace_(name);
  enter();
  real_->list(std::move(first), deadline,
              [name, trace = trace_, under_way = under_way_,
               done = std::move(done)](avi::wire::answered<avi::wire::collected> got) {
                --*under_way;
                trace(name + " -> " + outcome_of(got)
                      + (got ? " " + std::to_string(got->objects.size()) : ""));
                done(std::move(got));
              });
}

void balancer_witness::leave(std::chrono::milliseconds deadline, std::function<void()> done) {
  trace_("leave");
  real_->leave(deadline, std::move(done));
}

} // namespace weft::simulation
