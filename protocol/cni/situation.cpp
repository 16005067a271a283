#include "protocol/cni/situation.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

const netns_view* view_of(const std::string& path, const node_view& node) {
  const auto found = node.namespaces.find(path);
  return path.empty() || found == node.namespaces.end() ? nullptr : &found->second;
}

bool is_open(const netns_view* what) {
  return what && what->stands == netns_view::standing::open;
}

bool is_recorded_one(const attachment_record& what, const netns_view& view) {
  return what.netns_ino == 0 || (what.netns_ino == view.ino && what.netns_dev == view.dev);
}

bool is_of_another_boot(const attachment_record& what, const node_view& node) {
  return !what.boot_id.empty() && !node.boot_id.empty() && what.boot_id != node.boot_id;
}

void turn_away(situation& out, std::string_view why, std::string text, bool rejected) {
  out.reason = why;
  out.why_not = std::move(text);
  out.rejected = rejected;
}

/// The guards of 7.4.
void look_at_netns(situation& out, const node_view& node) {
  const auto& now = *out.now;
  if (!is_cni_name(now.id))
    return turn_away(out, reason::refused, "no sandbox can have the id " + now.id, true);
  if (now.netns.empty())
    return turn_away(out, reason::no_sandbox,
                     now.trouble.empty() ? "the sandbox's network namespace is not known yet"
                                         : now.trouble,
                     false);
  const auto* view = view_of(now.netns, node);
  if (is_open(view)) {
    out.netns = view;
    return;
  }
  const auto stands = view ? view->stands : netns_view::standing::missing;
  turn_away(out, reason::netns_refused,
            now.netns + " is " + std::string{to_string(stands)}
              + (view && !view->trouble.empty() ? ": " + view->trouble : ""),
            true);
}

course course_of(const wished_pod* wish, const node_view& node) {
  const bool over = node.runtime_answers && has_ended(node.sandboxes);
  if (!wish || wish->ended || over)
    return course::clear;
  return wish->terminating ? course::keep : course::follow;
}

} // namespace

situation situation_of(const wished_pod* wish, const node_view& node) {
  situation out;
  out.heads_for = course_of(wish, node);
  if (!node.runtime_answers) {
    turn_away(out, reason::runtime_away, "the container runtime does not answer", false);
    return out;
  }
  out.now = current(node.sandboxes);
  const bool on_host
    = (wish && wish->host_network) || (out.now && out.now->mode == sandbox::network::node);
  if (on_host)
    turn_away(out, reason::rejected, "the Pod uses the node's network", true);
  else if (out.now)
    look_at_netns(out, node);
  else
    turn_away(out, reason::no_sandbox, "the Pod has no READY sandbox", false);
  if (out.reason.empty() && wish && !wish->running)
    turn_away(out, reason::no_sandbox, "the Pod is not running yet", false);
  return out;
}

bool is_stale(const attachment_record& what, const situation& at, const node_view& node) {
  if (!node.runtime_answers)
    return false;
  return is_of_another_boot(what, node) || !at.now || what.container_id != at.now->id;
}

std::optional<std::string> netns_for_del(const attachment_record& what, const situation& at,
                                         const node_view& node) {
  if (is_of_another_boot(what, node))
    return "";
  const auto* view = view_of(what.netns, node);
  const bool reachable = is_open(view) && is_recorded_one(what, *view);
  if (reachable)
    return what.netns;
  const bool ready = at.now && at.now->id == what.container_id;
  return ready ? std::nullopt : std::optional{std::string{}};
}

bool is_interface_gone(const attachment_record& what, const situation& at, const node_view& node) {
  const auto path = netns_for_del(what, at, node);
  if (!path)
    return false;
  return path->empty() || !find(view_of(*path, node)->interfaces, what.interface);
}

bool is_sandbox_gone(const attachment_record& what, const node_view& node) {
  if (is_of_another_boot(what, node))
    return true;
  return node.runtime_answers && std::ranges::none_of(node.sandboxes, [&](const sandbox& one) {
           return one.id == what.container_id;
         });
}

} // namespace weft::cni
