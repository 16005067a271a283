#include "protocol/aci/show.hpp"

#include "protocol/aci/departures.hpp"
#include "protocol/aci/spelling.hpp"
#include "protocol/json/value.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace weft::aci {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string difference(std::string_view of, std::string_view before, std::string_view after) {
  return std::string{of}.append(" ").append(before).append(" -> ").append(after);
}

/// Turns the edits of one request into lines.
class reading {
public:
  reading(const std::map<owner, snapshot<fragment>>& parts, const fabric& seen) : seen_(seen) {
    for (const auto& [who, part] : parts)
      if (wants(*part))
        wishes_.emplace(as<wished_eepg>(part->body).where,
                        std::pair{&who, &as<wished_eepg>(part->body)});
  }

  change_line line_of(const request::edit& what) const {
    const auto* held = find(what.where);
    return what.prefix.empty() ? of_eepg(what, held) : of_prefix(what, held);
  }

private:
  const eepg* find(const eepg_name& where) const {
    const auto out = seen_.outs.find(where.out());
    if (out == seen_.outs.end())
      return nullptr;
    const auto held = out->second->eepgs.find(where.epg);
    return held == out->second->eepgs.end() || !held->second->present ? nullptr
                                                                      : held->second.get();
  }

  /// The first that wishes it; null: nobody does.
  const owner* wisher(const request::edit& what) const {
    const auto [first, last] = wishes_.equal_range(what.where);
    for (auto i = first; i != last; ++i) {
      const auto& [who, wish] = i->second;
      if (what.prefix.empty()
          || std::ranges::binary_search(wish->claims, what.prefix, {}, &claim::prefix))
        return who;
    }
    return nullptr;
  }

  static change_line line(change what, const owner* whose, std::string text) {
    if (whose && what != change::wrong)
      text += " (for " + to_string(*whose) + ")";
    return {what, whose ? whose->key : object_key{}, std::move(text)};
  }

  change_line of_eepg(const request::edit& what, const eepg* held) const {
    const auto* whose = wisher(what);
    const auto title = "EPG " + to_string(what.where);
    if (held && !held->ours)
      return line(change::wrong, whose, title + " would change; it is not ours");
    if (what.removed != !whose)
      return line(change::wrong, whose,
                  title + (whose ? " would go; it is wished" : ": nobody wishes it"));
    if (what.removed)
      return line(change::remove, nullptr,
                  title + " with " + std::to_string(held ? held->subnets.size() : 0)
                    + " prefixes (nobody wishes it)");
    if (held)
      return line(change::alter, whose,
                  title + ": "
                    + difference("annotation", quoted(held->annotation), quoted(what.annotation)));
    return line(change::add, whose, title);
  }

  change_line of_prefix(const request::edit& what, const eepg* held) const {
    const auto* whose = wisher(what);
    const auto title = what.prefix + " in " + to_string(what.where);
    const auto found = held ? held->subnets.find(what.prefix) : decltype(held->subnets.end()){};
    const auto* before = held && found != held->subnets.end() ? &found->second : nullptr;
    if (before && !before->ours)
      return line(change::wrong, whose, title + " would change; it is not ours");
    if (what.removed)
      return line(change::remove, nullptr,
                  title + (before ? " " + quoted(before->name) : std::string{}));
    if (!whose)
      return line(change::wrong, whose, title + ": nobody wishes it");
    if (!before)
      return line(change::add, whose,
                  title + " " + quoted(what.after.name) + ", " + write_scope(what.after.flags));
    return line(change::alter, whose, title + ": " + differences(*before, what.after));
  }

  static std::string differences(const subnet& before, const subnet& after) {
    std::string out;
    const auto append = [&](std::string_view of, const std::string& was, const std::string& is) {
      if (was != is)
        out.append(out.empty() ? "" : ", ").append(difference(of, quoted(was), quoted(is)));
    };
    append("name", before.name, after.name);
    append("scope", write_scope(before.flags), write_scope(after.flags));
    append("annotation", before.annotation, after.annotation);
    return out;
  }

  const fabric& seen_;
  std::multimap<eepg_name, std::pair<const owner*, const wished_eepg*>> wishes_;
};

} // namespace

std::vector<change_line> show(const std::map<owner, snapshot<fragment>>& parts, const fabric& seen,
                              const request& what) {
  const reading from{parts, seen};
  std::vector<change_line> out;
  for (const auto& one : what.edits)
    out.push_back(from.line_of(one));
  return out;
}

} // namespace weft::aci
