#pragma once

#include "protocol/json/difference.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Rules in a line's worth of words.
namespace weft::velocloud {

/// In quotation marks, with what would break the line escaped.
std::string quoted(std::string_view text);

/// What the managed paths of a rule say: "hostname a.example.com, dport 443, …".
std::string show_rule(const json::value& rule);

/// "path: old -> new".
std::string show_difference(const json::difference& one);

/// All of them; paths of one shape that change alike are said once, with "*" where they part.
std::string show_differences(const std::vector<json::difference>& all);

} // namespace weft::velocloud
