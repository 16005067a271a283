#include "tests/cluster/manifest.hpp"

#include "adapters/yaml/reader.hpp"
#include "tests/printing.hpp"
#include "tests/text_at.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

namespace weft::tests {

std::string in_source(const std::string& file) {
  return std::string{WEFT_SOURCE_DIR} + "/" + file;
}

std::string content_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream{in_source(file)}.rdbuf();
  return text.str();
}

json::value manifest(const std::string& kind, const std::string& file) {
  const auto all = yaml::read_all(content_of(file));
  REQUIRE(all);
  for (const auto& one : *all)
    if (text_at(one, {"kind"}) == kind)
      return one;
  FAIL("no " << kind << " in " << file);
  return {};
}

} // namespace weft::tests
