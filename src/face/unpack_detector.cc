// Run by the build: writes the templates of dlib's face detector as a source file. dlib carries
// them as compressed text, which takes 0.2 s to unpack: too long for every start of emorec.
//
//   unpack_detector OUT.cc
#include <fstream>
#include <limits>
#include <stdexcept>

#include <dlib/image_processing/frontal_face_detector.h>

#include "frontal_faces.h"

namespace {

void put(std::ostream& out, const dlib::matrix<float, 0, 1>& taps) {
  if (taps.size() != emorec::kTemplateCells) throw std::runtime_error("a template of another size");
  out << "{";
  for (const float tap : taps) out << tap << ", ";
  out << "}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto detector = dlib::get_frontal_face_detector();
  const auto& scanner = detector.get_scanner();
  std::ofstream out(argv[1]);
  out.precision(std::numeric_limits<float>::max_digits10);
  out << "#include \"frontal_faces.h\"\n\nnamespace emorec {\nnamespace {\n\n";
  for (unsigned long i = 0; i < detector.num_detectors(); ++i) {
    const auto bank = scanner.build_fhog_filterbank(detector.get_w(i));
    out << "const SeparableFilter kFilters" << i << "[] = {\n";
    for (std::size_t map = 0; map < bank.row_filters.size(); ++map) {
      for (std::size_t j = 0; j < bank.row_filters[map].size(); ++j) {
        out << "    {" << map << ", ";
        put(out, bank.row_filters[map][j]);
        out << ", ";
        put(out, bank.col_filters[map][j]);
        out << "},\n";
      }
    }
    out << "};\n\n";
  }
  out.precision(std::numeric_limits<double>::max_digits10);
  out << "}  // namespace\n\nconst std::vector<FaceTemplate> kFrontalFaces = {\n";
  for (unsigned long i = 0; i < detector.num_detectors(); ++i) {
    out << "    {" << detector.get_w(i)(scanner.get_num_dimensions()) << ", std::begin(kFilters"
        << i << "), std::end(kFilters" << i << ")},\n";
  }
  const auto& overlap = detector.get_overlap_tester();
  out << "};\nconst double kOneFaceShared = " << overlap.get_iou_thresh()
      << ";\nconst double kOneFaceCovered = " << overlap.get_percent_covered_thresh()
      << ";\nconst unsigned long kSmallestLevel = " << scanner.get_min_pyramid_layer_width()
      << ";\n\n}  // namespace emorec\n";
  return out.flush() ? 0 : 1;
}
