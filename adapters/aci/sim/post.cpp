#include "adapters/aci/sim/post.hpp"

#include "protocol/aci/dn.hpp"

#include <algorithm>

namespace weft::aci::sim {

namespace {

using outcome = std::optional<objection>;

objection refuse(std::string code, std::string text) {
  return {400, std::move(code), std::move(text)};
}

objection wrong_dn(std::string_view dn, std::string_view rn) {
  return refuse("107", "Invalid DN " + std::string{dn} + ", wrong rn prefix "
                         + std::string{rn.substr(0, rn.find('-'))} + " at position 0");
}

std::string_view last_rn(std::string_view dn) {
  const auto rns = rns_of(dn);
  return rns.empty() ? dn : rns.back();
}

objection missing(const std::string& dn) {
  return refuse("102", "configured object ((Dn0)) not found Dn0=" + dn + ", ");
}

/// What `status` asks for.
struct wish {
  bool create = true;
  bool modify = true;
  bool remove = false;
};

std::optional<wish> read_wish(std::string_view status) {
  if (status.empty() || status == "created,modified" || status == "modified,created")
    return wish{};
  if (status == "created")
    return wish{true, false, false};
  if (status == "modified")
    return wish{false, true, false};
  if (status == "deleted")
    return wish{false, false, true};
  return std::nullopt;
}

/// Posts one tree of objects.
class poster {
public:
  poster(store& to, const knobs& how) : to_(to), how_(how) {}

  outcome run(std::string_view url_dn, const json::value& body) {
    const auto* members = body.as_object();
    if (!members || members->size() != 1)
      return refuse("400", "invalid request: the body holds no object");
    const auto& [name, inside] = members->front();
    const auto* of = find_class(name);
    if (!of)
      return refuse("122", "unknown managed object class " + name);
    const auto at = class_of(url_dn);
    if (at.empty())
      return wrong_dn(url_dn, url_dn);
    if (name == at)
      return post(*of, inside, std::string{parent_of(url_dn)}, std::string{url_dn});
    if (of->parent.empty() || of->parent == at)
      return post(*of, inside, std::string{url_dn}, {});
    const auto dn = inside.text_at({"attributes", "dn"});
    if (!dn.starts_with(std::string{url_dn} + "/"))
      return refuse("106", "Invalid request. Cannot contain child " + name + " under parent "
                             + std::string{at});
    return post(*of, inside, std::string{parent_of(dn)}, {});
  }

private:
  /// @param dn Where the URL says it is; empty: its attributes say.
  outcome post(const object_class& of, const json::value& inside, const std::string& parent,
               const std::string& dn) {
    const auto* attributes = inside.find("attributes");
    if (!attributes || !attributes->is_object())
      return refuse("400", "incomplete node: " + std::string{of.name} + " has no attributes");
    const auto& members = *inside.as_object();
    if (how_.attributes_first && members.front().first != "attributes")
      return refuse("822", "naming property ('" + std::string{of.name} + "."
                             + std::string{of.naming} + "') is not set.");
    attribute_map wanted;
    for (const auto& [name, value] : *attributes->as_object()) {
      if (!value.is_string())
        return refuse("400", "value of attribute '" + name + "' is no string");
      if (name != "dn" && name != "rn" && !of.find(name))
        return refuse("400",
                      "unknown attribute '" + name + "' in element '" + std::string{of.name} + "'");
      wanted[name] = *value.as_string();
    }
    std::string place;
    if (auto no = locate(of, wanted, parent, dn, place))
      return no;
    const auto asked = read_wish(wanted["status"]);
    if (!asked)
      return refuse("400", "unknown property value " + wanted["status"] + ", name status, class "
                             + std::string{of.name} + " [(Dn0)] Dn0=" + place + ", ");
    if (asked->remove) {
      to_.remove(place);
      return std::nullopt;
    }
    if (auto no = write(of, wanted, place, *asked))
      return no;
    const auto* children = inside.find("children");
    return children ? post_children(of, *children, place) : std::nullopt;
  }

  outcome post_children(const object_class& of, const json::value& children,
                        const std::string& place) {
    if (!children.is_array())
      return refuse("400", "children of " + std::string{of.name} + " are no list");
    for (const auto& child : *children.as_array()) {
      const auto* members = child.as_object();
      if (!members || members->size() != 1)
        return refuse("400", "a child of " + std::string{of.name} + " is no object");
      const auto* below = find_class(members->front().first);
      if (!below)
        return refuse("106",
                      "Cannot contain mo class " + members->front().first + "; unknown mo class");
      if (!below->parent.empty() && below->parent != of.name)
        return refuse("106", "Invalid request. Cannot contain child " + std::string{below->name}
                               + " under parent " + std::string{of.name});
      if (auto no = post(*below, members->front().second, place, {}))
        return no;
    }
    return std::nullopt;
  }

  /// Finds out which object is meant; what URL, `dn`, `rn` and name say must agree.
  outcome locate(const object_class& of, attribute_map& wanted, const std::string& parent,
                 const std::string& dn, std::string& place) {
    std::string rn;
    if (const auto name = wanted.find(of.naming); !of.naming.empty() && name != wanted.end())
      rn = rn_of(of, name->second);
    else if (of.naming.empty())
      rn = of.rn_begins;
    std::vector<std::string> said;
    if (!dn.empty())
      said.push_back(dn);
    if (!wanted["dn"].empty())
      said.push_back(wanted["dn"]);
    for (const auto& one : {wanted["rn"], rn})
      if (!one.empty())
        said.push_back(parent.empty() ? one : parent + "/" + one);
    if (said.empty())
      return refuse("822", "naming property ('" + std::string{of.name} + "."
                             + std::string{of.naming} + "') is not set.");
    place = said.front();
    const auto same
      = [&](const std::string& one) { return canonical_dn(one) == canonical_dn(place); };
    if (!std::all_of(said.begin(), said.end(), same) || class_of(place) != of.name
        || canonical_dn(parent_of(place)) != canonical_dn(parent))
      return rn.empty() || of.naming.empty() || named_badly(of, wanted).empty()
               ? wrong_dn(said.back(), last_rn(said.back()))
               : refuse("801", named_badly(of, wanted));
    const auto rns = rns_of(place);
    if (!of.naming.empty())
      wanted.emplace(of.naming, *name_in(of, rns.back()));
    if (auto why = named_badly(of, wanted); !why.empty())
      return refuse("801", std::move(why));
    wanted.erase("dn");
    wanted.erase("rn");
    return std::nullopt;
  }

  /// Why the naming attribute may not be as it is.
  static std::string named_badly(const object_class& of, const attribute_map& wanted) {
    const auto name = wanted.find(of.naming);
    if (of.naming.empty() || name == wanted.end()
        || accepted(*of.find(of.naming), name->second, true))
      return {};
    return "property " + std::string{of.naming} + " of " + rn_of(of, name->second)
           + " failed validation for value '" + name->second + "'";
  }

  outcome write(const object_class& of, const attribute_map& wanted, const std::string& place,
                const wish& asked) {
    const auto held = to_.find(place);
    if (!held && !asked.create)
      return missing(place);
    if (held && !asked.modify)
      return refuse("103", "child (" + std::string{rns_of(place).back()} + ") of class "
                             + std::string{of.name} + " is already attached. dn[(Dn0)] Dn0=" + place
                             + ", ");
    if (!held)
      if (const auto absent = topmost_missing(place); !absent.empty())
        return missing(absent);
    object fresh;
    if (held)
      fresh = *held;
    else {
      fresh.dn = place;
      fresh.class_name = of.name;
      for (const auto& rule : of.attributes)
        fresh.attributes.emplace(rule.name, rule.otherwise);
    }
    for (const auto& [name, text] : wanted) {
      const auto* rule = of.find(name);
      if (rule->what == holds::set_by_apic || (held && name == of.naming))
        continue;
      auto value = accepted(*rule, text, name == of.naming);
      if (!value)
        return not_legal(*rule, text, of, place);
      fresh.attributes[name] = *std::move(value);
    }
    if (auto no = contradiction(fresh))
      return no;
    if (how_.reject)
      if (auto why = how_.reject(place); !why.empty())
        return refuse("801", std::move(why));
    derive(fresh);
    to_.put(std::move(fresh));
    return std::nullopt;
  }

  static objection not_legal(const attribute_rule& rule, const std::string& text,
                             const object_class& of, const std::string& place) {
    if (rule.what == holds::scope_flags || rule.what == holds::choice)
      return refuse("400", "unknown property value " + text + ", name " + std::string{rule.name}
                             + ", class " + std::string{of.name} + " [(Dn0)] Dn0=" + place + ", ");
    return refuse("801", "property " + std::string{rule.name} + " of "
                           + std::string{rns_of(place).back()} + " failed validation for value '"
                           + text + "'");
  }

  std::string topmost_missing(const std::string& place) const {
    std::string out;
    for (auto above = parent_of(place); !above.empty(); above = parent_of(above))
      if (!to_.find(above))
        out = above;
    return out;
  }

  /// What attributes may not hold together. @see aci.md 3.2
  static outcome contradiction(const object& what) {
    if (what.class_name != mo::subnet)
      return std::nullopt;
    const auto scope = what.text("scope");
    if (scope.find("shared-security") != scope.npos && scope.find("import-security") == scope.npos)
      return refuse("400",
                    "Invalid Configuration: shared-security needs import-security in " + what.dn);
    const auto aggregate = what.text("aggregate");
    const bool everything = what.text("ip") == "0.0.0.0/0" || what.text("ip") == "::/0";
    if (!everything
        && (aggregate.find("import-") != aggregate.npos
            || aggregate.find("export-") != aggregate.npos))
      return refuse("400",
                    "Invalid Configuration: aggregates are for 0.0.0.0/0 and ::/0 in " + what.dn);
    return std::nullopt;
  }

  /// Sets what the APIC works out by itself.
  static void derive(object& what) {
    const auto rns = rns_of(what.dn);
    if (what.class_name == mo::vrf)
      what.attributes["tDn"]
        = join_rns({rns[0], rns[1]}) + "/ctx-" + std::string{what.text("tnFvCtxName")};
    if (what.class_name == mo::provided || what.class_name == mo::consumed)
      what.attributes["tDn"]
        = join_rns({rns[0], rns[1]}) + "/brc-" + std::string{what.text("tnVzBrCPName")};
  }

  store& to_;
  const knobs& how_;
};

} // namespace

std::optional<objection> apply_post(store& to, std::string_view dn, std::string_view body,
                                    const knobs& how) {
  const auto read = json::parse(body);
  if (!read)
    return refuse("400", "invalid request: the body is no JSON");
  auto no = poster{to, how}.run(dn, *read);
  if (no)
    to.roll_back();
  return no;
}

std::optional<objection> apply_delete(store& to, std::string_view dn) {
  if (class_of(dn).empty())
    return wrong_dn(dn, dn);
  to.remove(dn);
  return std::nullopt;
}

} // namespace weft::aci::sim
