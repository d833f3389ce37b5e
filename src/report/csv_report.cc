#include "emorec/report/csv_report.h"

#include <string>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"

#include "frame_values.h"

namespace emorec {
namespace {

void write_row(std::ostream& out, const ClipPrediction& prediction, const Subject* subject) {
  out << csv_cell(prediction.clip.path.string()) << ',' << name_of(prediction.status) << ',';
  if (subject != nullptr)
    out << id_of(*subject) << ',' << csv_cell(prediction.model.labels.name(subject->label));
  if (subject == nullptr) out << ',';
  for (std::size_t i = 0; i < prediction.model.labels.size(); ++i) {
    out << ',';
    if (subject != nullptr) out << fmt::format("{:.6f}", subject->probabilities[i]);
  }
  const auto& account = prediction.account;
  const auto with_face = subject != nullptr ? static_cast<std::int64_t>(subject->frames.size()) : 0;
  out << ',' << account.decoded << ',' << with_face - account.interpolated << ','
      << account.interpolated << ',' << account.decoded - account.not_sampled - with_face << ','
      << account.not_sampled << ',' << csv_cell(prediction.model.name) << ','
      << csv_cell(prediction.error) << "\n";
}

}  // namespace

void write_csv_header(std::ostream& out, const LabelSet& labels) {
  out << "file,status,person,label";
  for (const auto& name : labels.names()) out << ',' << csv_cell(name);
  out << ",frames_decoded,frames_scored,frames_interpolated,frames_without_face,frames_not_sampled,"
         "model,error\n";
}

void write_csv(std::ostream& out, const ClipPrediction& prediction) {
  if (prediction.subjects.empty()) write_row(out, prediction, nullptr);
  for (const auto& subject : prediction.subjects) write_row(out, prediction, &subject);
}

void write_frames_csv_header(std::ostream& out, const LabelSet& labels) {
  out << "file,person,frame,time,box_x,box_y,box_width,box_height,detected,interpolated,score,"
         "importance,label";
  for (const auto& name : labels.names()) out << ',' << csv_cell(name);
  out << "\n";
}

void write_frames_csv(std::ostream& out, const ClipPrediction& prediction) {
  const std::string file = csv_cell(prediction.clip.path.string());
  for (const auto& subject : prediction.subjects) {
    for (const auto& frame : subject.frames) {
      const FacePlace face = frame.face.value_or(FacePlace());
      out << fmt::format("{},{},{},{:.6f},{},{:d},{:d},{:.4f},{:.6f},{}", file, id_of(subject),
                         frame.index, frame.time, box_cells(frame, 2), face.detected,
                         frame.interpolated, face.score, frame.importance,
                         csv_cell(prediction.model.labels.name(argmax(frame.probabilities))));
      for (const double share : frame.probabilities) out << fmt::format(",{:.6f}", share);
      out << "\n";
    }
  }
}

}  // namespace emorec
