# Debian packages, one for each component that this build installs: scripts/package.sh makes them.
# A package's name, section, description and relations stand together below.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER
    "Seed 07b420ee maintainers <maintainers@users.noreply.b-seed-07b420ee.example>")
if(DEFINED ENV{DEBEMAIL})
  set(CPACK_DEBIAN_PACKAGE_MAINTAINER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS
    ${CMAKE_CURRENT_BINARY_DIR}/src/empty ${CMAKE_CURRENT_BINARY_DIR}/src/library)
set(same "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# emorec_package(COMPONENT NAME SECTION SUMMARY DESCRIPTION [VARIABLE VALUE]...)
# VARIABLE is what CPack calls CPACK_DEBIAN_<COMPONENT>_VARIABLE.
function(emorec_package component name section summary description)
  string(TOUPPER ${component} key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_COMPONENT_${key}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  while(ARGN)
    list(POP_FRONT ARGN variable value)
    set(CPACK_DEBIAN_${key}_${variable} "${value}" PARENT_SCOPE)
  endwhile()
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/copyright
                ${CMAKE_CURRENT_BINARY_DIR}/packaging/changelog.Debian.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${component})
endfunction()

# Debian's changelog has one entry a package; CHANGELOG.md tells what changed.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(packaging/changelog.in packaging/changelog.Debian @ONLY)
execute_process(COMMAND gzip -9nf changelog.Debian
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/packaging COMMAND_ERROR_IS_FATAL ANY)

get_cmake_property(components COMPONENTS)
string(REGEX MATCH "^[0-9]+" avfilter ${AVFILTER_VERSION})
emorec_package(program emorec video "emotions in video, from the command line"
  "Says which of seven emotions a face in a video shows, and which frames say\nso: one answer for each clip, thousands of clips in a run that can be\nresumed, a web page that shows why, and how right the answers are."
  PACKAGE_DEPENDS "emorec-models ${same}, libavfilter${avfilter}"  # which the program loads by itself
  PACKAGE_SUGGESTS "ffmpeg")
emorec_package(models emorec-models video "models of emorec, which finds emotions in video"
  "Weights that were trained on faces of research data sets; README.md beside\nthem says on which, and what their terms ask for."
  PACKAGE_ARCHITECTURE all)
if(library IN_LIST components)
  string(REGEX MATCH "^[0-9]+" soversion ${PROJECT_VERSION})
  configure_file(packaging/shlibs.in packaging/shlibs @ONLY)
  emorec_package(library libemorec${soversion} libs "library that finds emotions in video"
    "What 'emorec classify' does, for other programs, with a C interface."
    PACKAGE_DEPENDS "libavfilter${avfilter}" PACKAGE_RECOMMENDS "emorec-models")
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA
      ${PROJECT_SOURCE_DIR}/packaging/triggers ${CMAKE_CURRENT_BINARY_DIR}/packaging/shlibs)
  emorec_package(development libemorec-dev libdevel "library that finds emotions in video: headers"
    "Headers for C and C++, and what CMake and pkg-config need to link the\nlibrary."
    PACKAGE_DEPENDS "libemorec${soversion} ${same}")
endif()
if(python IN_LIST components)
  string(REGEX REPLACE "^3\\." "" minor ${PYTHON3_VERSION})
  math(EXPR next_minor "${minor} + 1")
  emorec_package(python python3-emorec python "emotions in video, from Python"
    "What 'emorec classify' does, with answers as numpy's arrays."
    PACKAGE_DEPENDS "libemorec${soversion} ${same}, python3 (>= ${PYTHON3_VERSION}), python3 (<< 3.${next_minor}), python3-numpy"
    PACKAGE_RECOMMENDS "emorec-models" PACKAGE_SUGGESTS "python3-pandas")
endif()
get_cmake_property(CPACK_COMPONENTS_ALL COMPONENTS)
include(CPack)
