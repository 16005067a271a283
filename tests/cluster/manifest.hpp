#pragma once

#include "protocol/json/value.hpp"

#include <string>

namespace weft::tests {

/// A file of the repository.
std::string in_source(const std::string& file);
std::string content_of(const std::string& file);

/// The object of that kind in deploy/weft.yaml. Fails the test when there is none.
json::value manifest(const std::string& kind);

} // namespace weft::tests
