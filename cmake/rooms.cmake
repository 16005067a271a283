# Doors that open one way. Each room is reached through a directory of its own, so `#include
# "actors/..."` finds nothing from a room that does not link weft_actors; a library that is shut
# out has its name poisoned in a header included before everything else.
function(weft_room room)
  cmake_parse_arguments(ROOM "" "" "LINKS;PRIVATE;SHUT" ${ARGN})
  set(door ${CMAKE_BINARY_DIR}/rooms/${room})
  file(MAKE_DIRECTORY ${door})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${room} ${door}/${room} SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${room}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/actors/(main|program/.*)\\.cpp$")
  set(target weft_${room})
  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${door})
  target_link_libraries(${target} PUBLIC ${ROOM_LINKS} PRIVATE weft_flags ${ROOM_PRIVATE})

  set(shut ${CMAKE_BINARY_DIR}/rooms/${room}-shut.hpp)
  list(JOIN ROOM_SHUT " " names)
  file(CONFIGURE OUTPUT ${shut} CONTENT "#pragma GCC poison ${names}\n")
  target_compile_options(${target} PRIVATE -include ${shut})
endfunction()
