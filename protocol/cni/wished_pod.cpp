#include "protocol/cni/wished_pod.hpp"

#include "protocol/sha256.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view prefix = "cni/";

/// Texts that are told apart however they follow each other.
class digest_builder {
public:
  void add(std::string_view text) {
    all_.append(std::to_string(text.size())).append(":").append(text);
  }
  void add(bool flag) { add(std::string_view{flag ? "1" : "0"}); }
  std::string done() const { return to_hex(sha256(all_)); }

private:
  std::string all_;
};

void add(const wished_element& what, digest_builder& to) {
  to.add(to_string(what.what.from));
  to.add(to_string(what.what.network));
  to.add(what.what.interface);
  to.add(what.what.left_alone);
  to.add(what.digest);
  to.add(what.network ? what.network->config : "");
  to.add(what.reason);
  to.add(what.refusal);
}

} // namespace

std::vector<std::pair<std::string, std::string>> wished_pod::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& one : elements)
    out.emplace_back(to_string(one.what), one.what.left_alone    ? "left alone"
                                          : !one.refusal.empty() ? one.reason + ": " + one.refusal
                                          : one.network ? "CNI network " + one.network->name
                                                        : "");
  if (kaloom_frozen)
    out.emplace_back(annotation::kaloom, "invalid: what is attached stays");
  if (npwg_frozen)
    out.emplace_back(annotation::npwg, "invalid: what is attached stays");
  return out;
}

std::string digest_of(const wished_pod& what) {
  digest_builder out;
  for (const auto* text : {&what.who.uid, &what.who.runtime_uid, &what.who.ns, &what.who.name})
    out.add(*text);
  for (const bool flag : {what.host_network, what.running, what.ended, what.terminating,
                          what.kaloom_frozen, what.npwg_frozen})
    out.add(flag);
  for (const auto& one : what.elements)
    add(one, out);
  for (const auto& [claim, network] : what.claims) {
    out.add(to_string(claim.network));
    out.add(claim.interface);
    out.add(claim.mac);
    out.add(claim.is_default);
    out.add(network ? network->config : "");
  }
  return out.done();
}

std::string target_of(const pod_identity& pod) {
  return std::string{prefix} + pod.ns + "/" + pod.name + "/" + pod.uid;
}

std::string_view uid_in(std::string_view target) {
  const auto last = target.rfind('/');
  const bool ours = target.starts_with(prefix) && std::ranges::count(target, '/') == 3;
  return ours ? target.substr(last + 1) : std::string_view{};
}

} // namespace weft::cni
