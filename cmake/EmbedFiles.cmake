# emorec_embed_files(TARGET NAME FILE...)
# Puts the files into TARGET as bytes. Its sources include "NAME.h", which declares a
# std::string_view of namespace emorec::assets for each of them: page.css is kPageCss.
set(EMOREC_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_file.cmake)

function(emorec_embed_files target name)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(declarations "")
  foreach(file IN LISTS ARGN)
    get_filename_component(file_name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${file_name} identifier)
    set(constant k)
    string(REPLACE "_" ";" words ${identifier})
    foreach(word IN LISTS words)
      string(SUBSTRING ${word} 0 1 first)
      string(SUBSTRING ${word} 1 -1 rest)
      string(TOUPPER ${first} first)
      string(APPEND constant ${first}${rest})
    endforeach()
    string(APPEND declarations "extern const std::string_view ${constant};\n")
    add_custom_command(
      OUTPUT ${folder}/${identifier}.cc
      COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${folder}/${identifier}.cc
              -DHEADER=${name}.h -DCONSTANT=${constant} -P ${EMOREC_EMBED_SCRIPT}
      DEPENDS ${file} ${EMOREC_EMBED_SCRIPT}
      COMMENT "Embedding ${file_name}"
      VERBATIM)
    target_sources(${target} PRIVATE ${folder}/${identifier}.cc)
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/${name}.h CONTENT
"#pragma once

#include <string_view>

namespace emorec::assets {
${declarations}}  // namespace emorec::assets
" @ONLY)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()

# emorec_find_debian_file(VARIABLE PATH PACKAGE)
# A file that a Debian package brings and that is embedded at build time.
function(emorec_find_debian_file variable path package)
  find_file(${variable} NAMES ${path} PATHS / NO_CMAKE_FIND_ROOT_PATH NO_DEFAULT_PATH)
  if(NOT ${variable})
    message(FATAL_ERROR "/${path} is missing: apt-get install ${package} "
                        "(scripts/install_packages.sh installs all that is needed).")
  endif()
endfunction()
