option(OFFPEAK_BENCH "build the benchmarks" OFF)
set(OFFPEAK_SANITIZE "" CACHE STRING "sanitizers for everything, as -fsanitize takes them")

option(OFFPEAK_TIDY "run clang-tidy beside the compiler (.clang-tidy)" OFF)
if(OFFPEAK_TIDY)
  find_program(CLANG_TIDY_PROGRAM clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY_PROGRAM} --quiet)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

set(CMAKE_CXX_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_C_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

# Every target of ours links this: warnings, sanitizers, include root.
add_library(offpeak_options INTERFACE)
target_include_directories(offpeak_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(offpeak_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
if(OFFPEAK_SANITIZE)
  target_compile_options(offpeak_options INTERFACE -fsanitize=${OFFPEAK_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(offpeak_options INTERFACE -fsanitize=${OFFPEAK_SANITIZE})
  # gcc 12 reports false positives of these inside Boost and the standard library when instrumented.
  target_compile_options(offpeak_options INTERFACE -Wno-maybe-uninitialized -Wno-tsan)
endif()
