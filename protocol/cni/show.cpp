#include "protocol/cni/show.hpp"

#include "protocol/cni/names.hpp"

namespace weft::cni {

namespace {

using kind = operation::kind;

change change_by(kind what) {
  switch (what) {
  case kind::attach:
  case kind::take_over:
    return change::add;
  case kind::detach:
  case kind::release:
  case kind::drop:
  case kind::discard:
    return change::remove;
  case kind::end_survivors:
  case kind::set_aside:
  case kind::check:
  case kind::collect:
    break;
  }
  return change::alter;
}

std::string text_of(const operation& what) {
  auto out = unit_of(what);
  if (!what.subject.network.empty())
    out += " (network " + what.subject.network + ")";
  return what.why.empty() ? out : out + ": " + what.why;
}

} // namespace

std::vector<change_line> show(const plan_request& asked, const operations& what) {
  object_key about;
  for (const auto& [who, part] : asked.parts)
    if (part->what == wish::place)
      about = who.key;
  std::vector<change_line> out;
  for (const auto& one : what.all)
    out.push_back({change_by(one.what), about, text_of(one)});
  return out;
}

} // namespace weft::cni
