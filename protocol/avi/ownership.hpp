#pragma once

#include "protocol/avi/records.hpp"
#include "protocol/avi/settings.hpp"

#include <set>
#include <string>

/// Which objects on the controller are ours, and what hangs together. @see avi.md 5.2, 11.3
namespace weft::avi {

/// What an object's marker `key` says; empty: it has none.
std::string marker_value(const json::value& object, std::string_view key);

/// Whether an object may be written under a name that is wished: it says that it is ours, or, a
/// VsVip, does not say that it is another cluster's.
bool may_take(const settings& how, std::string_view of_type, const json::value& object);

/// Whether an object is ours wherever it is found. A VsVip without markers is so by its prefix and
/// by a VirtualService of ours that refers to it.
bool is_ours(const settings& how, const object_name& which, const json::value& object,
             const stock& among);

/// The objects that one refers to, as far as they are of kinds that we make.
std::set<object_name> references_of(const json::value& object);

/// Whether an object is of a load-balanced Service, and not of an Ingress. @see avi.md 5, 7
bool is_of_service(const object_name& which, const json::value& object);

/// Whether an object under our names is of an Ingress, and goes once no Ingress claims it: not so
/// the VsVip of a shared VirtualService, which keeps its address for the next one. @see avi.md 11.3
bool is_of_ingress(const settings& how, const object_name& which, const json::value& object);

/// What bears on one VirtualService: what is wished for it, and from there whatever is referred to,
/// and of a parent its children.
stock related(const stock& all, const std::set<object_name>& wished);

} // namespace weft::avi
