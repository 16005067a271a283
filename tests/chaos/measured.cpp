#include "tests/chaos/measured.hpp"

#include <sstream>

namespace weft::tests {

double measured(const std::string& exposition, const std::string& metric,
                const std::string& label) {
  std::istringstream all{exposition};
  double sum = 0;
  for (std::string line; std::getline(all, line);) {
    const bool meant = line.starts_with(metric + "{") || line.starts_with(metric + " ");
    if (meant && line.find(label) != line.npos)
      sum += std::stod(line.substr(line.rfind(' ') + 1));
  }
  return sum;
}

double measured(controller& weft, const std::string& metric, const std::string& label) {
  return measured(weft.get("/metrics").body, metric, label);
}

} // namespace weft::tests
