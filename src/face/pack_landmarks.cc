// Run by the build: writes dlib's landmark model in the form in which the program has it inside.
//
//   pack_landmarks shape_predictor_68_face_landmarks.dat OUT
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "shape_cascade.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    std::ifstream in(argv[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::ofstream out(argv[2], std::ios::binary);
    emorec::ShapeCascade::from_dlib(bytes.data(), bytes.data() + bytes.size()).write(out);
    return out.flush() ? 0 : 1;
  } catch (const std::exception& e) {
    std::cerr << argv[1] << ": " << e.what() << "\n";
    return 1;
  }
}
