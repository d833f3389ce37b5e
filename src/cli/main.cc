#include <cstdlib>

#include "run_program.h"

int main(int argc, char** argv) {
  const int code = emorec::cli::run_program(argc, argv);
  // Everything is written: leave the freeing of models to the system, which takes no time for it.
  std::_Exit(code);
}
