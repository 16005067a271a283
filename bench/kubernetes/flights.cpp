#include "bench/kubernetes/flights.hpp"

#include <stdexcept>
#include <utility>

namespace weft::bench {

void flights::launch(k8s::client& by, k8s::request what) {
  {
    std::unique_lock lock{guard_};
    landed_.wait(lock, [&] { return in_air_ < at_once_; });
    ++in_air_;
  }
  by.call(std::move(what), [this](const result<k8s::response>& answer) { on_landed(answer); });
}

void flights::on_landed(const result<k8s::response>& answer) {
  const std::lock_guard lock{guard_};
  --in_air_;
  if (answer && answer->status / 100 == 2)
    ++succeeded_;
  else if (trouble_.empty())
    trouble_ = answer ? answer->body : to_string(answer.error());
  landed_.notify_all();
}

std::uint64_t flights::land() {
  std::unique_lock lock{guard_};
  landed_.wait(lock, [&] { return in_air_ == 0; });
  if (!trouble_.empty())
    throw std::runtime_error("the API server refuses a request: " + trouble_);
  return succeeded_;
}

} // namespace weft::bench
