#include "emorec/report/heatmaps.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/report/view_picture.h"

#include "faces_by_frame.h"
#include "frame_values.h"
#include "png_file.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

constexpr int kSide = 224;  // pixels of a picture: twice what most networks look at

Error folder_error(const fs::path& folder, const std::string& found, const std::string& remedy) {
  return Error(ErrorKind::kOutput, folder.string() + ": " + found + ". " + remedy);
}

class Heatmaps : public ClipPicture {
 public:
  Heatmaps(const fs::path& folder, const ClipPrediction& prediction)
      : prediction_(prediction),
        faces_(prediction),
        picture_(prediction.model.maps.front(), kSide),
        folder_(folder) {
    folder_.make_folder();
  }

  void add(const Frame& frame) override {
    for (const auto& face : faces_.at(frame.index)) {
      const std::string file = fmt::format(
          "{}{}_frame{:06}.png", face.subject->kind == SubjectKind::kPerson ? "person" : "",
          id_of(*face.subject), frame.index);
      const cv::Mat3b chip = picture_.view(frame.image, face.frame->maps.front());
      write_file(file, png_of(picture_.with_heat(chip, face.frame->maps.front())));
      rows_[face.subject->id].push_back(row_of(face, file));
    }
  }

  void finish() override {
    std::size_t wanted = 0;
    std::size_t found = 0;
    for (const auto& subject : prediction_.subjects) {
      wanted += subject.frames.size();
      found += rows_[subject.id].size();
    }
    require_all_found(prediction_, found, wanted);
    write_file("frames.csv", table());
    folder_.commit();
  }

 private:
  /// All of the folder appears at once, so that its files need no renaming of their own.
  void write_file(const std::string& file, const std::string& bytes) const {
    errno = 0;
    std::ofstream out(folder_.path() / file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out) return;
    throw folder_error(folder_.target(),
                       file + " cannot be written into it (" + std::strerror(errno) + ")",
                       "Check that there is room on the disk.");
  }

  std::string row_of(const ScoredFace& face, const std::string& file) const {
    const FramePrediction& frame = *face.frame;
    const Distribution shares = own_probabilities(frame);
    std::string row =
        fmt::format("{},{},{:.6f},{:.6f},{},{},{}", id_of(*face.subject), frame.index, frame.time,
                    frame.importance, csv_cell(prediction_.model.labels.name(argmax(shares))), file,
                    box_cells(frame, 1));
    for (const double share : shares) row += fmt::format(",{:.6f}", share);
    return row;
  }

  std::string table() {
    std::string text = "person,frame,time,importance,label,file,box_x,box_y,box_width,box_height";
    for (const auto& name : prediction_.model.labels.names()) text += "," + csv_cell(name);
    text += '\n';
    for (const auto& subject : prediction_.subjects) {
      for (const auto& row : rows_[subject.id]) text += row + '\n';
    }
    return text;
  }

  const ClipPrediction& prediction_;
  FacesByFrame faces_;
  ViewPicture picture_;
  Replacement folder_;
  std::map<int, std::vector<std::string>> rows_;  // the rows of frames.csv, by track
};

}  // namespace

std::unique_ptr<ClipPicture> make_heatmaps(const fs::path& folder,
                                           const ClipPrediction& prediction) {
  return std::make_unique<Heatmaps>(folder, prediction);
}

}  // namespace emorec
