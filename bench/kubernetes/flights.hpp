#pragma once

#include "adapters/k8s/client.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace weft::bench {

/// Requests under way at once, and what came of them.
class flights {
public:
  explicit flights(std::size_t at_once) : at_once_(at_once) {}

  /// Waits for a place.
  void launch(k8s::client& by, k8s::request what);
  /// Waits for all. @returns how many have succeeded; throws std::runtime_error with the words of
  /// the first that has not.
  std::uint64_t land();

private:
  void on_landed(const result<k8s::response>& answer);

  const std::size_t at_once_;
  std::mutex guard_;
  std::condition_variable landed_;
  std::size_t in_air_ = 0;
  std::uint64_t succeeded_ = 0;
  std::string trouble_; ///< the first
};

} // namespace weft::bench
