# Read by ctest as it starts: adds an entry "ROOM.Suite" for each suite of PROGRAM, the tests of ROOM. LibTorch
# takes half a second to load, which an entry for each case would spend a thousand times.
execute_process(COMMAND ${program} --gtest_list_tests OUTPUT_VARIABLE list RESULT_VARIABLE failed)
if(failed)
  add_test(${room} ${program})  # which says why
  return()
endif()
string(REGEX MATCHALL "\n[^ \n]+\\." suites "\n${list}")
foreach(suite IN LISTS suites)
  string(REGEX REPLACE "[\n.]" "" suite ${suite})
  add_test(${room}.${suite} ${program} --gtest_filter=${suite}.*)
  # ctest runs several programs at a time: OpenMP threads that wait for each other would only be in the way.
  set_tests_properties(${room}.${suite} PROPERTIES TIMEOUT 1800 ENVIRONMENT OMP_NUM_THREADS=1)
endforeach()
