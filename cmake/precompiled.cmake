# Reading the standard library and Boost again and again is most of the time of a build: what many
# sources include is read once. Sources still include what they use, and build without this.

# A header that was read with other definitions is not used: so all have what Boost's libraries ask for.
target_compile_definitions(offpeak_options INTERFACE
  BOOST_CONTAINER_DYN_LINK BOOST_CONTAINER_NO_LIB BOOST_JSON_DYN_LINK BOOST_JSON_NO_LIB)

file(WRITE ${PROJECT_BINARY_DIR}/nothing.cpp "")

# precompiled(NAME name HEADERS … LIBRARIES …): headers that targets may begin with.
function(precompiled)
  cmake_parse_arguments(PCH "" "NAME" "HEADERS;LIBRARIES" ${ARGN})
  add_library(${PCH_NAME} OBJECT ${PROJECT_BINARY_DIR}/nothing.cpp)
  target_link_libraries(${PCH_NAME} PRIVATE offpeak_options ${PCH_LIBRARIES})
  target_precompile_headers(${PCH_NAME} PRIVATE ${PCH_HEADERS})
endfunction()

set(standard_headers
  <algorithm> <array> <atomic> <bit> <charconv> <chrono> <cmath> <compare> <cstdint> <cstdio> <cstring>
  <deque> <filesystem> <functional> <limits> <map> <memory> <optional> <queue> <ranges> <set> <span>
  <string> <string_view> <thread> <utility> <variant> <vector>
  <boost/container/static_vector.hpp> <boost/system/result.hpp> <boost/unordered/unordered_flat_map.hpp>)

precompiled(NAME precompiled_standard HEADERS ${standard_headers} LIBRARIES Boost::headers)
precompiled(NAME precompiled_json
  HEADERS ${standard_headers} <boost/json.hpp>
  LIBRARIES Boost::headers Boost::json)
precompiled(NAME precompiled_program
  HEADERS ${standard_headers} <CLI/CLI.hpp> <spdlog/spdlog.h>
  LIBRARIES Boost::headers CLI11::CLI11 spdlog::spdlog)
precompiled(NAME precompiled_test
  HEADERS ${standard_headers} <boost/json.hpp> <doctest/doctest.h>
  LIBRARIES Boost::headers Boost::json doctest::doctest)

# use_precompiled(folder): for the targets of the folder and those below it, by what they link.
function(use_precompiled folder)
  get_property(subfolders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS subfolders)
    use_precompiled(${subfolder})
  endforeach()
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    get_target_property(sources ${target} SOURCES)
    if(NOT sources MATCHES "\\.cpp" OR target MATCHES "^precompiled_")
      continue()
    elseif("doctest::doctest" IN_LIST libraries)
      target_precompile_headers(${target} REUSE_FROM precompiled_test)
    elseif("CLI11::CLI11" IN_LIST libraries AND "spdlog::spdlog" IN_LIST libraries)
      target_precompile_headers(${target} REUSE_FROM precompiled_program)
    elseif("Boost::json" IN_LIST libraries)
      target_precompile_headers(${target} REUSE_FROM precompiled_json)
    else()
      target_precompile_headers(${target} REUSE_FROM precompiled_standard)
    endif()
  endforeach()
endfunction()
