// emorec: parse the words, run the command, turn what went wrong into an exit code.
#pragma once

namespace emorec::cli {

/// What `main` is given; gives the exit code when everything is written. Once in a process.
int run_program(int argc, char** argv);

}  // namespace emorec::cli
