# The version is what git says at build time; the header is rewritten only when it changes.
add_custom_target(weft_version
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${CMAKE_SOURCE_DIR}
          -D HEADER=${CMAKE_BINARY_DIR}/rooms/version/weft/version.hpp
          -P ${CMAKE_SOURCE_DIR}/cmake/version.cmake
  BYPRODUCTS ${CMAKE_BINARY_DIR}/rooms/version/weft/version.hpp
  VERBATIM)

# The program: actors/main.cpp and the commands beside it. It alone sees every room.
if(EXISTS ${CMAKE_SOURCE_DIR}/actors/main.cpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/actors/program/*.cpp)
  include(cmake/embed.cmake)
  weft_embed(${CMAKE_BINARY_DIR}/rooms/embedded.cpp)
  add_executable(weft actors/main.cpp ${sources} ${CMAKE_BINARY_DIR}/rooms/embedded.cpp)
  add_dependencies(weft weft_version)
  target_include_directories(weft PRIVATE ${CMAKE_BINARY_DIR}/rooms/version)
  target_link_libraries(weft PRIVATE weft_actors weft_flags CLI11::CLI11)
  set_target_properties(weft PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

  include(GNUInstallDirs)
  install(TARGETS weft)
  install(CODE "file(CREATE_LINK weft
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/kubectl-weft\" SYMBOLIC)")
  if(EXISTS ${CMAKE_SOURCE_DIR}/config/weft.yaml)
    install(FILES config/weft.yaml DESTINATION ${CMAKE_INSTALL_DATADIR}/weft)
  endif()
endif()
