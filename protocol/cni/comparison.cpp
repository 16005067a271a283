#include "protocol/cni/comparison.hpp"

#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/situation.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace weft::cni {

namespace {

using standing = element_state::standing;

constexpr std::string_view loopback = "lo";

void add(std::string& to, std::string_view text, std::string_view between = ", ") {
  if (!text.empty())
    to.append(to.empty() ? "" : between).append(text);
}

class comparing {
public:
  comparing(const plan_input& in, const plan_output& planned)
    : in_(in), planned_(planned), at_(situation_of(in.wish, in.node)) {}

  std::vector<compared> run() {
    for (std::size_t i = 0; i < planned_.elements.size(); ++i)
      add_element(planned_.elements[i], to_string(in_.wish->elements[i].what));
    for (const auto& one : in_.node.records)
      if (!told_.contains(one.interface))
        add_row(one.interface, {}, one.at == phase::detached ? "its status entry is to go" : "");
    if (at_.netns)
      for (const auto& one : at_.netns->interfaces)
        if (one.name != loopback && !told_.contains(one.name))
          add_row(one.name, {}, "made by others");
    return std::move(out_);
  }

private:
  void add_element(const element_state& how, std::string wished) {
    std::string trouble;
    if (how.stands != standing::attached) {
      add(trouble, to_string(how.stands));
      add(trouble, how.message.empty() ? how.reason : how.message, ": ");
    }
    if (!how.interface.empty())
      return add_row(how.interface, std::move(wished), std::move(trouble));
    out_.push_back({{}, std::move(wished), {}, {}, std::move(trouble)});
  }

  /// @param trouble Told where nothing is about to be done.
  void add_row(const std::string& interface, std::string wished, std::string trouble) {
    told_.insert(interface);
    auto next = steps_for(interface);
    if (const auto left = planned_.lingering.find(interface);
        next.empty() && left != planned_.lingering.end())
      next = left->second;
    out_.push_back({interface, std::move(wished), recorded(interface), found(interface),
                    next.empty() ? std::move(trouble) : std::move(next)});
  }

  std::string steps_for(const std::string& interface) const {
    std::string out;
    for (const auto& one : planned_.operations)
      if (one.subject.interface == interface)
        add(out, std::string{to_string(one.what)} + (one.why.empty() ? "" : ": " + one.why),
            "; then ");
    return out;
  }

  /// What the record of the sandbox of now says, else any.
  std::string recorded(const std::string& interface) const {
    const attachment_record* held = nullptr;
    for (const auto& one : in_.node.records)
      if (one.interface == interface && (!held || !is_elsewhere(one)))
        held = &one;
    if (!held)
      return {};
    std::string out{to_string(held->at)};
    if (is_elsewhere(*held))
      out += " in another sandbox";
    for (const auto& one : read_result(held->result).inner_addresses())
      add(out, one);
    return out;
  }

  bool is_elsewhere(const attachment_record& one) const { return is_stale(one, at_, in_.node); }

  std::string found(const std::string& interface) const {
    const auto* one = at_.netns ? find(at_.netns->interfaces, interface) : nullptr;
    if (!one)
      return {};
    std::string out = one->up ? "up" : "down";
    add(out, one->mac);
    for (const auto& address : one->addresses)
      add(out, address);
    return out;
  }

  const plan_input& in_;
  const plan_output& planned_;
  const situation at_;
  std::set<std::string> told_;
  std::vector<compared> out_;
};

} // namespace

std::vector<compared> compare(const plan_input& in, const plan_output& planned) {
  return comparing{in, planned}.run();
}

} // namespace weft::cni
