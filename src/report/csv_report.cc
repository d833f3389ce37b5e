#include "emorec/report/csv_report.h"

#include <string>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"

namespace emorec {
namespace {

void write_row(std::ostream& out, const ClipPrediction& prediction,
               const PersonPrediction* person) {
  out << csv_cell(prediction.clip.path.string()) << ',' << name_of(prediction.status) << ',';
  if (person != nullptr)
    out << person->track << ',' << csv_cell(prediction.model.labels.name(person->label));
  if (person == nullptr) out << ',';
  for (std::size_t i = 0; i < prediction.model.labels.size(); ++i) {
    out << ',';
    if (person != nullptr) out << fmt::format("{:.6f}", person->probabilities[i]);
  }
  const auto& account = prediction.account;
  const auto with_face = person != nullptr ? static_cast<std::int64_t>(person->frames.size()) : 0;
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
  if (prediction.people.empty()) write_row(out, prediction, nullptr);
  for (const auto& person : prediction.people) write_row(out, prediction, &person);
}

void write_frames_csv_header(std::ostream& out, const LabelSet& labels) {
  out << "file,person,frame,time,box_x,box_y,box_width,box_height,detected,interpolated,score,"
         "importance,label";
  for (const auto& name : labels.names()) out << ',' << csv_cell(name);
  out << "\n";
}

void write_frames_csv(std::ostream& out, const ClipPrediction& prediction) {
  const std::string file = csv_cell(prediction.clip.path.string());
  for (const auto& person : prediction.people) {
    for (const auto& frame : person.frames) {
      const auto& box = frame.box;
      out << fmt::format("{},{},{},{:.6f},{:.2f},{:.2f},{:.2f},{:.2f},{:d},{:d},{:.4f},{:.6f},{}",
                         file, person.track, frame.index, frame.time, box.x, box.y, box.width,
                         box.height, frame.detected, frame.interpolated, frame.score,
                         frame.importance,
                         csv_cell(prediction.model.labels.name(argmax(frame.probabilities))));
      for (const double share : frame.probabilities) out << fmt::format(",{:.6f}", share);
      out << "\n";
    }
  }
}

}  // namespace emorec
