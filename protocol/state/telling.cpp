#include "protocol/state/telling.hpp"

#include <iterator>

namespace weft {

void append_words(const snapshot<record>& of,
                  std::vector<std::pair<std::string, std::string>>& to) {
  const auto* words = dynamic_cast<const telling*>(of.get());
  if (!words)
    return;
  auto all = words->tell();
  std::move(all.begin(), all.end(), std::back_inserter(to));
}

} // namespace weft
