#pragma once

#include "protocol/avi/services.hpp"
#include "protocol/domain.hpp"

#include <optional>

/// What is written into a Service besides our own report. @see avi.md 6
namespace weft::avi {

/// Merge patches; each is null where nothing has to be written.
struct words_back {
  json::value status;   ///< for the subresource `status`: of it `loadBalancer` alone
  json::value metadata; ///< for the object: annotations alone
  std::optional<notice> event;
};

/// Of a Service that stands as `where` says: address and name, whose they are, and `Synced` when
/// that is news.
words_back tell_placed(const k8s::projection& service, const standing_service& where);

/// Of a Service that has nothing any more: all of it is taken back, and `Removed` told when there
/// was any. Other people's addresses and conditions stay.
words_back tell_removed(const k8s::projection& service);

} // namespace weft::avi
