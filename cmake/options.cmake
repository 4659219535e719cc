option(OFFPEAK_BENCH "build the benchmarks" OFF)
option(OFFPEAK_FUZZ "define the target `fuzzers` (clang only)" OFF)
set(OFFPEAK_SANITIZE "" CACHE STRING "sanitizers for everything, as -fsanitize takes them")

option(OFFPEAK_MUTANTS "with deliberate bugs, for script/mutants only" OFF)

option(OFFPEAK_TIDY "run clang-tidy beside the compiler (.clang-tidy)" OFF)
if(OFFPEAK_TIDY)
  find_program(CLANG_TIDY_PROGRAM clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY_PROGRAM} --quiet)
endif()

# Paths are hashed from the checkout's top folder on, so that a second checkout finds what the first
# has compiled.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

set(CMAKE_CXX_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_C_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

# Every target of ours links this: warnings, sanitizers, include root.
add_library(offpeak_options INTERFACE)
target_include_directories(offpeak_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(offpeak_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # gcc 12 sees overflows inside std::string that are not there (its bugs 105329 and 105651), or not,
  # by the length of a literal: for one, of the checkout's path.
  target_compile_options(offpeak_options INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread)
endif()
if(OFFPEAK_MUTANTS)
  target_compile_definitions(offpeak_options INTERFACE OFFPEAK_MUTANTS)
endif()
if(OFFPEAK_SANITIZE)
  target_compile_options(offpeak_options INTERFACE -fsanitize=${OFFPEAK_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(offpeak_options INTERFACE -fsanitize=${OFFPEAK_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # gcc 12 reports false positives of these inside Boost and the standard library when
    # instrumented.
    target_compile_options(offpeak_options INTERFACE -Wno-maybe-uninitialized -Wno-tsan)
  else()
    # clang: libstdc++ 12's own std::stable_sort uses what it declares deprecated; and fields that
    # an initializer leaves out have their defaults.
    target_compile_options(offpeak_options INTERFACE
      -Wno-deprecated-declarations -Wno-missing-designated-field-initializers)
  endif()
endif()
