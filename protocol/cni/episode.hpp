#pragma once

#include <chrono>
#include <optional>

namespace weft::cni {

/// Something that comes and goes: whether it is there for the first time, or once more within the
/// same episode. An episode is over when it has not been there for a while. Virtual time: any clock
/// that does not go back. @see cni.md 8.4
class episode {
public:
  using time = std::chrono::nanoseconds; ///< since whenever

  /// @param calm The while.
  explicit episode(time calm) : calm_(calm) {}

  /// To be told whenever it may have come or gone. @returns whether an episode begins.
  bool begins(bool is_there, time now);

private:
  time calm_;
  bool was_there_ = false;
  std::optional<time> last_; ///< when it was last there
};

} // namespace weft::cni
