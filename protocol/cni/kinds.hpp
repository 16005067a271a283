#pragma once

#include "protocol/cni/element.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/k8s/kind.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// Pods of our node (acted on), NetworkAttachmentDefinitions and Kaloom's Networks. A cluster may
/// lack either of these two kinds. @see cni.md 1.3, 4
std::vector<k8s::kind> kinds(const settings& how);

/// Node, which is not watched; Events are about ours. @see cni.md 8.4
k8s::kind node_kind();

/// Whether a Pod asks for anything, or bears an attachment in its status that may be ours.
bool acts_on(const settings& how, const k8s::projection& pod);

/// Under which words a Pod is found when a network object changes: those of the networks that it
/// names, be it in its status, and `frozen_word` while one of its annotations does not read.
std::vector<std::string> words_of(const settings& how, const k8s::projection& object);

inline constexpr std::string_view frozen_word = "an annotation that does not read";

/// The word of a network as one source names it, and the key of its object.
std::string word_of(source which, const network_reference& network);
object_key key_of(source which, const network_reference& network);

} // namespace weft::cni
