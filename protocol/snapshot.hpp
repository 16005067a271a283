#pragma once

#include <memory>
#include <utility>

namespace weft {

/// An immutable value that many actors may hold at once; copying costs a pointer.
template <class T>
using snapshot = std::shared_ptr<const T>;

/// Freezes `value`.
template <class T>
snapshot<std::decay_t<T>> take_snapshot(T&& value) {
  return std::make_shared<const std::decay_t<T>>(std::forward<T>(value));
}

/// A value whose meaning only its domain knows: the small record of a kind, an observation, the
/// words of a fragment, the steps of a transaction. Immutable once shared.
struct record {
  record() = default;
  record(const record&) = default;
  record(record&&) = default;
  record& operator=(const record&) = default;
  record& operator=(record&&) = default;
  virtual ~record() = default;
};

/// The record as what its domain knows it to be. Precondition: it is one.
template <class T>
const T& as(const snapshot<record>& what) {
  return dynamic_cast<const T&>(*what);
}

} // namespace weft
