# The version is what git says; a tree without git says 0.0.0.
execute_process(COMMAND git describe --tags --always --dirty --match "v[0-9]*"
                WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE WEFT_VERSION
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT WEFT_VERSION)
  set(WEFT_VERSION 0.0.0)
endif()
