# What every target of the project shares: language, warnings, compiler cache; and the two helpers
# that keep each CMakeLists.txt a short list.

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(EMOREC_WERROR "Treat the compiler's warnings as errors" OFF)
set(EMOREC_SANITIZE "" CACHE STRING "Build with sanitizers: address,undefined or thread")
option(EMOREC_FUZZ "Build fuzz targets for libFuzzer, with clang (scripts/fuzz.sh)" OFF)
option(EMOREC_TRAINING "Build what trains, calibrates and studies models" ON)
option(EMOREC_LIBRARY "Build libemorec.so and the Python module" ON)
option(EMOREC_UNITY "Compile several sources at a time" ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers need the two allowances; see ccache(1), "Precompiled headers". Paths relative
  # to the tree let a second clone or worktree find what the first one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${CCACHE})
endif()

add_library(emorec_options INTERFACE)
# All of it as for a shared library, since rooms are parts of libemorec.so and tests share their
# precompiled header.
target_compile_options(emorec_options INTERFACE
  -fPIC -fno-semantic-interposition
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
  # GCC would spend a tenth of its time on tidying its memory up; it takes a tenth more memory instead.
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=2000000>
  $<$<BOOL:${EMOREC_WERROR}>:-Werror>)
if(EMOREC_FUZZ)
  set(sanitizers -fsanitize=address,undefined,float-cast-overflow,fuzzer-no-link
      -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/ignored.txt)
  target_compile_options(emorec_options INTERFACE ${sanitizers} -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(emorec_options INTERFACE ${sanitizers})
endif()
if(EMOREC_SANITIZE)
  target_compile_options(emorec_options INTERFACE -fsanitize=${EMOREC_SANITIZE}
                         -fno-omit-frame-pointer)
  target_link_options(emorec_options INTERFACE -fsanitize=${EMOREC_SANITIZE})
endif()

# emorec_use_torch(TARGET)
# Gives TARGET the precompiled header of LibTorch, which is made once, for emorec_nn: half a gigabyte.
# GCC takes it for targets with the same options alone.
function(emorec_use_torch target)
  emorec_compile_quickly(${target})
  if(TARGET emorec_nn AND NOT target STREQUAL emorec_nn)
    target_precompile_headers(${target} REUSE_FROM emorec_nn)
  else()
    target_precompile_headers(${target} PRIVATE
      <torch/types.h> <torch/utils.h> <torch/nn/module.h> <torch/nn/modules/container/sequential.h>
      <torch/nn/modules/batchnorm.h> <torch/nn/modules/conv.h> <torch/nn/modules/linear.h>)
  endif()
endfunction()

# emorec_unite(TARGET COUNT)
# Compiles up to COUNT sources of TARGET at a time: what they include and instantiate is most of the work.
function(emorec_unite target count)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${EMOREC_UNITY} UNITY_BUILD_BATCH_SIZE ${count})
endfunction()

# emorec_compile_quickly(TARGET...)
# For what spends its time in libraries (LibTorch, oneDNN) or none at all: compiling the templates of
# their headers, CLI11's, GoogleTest's and nlohmann-json's takes half as long.
function(emorec_compile_quickly)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endforeach()
endfunction()

# emorec_add_room(NAME SOURCES ... [USES ...] [PRIVATE_USES ...] [TORCH])
# The library of one room: sources in src/NAME/, public headers in include/emorec/NAME/. TORCH gives
# all its sources LibTorch's precompiled header.
function(emorec_add_room name)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
  add_library(emorec_${name} STATIC ${ARG_SOURCES})
  add_library(emorec::${name} ALIAS emorec_${name})
  target_include_directories(emorec_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(emorec_${name} PUBLIC ${ARG_USES}
                        PRIVATE ${ARG_PRIVATE_USES} emorec_options)
  if(ARG_TORCH)
    emorec_use_torch(emorec_${name})
  endif()
  emorec_unite(emorec_${name} 12)
endfunction()

# emorec_add_test(ROOM SOURCES ... [USES ...] [TORCH])
# One test program for a room; each of its suites is a ctest entry "ROOM.Suite".
function(emorec_add_test room)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;USES" ${ARGN})
  add_executable(emorec_test_${room} ${ARG_SOURCES})
  target_include_directories(emorec_test_${room} PRIVATE ${PROJECT_SOURCE_DIR}/tests
                                                         ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(emorec_test_${room} PRIVATE ${ARG_USES} GTest::gmock GTest::gtest_main
                        emorec_options)
  emorec_compile_quickly(emorec_test_${room})
  emorec_unite(emorec_test_${room} 5)
  if(ARG_TORCH)
    emorec_use_torch(emorec_test_${room})
  endif()
  set(suites ${CMAKE_CURRENT_BINARY_DIR}/${room}_suites.cmake)
  file(GENERATE OUTPUT ${suites} CONTENT "\
set(room ${room})
set(program \"$<TARGET_FILE:emorec_test_${room}>\")
include(\"${PROJECT_SOURCE_DIR}/cmake/AddSuites.cmake\")
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${suites})
endfunction()
