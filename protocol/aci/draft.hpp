#pragma once

#include "protocol/snapshot.hpp"

#include <memory>
#include <utility>

namespace weft::aci {

/// A value that is handed out as a snapshot for the price of a pointer, and copied when it is
/// changed after that. For one thread; the snapshots are for any.
template <class T>
class draft {
public:
  const T& look() const { return *held_; }
  const T* operator->() const { return held_.get(); }

  T& change() {
    if (std::exchange(shared_, false))
      held_ = std::make_shared<T>(*held_);
    return *held_;
  }

  void replace(T what) {
    held_ = std::make_shared<T>(std::move(what));
    shared_ = false;
  }

  snapshot<T> share() {
    shared_ = true;
    return held_;
  }

private:
  std::shared_ptr<T> held_ = std::make_shared<T>();
  bool shared_ = false;
};

} // namespace weft::aci
