# Target `headers`: every header of a room compiles alone, under that room's flags.
add_custom_target(headers)
function(weft_headers_alone room)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
       ${CMAKE_SOURCE_DIR}/${room}/*.hpp)
  set(sources)
  foreach(header ${headers})
    set(alone ${CMAKE_BINARY_DIR}/headers/${header}.cpp)
    file(CONFIGURE OUTPUT ${alone} CONTENT "#include \"${header}\"\n")
    list(APPEND sources ${alone})
  endforeach()
  if(NOT sources)
    return()
  endif()
  set(target weft_${room}_headers)
  add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
  target_include_directories(${target} PRIVATE
    $<TARGET_PROPERTY:weft_${room},INCLUDE_DIRECTORIES> ${CMAKE_BINARY_DIR}/rooms/version)
  target_link_libraries(${target} PRIVATE weft_${room} weft_flags)
  target_compile_options(${target} PRIVATE -O0 -g0 -w
    -include ${CMAKE_BINARY_DIR}/rooms/${room}-shut.hpp)
  add_dependencies(headers ${target})
endfunction()

weft_headers_alone(protocol)
weft_headers_alone(adapters)
weft_headers_alone(actors)
