# Libraries of Debian 12; ARCHITECTURE.md says why each.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED)

# Debian ships CAF 0.17.6 without a CMake package.
find_path(CAF_INCLUDE_DIR caf/all.hpp REQUIRED)
find_library(CAF_CORE_LIBRARY caf_core REQUIRED)
add_library(caf_core INTERFACE)
target_include_directories(caf_core SYSTEM INTERFACE ${CAF_INCLUDE_DIR})
target_link_libraries(caf_core INTERFACE ${CAF_CORE_LIBRARY} Threads::Threads)
target_compile_definitions(caf_core INTERFACE CAF_ENABLE_TYPE_ID_CHECKS)
if(WEFT_SANITIZE)
  # A mailbox that counts its messages casts its queue's end marker down to a message.
  target_compile_options(caf_core INTERFACE -fno-sanitize=vptr)
endif()
