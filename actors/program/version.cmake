cmake_minimum_required(VERSION 3.25)

# Writes HEADER with the version of the tree in SOURCE; a tree without git or tags says 0.0.0.
execute_process(COMMAND git describe --tags --dirty --match "v[0-9]*"
                WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE version
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(version)
  string(REGEX REPLACE "^v" "" version ${version})
else()
  set(version 0.0.0)
  execute_process(COMMAND git describe --always --dirty --exclude "*"
                  WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(commit)
    string(APPEND version "+${commit}")
  endif()
endif()
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT "#pragma once

#include <string_view>

namespace weft {

/// What git said about the tree this program was built from.
inline constexpr std::string_view version = \"@version@\";

} // namespace weft
")
