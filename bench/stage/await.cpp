#include "bench/stage/await.hpp"

#include <stdexcept>
#include <thread>

namespace weft::bench {

using namespace std::chrono_literals;

void await(const std::string& what, const std::function<bool()>& seen, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!seen()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("this did not happen: " + what);
    std::this_thread::sleep_for(20ms);
  }
}

} // namespace weft::bench
