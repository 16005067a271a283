#pragma once

#include <memory>
#include <utility>

namespace weft {

/// A part of an actor's state that most actors of its type never need: it reads as `T{}` and costs
/// a pointer until it is first changed.
template <class T>
class rare {
public:
  const T& operator*() const {
    static const T untouched{};
    return held_ ? *held_ : untouched;
  }
  const T* operator->() const { return &**this; }

  T& change() {
    if (!held_)
      held_ = std::make_unique<T>();
    return *held_;
  }
  void clear() { held_.reset(); }

private:
  std::unique_ptr<T> held_;
};

} // namespace weft
