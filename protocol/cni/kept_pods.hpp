#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/chain.hpp"
#include "protocol/cni/cni_args.hpp"
#include "protocol/cni/node_view.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// What is kept of one Pod's attachments, as it is on disk.
struct kept_pod {
  std::vector<attachment_record> records;
  std::vector<torn_record> torn;

  /// The file of this record holds it from now on, whatever was there.
  void take_written(const attachment_record& what);
  /// There is no file of this name any more.
  void take_removed(std::string_view file);
};

/// The target of the Pod that a record speaks of.
std::string target_of(const attachment_record& what);

/// The Pod that a target is named after; without a name when it is none. What uid the runtime knows
/// it by is not said there.
pod_identity pod_in(std::string_view target);

/// What is kept of all attachments of a node, by Pod.
class kept_pods {
public:
  kept_pods() = default;
  kept_pods(std::vector<attachment_record> whole, std::vector<torn_record> torn);

  /// All of one Pod; what does not read goes by the uid in its file's name.
  kept_pod of(const std::string& target) const;
  /// In place of what was kept of it.
  void replace(const std::string& target, kept_pod what);

  /// The Pods that records speak of.
  std::vector<std::string> targets() const;
  /// Of records by how far they have come, in the order of `phase`.
  std::map<phase, std::size_t> counts() const;
  std::size_t records() const;
  const std::vector<torn_record>& torn() const { return torn_; }
  /// Whether the file of this name does not read.
  bool is_torn(std::string_view file) const;
  /// There is no file of this name any more, and it did not read.
  void forget_torn(std::string_view file);

  /// What of a CNI network may hold something.
  std::vector<valid_attachment> valid_in(std::string_view network_name) const;
  /// Whether all is known, and nothing is noted as running.
  bool is_quiet() const;

private:
  std::map<std::string, std::vector<attachment_record>> whole_; ///< none is empty
  std::vector<torn_record> torn_;
};

} // namespace weft::cni
