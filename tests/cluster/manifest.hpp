#pragma once

#include "protocol/json/value.hpp"

#include <string>

namespace weft::tests {

/// A file of the repository.
std::string in_source(const std::string& file);
std::string content_of(const std::string& file);

/// The object of that kind in a file of deploy/. Fails the test when there is none.
json::value manifest(const std::string& kind, const std::string& file = "deploy/weft.yaml");

} // namespace weft::tests
