#include "emorec/report/clip_report.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "emorec/core/files.h"
#include "emorec/core/spelling.h"
#include "emorec/core/version.h"
#include "emorec/face/affine.h"
#include "emorec/report/encoding.h"
#include "emorec/report/heat_map.h"
#include "emorec/report/html_page.h"
#include "emorec/report/page_name.h"

#include "clip_pictures.h"
#include "frame_values.h"
#include "report_assets.h"
#include "verdict.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTellingFrames = 36;    // a person's
constexpr std::size_t kMostChips = 600;           // all people's
constexpr std::size_t kMostFramesOfData = 40000;  // all people's; beyond, every n-th is shown

double decimals(double value, int places) {
  const double scale = std::pow(10.0, places);
  return std::round(value * scale) / scale;
}

/// The 256 colours of the heat, as the pictures have them.
Json heat_colours() {
  cv::Mat1f levels(1, 256);
  for (int i = 0; i < levels.cols; ++i) levels(i) = static_cast<float>(i) / 255.0F;
  const cv::Mat3b bgr = hot_colours(levels);
  Json list = Json::array();
  for (int i = 0; i < bgr.cols; ++i) {
    const cv::Vec3b& colour = bgr(i);
    list.push_back(hex({colour[2], colour[1], colour[0]}));
  }
  return list;
}

Json array_of(const Distribution& values, int places) {
  Json list = Json::array();
  for (const double value : values) list.push_back(decimals(value, places));
  return list;
}

/// The mean of the K maps as bytes, the largest value 255.
std::string heat_of(const std::vector<float>& maps, std::size_t cells) {
  std::vector<float> mean(cells, 0.0F);
  for (std::size_t i = 0; i < maps.size(); ++i) mean[i % cells] += maps[i];
  const float largest = std::max(1e-12F, *std::max_element(mean.begin(), mean.end()));
  std::string bytes;
  for (const float value : mean) {
    bytes += static_cast<char>(static_cast<unsigned char>(std::lround(255 * value / largest)));
  }
  return bytes;
}

/// Which of the clip's frames the page has numbers of, and where.
struct ShownFrames {
  std::vector<std::int64_t> indices;
  std::vector<double> times;

  std::ptrdiff_t place_of(std::int64_t index) const {
    const auto at = std::lower_bound(indices.begin(), indices.end(), index);
    return at != indices.end() && *at == index ? at - indices.begin() : -1;
  }
};

using Telling = std::vector<std::vector<std::size_t>>;

ShownFrames thinned(const ClipPrediction& prediction, const ClipPictures& pictures,
                    const Telling& telling) {
  std::size_t scored = 0;
  for (const auto& subject : prediction.subjects) scored += subject.frames.size();
  const std::size_t every = 1 + scored / kMostFramesOfData;
  std::vector<std::int64_t> always;
  for (std::size_t i = 0; i < telling.size(); ++i) {
    for (const auto k : telling[i]) always.push_back(prediction.subjects[i].frames[k].index);
  }
  std::sort(always.begin(), always.end());
  ShownFrames shown;
  for (std::size_t i = 0; i < pictures.indices.size(); ++i) {
    if (i % every != 0 && !std::binary_search(always.begin(), always.end(), pictures.indices[i])) {
      continue;
    }
    shown.indices.push_back(pictures.indices[i]);
    shown.times.push_back(pictures.times[i]);
  }
  return shown;
}

/// Columns rather than objects: a long clip has many frames.
Json frames_of(const Subject& subject, const ModelIdentity& model, const ShownFrames& shown) {
  Json at = Json::array();
  Json importance = Json::array();
  Json own = Json::array();
  Json shares = Json::array();
  Json words = Json::array();
  Json box = Json::array();
  Json to_frame = Json::array();
  std::string heat;
  const MapSpec& spec = model.maps.front();
  const auto cells = static_cast<std::size_t>(spec.height) * static_cast<std::size_t>(spec.width);
  for (const auto& frame : subject.frames) {
    const auto place = shown.place_of(frame.index);
    if (place < 0) continue;
    at.push_back(place);
    importance.push_back(decimals(frame.importance, 6));
    for (const double share : own_probabilities(frame)) own.push_back(decimals(share, 4));
    for (const double share : frame.shares) shares.push_back(decimals(share, 3));
    if (!frame.words.empty()) {
      words.push_back(spelled(fmt::format("{}", fmt::join(texts_of_words(frame), "; "))));
    }
    const cv::Rect2f face = frame.face ? frame.face->box : cv::Rect2f();
    for (const float side : {face.x, face.y, face.width, face.height}) {
      box.push_back(decimals(side, 1));
    }
    const AttentionMap& map = frame.maps.front();
    for (const double value : inverse(map.to_cells).val) to_frame.push_back(decimals(value, 3));
    heat += heat_of(map.values, cells);
  }
  return {{"at", std::move(at)},
          {"importance", std::move(importance)},
          {"own", std::move(own)},
          {"box", std::move(box)},
          {"toFrame", std::move(to_frame)},
          {"shares", std::move(shares)},
          {"words", std::move(words)},
          {"heat", base64(heat)}};
}

Json telling_of(const Subject& subject, const std::vector<std::size_t>& telling,
                const std::vector<std::string>& chips, const ShownFrames& shown) {
  Json list = Json::array();
  for (std::size_t i = 0; i < telling.size(); ++i) {
    list.push_back({{"at", shown.place_of(subject.frames[telling[i]].index)},
                    {"picture", data_uri("image/jpeg", chips[i])}});
  }
  return list;
}

Json people_of(const ClipPrediction& prediction, const ClipPictures& pictures,
               const Telling& telling, const ShownFrames& shown) {
  Json list = Json::array();
  for (std::size_t i = 0; i < prediction.subjects.size(); ++i) {
    const auto& subject = prediction.subjects[i];
    const Verdict verdict = verdict_of(subject);
    const std::string second =
        fmt::format("{} ({:.0f}\u00a0%)", prediction.model.labels.name(verdict.second),
                    100 * subject.probabilities[verdict.second.index]);
    list.push_back({{"kind", name_of(subject.kind)},
                    {"id", subject.id},
                    {"label", subject.label.index},
                    {"verb", verb_of(verdict)},
                    {"doubt", doubt_of(verdict, second)},
                    {"deciding", deciding_frames_of(verdict)},
                    {"probabilities", array_of(subject.probabilities, 6)},
                    {"faceSide", decimals(subject.mean_side(), 1)},
                    {"count", subject.frames.size()},
                    {"frames", frames_of(subject, prediction.model, shown)},
                    {"telling", telling_of(subject, telling[i], pictures.chips[i], shown)}});
  }
  return list;
}

Json clip_of(const ClipInfo& clip) {
  return {{"kind", name_of(clip.kind)}, {"codec", clip.codec},
          {"width", clip.width},        {"height", clip.height},
          {"rotation", clip.rotation},  {"pixelAspect", decimals(clip.pixel_aspect, 4)}};
}

Json account_of(const FrameAccount& account) {
  return {{"decoded", account.decoded},
          {"scored", account.scored},
          {"withoutFace", account.without_face},
          {"notSampled", account.not_sampled}};
}

Json model_of(const ModelIdentity& model, const ClipReportOptions& options) {
  Json card = Json::array();
  for (const auto& [topic, text] : options.card) card.push_back({topic, spelled(text)});
  const MapSpec& map = model.maps.front();
  return {{"name", spelled(model.name)},
          {"sha256", model.sha256},
          {"views", model.views},
          {"map", {map.height, map.width}},
          {"grid", {{"corner", map.grid.corner}, {"side", map.grid.side}}},
          {"card", std::move(card)}};
}

Json player_of(const ClipPictures& pictures) {
  Json stills = Json::array();
  for (const auto& still : pictures.stills) {
    stills.push_back(
        {{"time", decimals(still.time, 4)}, {"picture", data_uri("image/jpeg", still.jpeg)}});
  }
  return {{"videoType", pictures.video.type},
          {"isCopy", pictures.video.is_copy},
          {"videoStart", pictures.video.start},
          {"stills", std::move(stills)}};
}

Json data_of(const ClipPrediction& prediction, const ClipPictures& pictures, const Telling& telling,
             const ClipReportOptions& options) {
  const ShownFrames shown = thinned(prediction, pictures, telling);
  Json times = Json::array();
  for (const double time : shown.times) times.push_back(decimals(time, 4));
  Json warnings = Json::array();
  for (const auto& warning : prediction.warnings) {
    warnings.push_back(spelled(with_page_name(warning, prediction.clip.path)));
  }
  Json settings = Json::array();
  for (const auto& [name, value] : options.settings) settings.push_back({name, spelled(value)});
  return {{"schema", "emorec.report.clip/1"},
          {"version", kVersion},
          {"file", spelled(prediction.clip.path.filename())},
          {"path", spelled(page_name(prediction.clip.path))},
          {"status", name_of(prediction.status)},
          {"error", spelled(with_page_name(prediction.error, prediction.clip.path))},
          {"emotions", prediction.model.labels.names()},
          {"colours", colours_of(prediction.model.labels)},
          {"heatColours", heat_colours()},
          {"clip", clip_of(prediction.clip)},
          {"account", account_of(prediction.account)},
          {"peopleFound", prediction.people_found},
          {"looked", pictures.times.size()},
          {"times", std::move(times)},
          {"indices", shown.indices},
          {"people", people_of(prediction, pictures, telling, shown)},
          {"player", player_of(pictures)},
          {"warnings", std::move(warnings)},
          {"model", model_of(prediction.model, options)},
          {"settings", std::move(settings)}};
}

}  // namespace

void write_clip_report(const std::filesystem::path& page, const ClipPrediction& prediction,
                       const ClipReportOptions& options, const CancelToken& cancel) {
  const std::size_t subjects = std::max<std::size_t>(1, prediction.subjects.size());
  const std::size_t most = std::clamp<std::size_t>(kMostChips / subjects, 1, kMostTellingFrames);
  Telling telling;
  for (const auto& subject : prediction.subjects) telling.push_back(telling_frames(subject, most));
  auto scratch = page;
  scratch += ".mp4";
  ClipPictures pictures = take_pictures(prediction, telling, options, scratch, cancel);

  HtmlPage html;
  html.title = prediction.clip.path.filename().string() + " – emorec";
  html.body = assets::kClipHtml;
  html.style = assets::kClipCss;
  for (const auto part : {assets::kHeatJs, assets::kFacesJs, assets::kPlayerJs, assets::kTimelineJs,
                          assets::kClipJs}) {
    html.script += part;
  }
  html.data = embeddable(data_of(prediction, pictures, telling, options));
  html.attachment = std::move(pictures.video.bytes);
  replace_file(page, [&html](std::ostream& out) { write_html_page(out, html); });
}

}  // namespace emorec
