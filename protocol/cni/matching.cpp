#include "protocol/cni/matching.hpp"

#include "protocol/cni/interface_name.hpp"

#include <algorithm>
#include <limits>

namespace weft::cni {

namespace {

constexpr std::uint32_t most_ordinals = 1024; ///< more than elements and records together

class matcher {
public:
  explicit matcher(const matching_input& in) : in_(in), free_(in.live) {
    for (const auto& one : in.wish.elements) {
      out_.elements.push_back({&one, nullptr, false, {}, {}, {}});
      if (!one.what.interface.empty())
        explicit_.insert(one.what.interface);
    }
    for (const auto& one : in.wish.claims)
      if (is_foreign(one.claim))
        others_.push_back(&one);
    reserved_ = {"lo", in.how.default_interface};
    for (const auto& one : in.wish.claims)
      if (one.claim.is_default && !one.claim.interface.empty())
        reserved_.insert(one.claim.interface);
  }

  matching run() {
    for (const bool named : {true, false})
      for (auto& one : out_.elements)
        if (named != one.wish->what.interface.empty())
          find_record(one);
    for (const bool named : {true, false})
      for (auto& one : out_.elements)
        if (!one.held && named != one.wish->what.interface.empty())
          find_other(one);
    for (const auto& one : out_.elements)
      if (one.held)
        taken_.insert(one.held->interface);
    for (auto& one : out_.elements)
      if (!one.held && !one.foreign)
        give_name(one);
    out_.unwished = std::move(free_);
    for (const auto* one : others_)
      if (!one->claim.is_default)
        out_.unwished_others.push_back(one);
    return std::move(out_);
  }

private:
  /// Not ours by our records, and really there. @see cni.md 1.4, 8.3.7
  bool is_foreign(const claimed_attachment& what) const {
    if (what.is_default || what.interface.empty() || !in_.seen
        || in_.our_interfaces.contains(what.interface))
      return false;
    const auto* real = find(*in_.seen, what.interface);
    return real && (what.mac.empty() || what.mac == canonical_mac(real->mac));
  }

  /// Which occurrence of its network a record is of, by its name.
  std::uint32_t ordinal_of(const element& what, const attachment_record& held) const {
    for (std::uint32_t ordinal = 1; ordinal <= in_.wish.elements.size() + in_.live.size();
         ++ordinal)
      if (interface_name_of(what, in_.wish.who.ns, ordinal) == held.interface)
        return ordinal;
    return std::numeric_limits<std::uint32_t>::max();
  }

  void find_record(match& into) {
    const auto& what = into.wish->what;
    const auto suits = [&](const attachment_record* one) {
      return one->from == what.from && one->network == to_string(what.network)
             && (what.interface.empty() || what.interface == one->interface);
    };
    auto best = free_.end();
    for (auto i = free_.begin(); i != free_.end(); ++i)
      if (suits(*i)
          && (best == free_.end()
              || std::pair{ordinal_of(what, **i), (*i)->order}
                   < std::pair{ordinal_of(what, **best), (*best)->order}))
        best = i;
    if (best == free_.end())
      return;
    into.held = *best;
    into.interface = into.held->interface;
    free_.erase(best);
  }

  void find_other(match& into) {
    const auto& what = into.wish->what;
    const auto found = std::ranges::find_if(others_, [&](const claimed_network* one) {
      return one->claim.network == what.network
             && (what.interface.empty() || what.interface == one->claim.interface);
    });
    if (found == others_.end())
      return;
    into.foreign = true;
    into.interface = (*found)->claim.interface;
    others_.erase(found);
  }

  void give_name(match& into) {
    const auto& what = into.wish->what;
    if (what.left_alone)
      return;
    if (into.wish->network == nullptr) { // it may come, and its name is its own until then
      if (!what.interface.empty())
        taken_.insert(what.interface);
      return;
    }
    if (what.interface.empty())
      return make_up_name(into);
    if (reserved_.contains(what.interface))
      refuse(into, "interface " + what.interface + " is not to be had: " + whose(what.interface));
    else if (!taken_.insert(what.interface).second)
      refuse(into, "interface " + what.interface + " is that of another attachment of this Pod");
    else
      into.interface = what.interface;
  }

  void make_up_name(match& into) {
    for (std::uint32_t ordinal = 1; ordinal <= most_ordinals; ++ordinal) {
      auto name = interface_name_of(into.wish->what, in_.wish.who.ns, ordinal);
      if (explicit_.contains(name) || reserved_.contains(name) || held_by_leaving(name)
          || !taken_.insert(name).second)
        continue;
      into.interface = std::move(name);
      return;
    }
  }

  /// A record that nobody wishes any more keeps its name until it is gone.
  bool held_by_leaving(const std::string& name) const {
    return std::ranges::any_of(
      free_, [&](const attachment_record* one) { return one->interface == name; });
  }

  std::string whose(const std::string& reserved) const {
    return reserved == "lo"                        ? "it is the loopback's"
           : reserved == in_.how.default_interface ? "it is that of cni.default_interface"
                                                   : "by its status it is the Pod's default one";
  }

  static void refuse(match& into, std::string why) {
    into.reason = reason::refused;
    into.refusal = std::move(why);
  }

  const matching_input& in_;
  std::vector<const attachment_record*> free_;
  std::vector<const claimed_network*> others_;
  std::set<std::string> explicit_;
  std::set<std::string> reserved_;
  std::set<std::string> taken_;
  matching out_;
};

} // namespace

matching match_elements(const matching_input& in) {
  return matcher{in}.run();
}

} // namespace weft::cni
