# emorec_leave_out(TARGET MODULE...)
# Debian's LibTorch names modules of OpenCV that it calls nothing of; they bring a hundred libraries
# (GDAL, Qt, GStreamer ...), whose loading took a quarter of a short run. TARGET names an empty
# library of the same soname first, and the loader takes that one for both. Were a module called
# after all, TARGET would not link; where the empty libraries are missing, the real ones are loaded.
function(emorec_leave_out target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/empty)
  file(CONFIGURE OUTPUT ${folder}/empty.cc CONTENT "")
  file(GLOB left_behind ${folder}/lib*)  # by an earlier list: the loader would still take it
  foreach(module IN LISTS ARGN)
    list(FILTER left_behind EXCLUDE REGEX "/libopencv_${module}\\.so")
  endforeach()
  if(left_behind)
    file(REMOVE ${left_behind})
  endif()
  foreach(module IN LISTS ARGN)
    get_target_property(soname opencv_${module} IMPORTED_SONAME_RELEASE)
    string(REGEX REPLACE ".*\\.so\\." "" soversion ${soname})
    add_library(empty_${module} SHARED ${folder}/empty.cc)
    set_target_properties(empty_${module} PROPERTIES OUTPUT_NAME opencv_${module}
      SOVERSION ${soversion} LIBRARY_OUTPUT_DIRECTORY ${folder})
    target_link_options(empty_${module} PRIVATE -nostdlib)
    target_link_libraries(${target} PRIVATE empty_${module})
    install(TARGETS empty_${module}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/emorec NAMELINK_SKIP)
  endforeach()
  target_link_options(${target} PRIVATE LINKER:--no-as-needed)
  set_target_properties(${target} PROPERTIES
    INSTALL_RPATH $ORIGIN/../${CMAKE_INSTALL_LIBDIR}/emorec)
endfunction()
