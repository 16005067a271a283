#include "protocol/aci/request_writer.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/spelling.hpp"
#include "protocol/json/value.hpp"

#include <initializer_list>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::string_view modified = "modified";
constexpr std::string_view deleted = "deleted";

using attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// `{"<class>":{"attributes":{…}` and the children, which come last. @see aci.md 2.6
std::string opened(std::string_view class_name, attributes all) {
  std::string out = "{";
  json::append_quoted(out, class_name);
  out += R"(:{"attributes":{)";
  for (const auto& [name, text] : all) {
    out += out.back() == '{' ? "" : ",";
    json::append_quoted(out, name);
    out += ':';
    json::append_quoted(out, text);
  }
  return out += '}';
}

std::string closed(std::string head, const std::vector<std::string>& children) {
  const char* before = R"(,"children":[)";
  for (const auto& one : children) {
    head.append(before).append(one);
    before = ",";
  }
  return head += children.empty() ? "}}" : "]}}";
}

} // namespace

request_writer::request_writer(const std::vector<site>& sites, std::string_view mark,
                               batch_limits limits)
  : sites_(sites), mark_(mark), limits_(limits) {}

bool request_writer::add(const std::vector<const step*>& together) {
  std::size_t children = 0;
  std::size_t bytes = 0;
  std::vector<std::string> texts;
  for (const auto* one : together) {
    const bool below = one->prefix || one->what == step::kind::remove_eepg;
    texts.push_back(one->prefix ? child_of(*one) : std::string{});
    bytes += texts.back().size() + 1;
    bytes += groups_.contains(one->site) ? 0 : bytes_around(one->site);
    // The first EEPG may turn out to be the object of the URL; all others are below it.
    children += below || (!groups_.empty() && !groups_.contains(one->site)) ? 1 : 0;
  }
  if (!empty() && (children_ + children > limits_.children || bytes_ + bytes > limits_.bytes))
    return false;
  children_ += children;
  bytes_ += bytes;
  for (std::size_t i = 0; i < together.size(); ++i) {
    const auto& one = *together[i];
    auto& into = groups_[one.site];
    into.makes
      = into.makes || one.what == step::kind::make_eepg || one.what == step::kind::mend_eepg;
    into.removes = into.removes || one.what == step::kind::remove_eepg;
    if (one.prefix)
      into.children.push_back(std::move(texts[i]));
    edits_.push_back(edit_of(one));
  }
  return true;
}

/// What it takes to reach an EEPG from its tenant, and to say all that may be said of it.
std::size_t request_writer::bytes_around(std::size_t site) const {
  constexpr std::size_t punctuation = 400;
  const auto& [tenant, out, epg] = sites_[site].name;
  return punctuation + tenant.size() + out.size() + epg.size() + mark_.size();
}

/// Ours may be made again by the way, should it have gone; nobody else's may. @see aci.md 2.6, 8.5
std::string request_writer::head_of(std::size_t number, const group& what) const {
  const auto& one = sites_[number];
  const std::string_view name = one.name.epg;
  if (what.removes)
    return opened(mo::eepg, {{"name", name}, {"status", deleted}});
  const bool upholds = one.ours() && one.party != nowhere && one.held->annotation == mark_;
  if (what.makes || upholds)
    return opened(mo::eepg, {{"name", name}, {"annotation", mark_}});
  return opened(mo::eepg, {{"name", name}, {"status", modified}});
}

std::string request_writer::written(std::size_t number, const group& what) const {
  return closed(head_of(number, what), what.children);
}

std::string request_writer::child_of(const step& what) const {
  const auto& now = what.after;
  if (what.what == step::kind::release)
    return closed(opened(mo::subnet, {{"ip", what.before->rn_prefix}, {"status", deleted}}), {});
  const auto scope_words = write_scope(now.flags);
  if (what.what == step::kind::place)
    return closed(opened(mo::subnet, {{"ip", now.rn_prefix},
                                      {"name", now.name},
                                      {"scope", scope_words},
                                      {"annotation", now.annotation}}),
                  {});
  std::string out = opened(mo::subnet, {{"ip", now.rn_prefix}});
  out.pop_back();
  const auto append = [&](bool differs, std::string_view name, std::string_view text) {
    if (!differs)
      return;
    out.append(",\"").append(name).append("\":");
    json::append_quoted(out, text);
  };
  append(now.name != what.before->name, "name", now.name);
  append(now.flags != what.before->flags, "scope", scope_words);
  append(now.annotation != what.before->annotation, "annotation", now.annotation);
  return closed(out += '}', {});
}

request::edit request_writer::edit_of(const step& what) const {
  request::edit out;
  out.where = sites_[what.site].name;
  out.prefix = what.prefix ? *what.prefix : std::string{};
  out.removed = what.what == step::kind::release || what.what == step::kind::remove_eepg;
  if (what.prefix && !out.removed)
    out.after = what.after;
  if (!what.prefix && !out.removed)
    out.annotation = mark_;
  return out;
}

std::string request_writer::whole_body() const {
  std::vector<std::string> outs;
  std::vector<std::string> eepgs;
  for (auto i = groups_.begin(); i != groups_.end(); ++i) {
    eepgs.push_back(written(i->first, i->second));
    const auto& name = sites_[i->first].name;
    const auto next = std::next(i);
    if (next != groups_.end() && sites_[next->first].name.out() == name.out())
      continue;
    outs.push_back(closed(opened(mo::l3out, {{"name", name.l3out}, {"status", modified}}),
                          std::exchange(eepgs, {})));
  }
  const auto& tenant = sites_[groups_.begin()->first].name.tenant;
  return closed(opened(mo::tenant, {{"name", tenant}, {"status", modified}}), outs);
}

request request_writer::finish() {
  request out;
  const auto& [number, first] = *groups_.begin();
  const auto& name = sites_[number].name;
  out.tenant = name.tenant;
  out.edits = std::move(edits_);
  if (groups_.size() > 1) {
    out.dn = tenant_dn(name.tenant);
    out.body = whole_body();
    return out;
  }
  out.dn = dn_of(name);
  if (first.removes)
    out.what = request::verb::remove;
  else
    out.body = written(number, first);
  return out;
}

} // namespace weft::aci
