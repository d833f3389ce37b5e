# EMOREC_ONEDNN says whether the network's layers are computed by oneDNN itself (nn/onednn_layers.h).
# That is written for oneDNN 2, as Debian 12 has it; with another version, or none, LibTorch computes
# them, which takes about three times as long. oneDNN's own CMake package insists on OpenCL.

include(CheckCXXSourceCompiles)
find_library(DNNL_LIBRARY dnnl)
check_cxx_source_compiles("
  #include <dnnl_version.h>
  static_assert(DNNL_VERSION_MAJOR == 2, \"\");
  int main() {}" EMOREC_HAS_ONEDNN_2)

set(can_use_onednn OFF)
if(DNNL_LIBRARY AND EMOREC_HAS_ONEDNN_2)
  set(can_use_onednn ON)
endif()
option(EMOREC_ONEDNN "Compute the network's layers by oneDNN 2 itself" ${can_use_onednn})
