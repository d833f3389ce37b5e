// Run by the build: writes dlib's face detector as a source file of plain bytes. dlib carries it as
// compressed text, which takes 0.2 s to unpack: too long for every start of emorec.
//
//   unpack_detector OUT.cc
#include <fstream>

#include <dlib/image_processing/frontal_face_detector.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string bytes = dlib::get_serialized_frontal_faces();
  std::ofstream out(argv[1]);
  out << "#include \"frontal_faces.h\"\n\nnamespace emorec {\n\n"
      << "const unsigned char kFrontalFaces[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out << (i % 24 == 0 ? "\n    " : " ")
        << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ',';
  }
  out << "};\nconst std::size_t kFrontalFacesSize = sizeof(kFrontalFaces);\n\n}  // namespace "
         "emorec\n";
  return out.flush() ? 0 : 1;
}
