#pragma once

#include <string>

namespace weft::tests {

/// A network by a bridge "br<third>" with addresses from 172.20.<third>.10 on.
inline std::string bridged(const std::string& name, int third, int addresses = 200,
                           const std::string& version = "1.0.0") {
  const auto number = std::to_string(third);
  const auto net = "172.20." + number + ".";
  return R"({"cniVersion":")" + version + R"(","name":")" + name
         + R"(","type":"bridge","bridge":"br)" + number
         + R"(","ipam":{"type":"host-local","subnet":")" + net + R"(0/24","rangeStart":")" + net
         + R"(10","rangeEnd":")" + net + std::to_string(9 + addresses) + R"("}})";
}

} // namespace weft::tests
