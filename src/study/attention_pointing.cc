#include "attention_pointing.h"

#include <cmath>

#include <opencv2/imgproc.hpp>

#include "emorec/report/heat_map.h"

namespace emorec {
namespace {

constexpr auto kEyes = static_cast<std::size_t>(FaceRegion::kEyes);
constexpr auto kMouth = static_cast<std::size_t>(FaceRegion::kMouth);

/// Faces of one clip: from `begin` up to and not including `end`.
struct ClipFaces {
  std::size_t begin;
  std::size_t end;
};

template <typename Face>
std::vector<ClipFaces> by_clip(const std::vector<Face>& faces) {
  std::vector<ClipFaces> clips;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (i == 0 || faces[i].clip != faces[i - 1].clip) clips.push_back({i, i});
    clips.back().end = i + 1;
  }
  return clips;
}

/// The mean of a picture over all faces but those of one clip.
template <typename Picture>
class MeanOfOthers {
 public:
  /// `picture(face)` is a cv::Mat1d.
  MeanOfOthers(const std::vector<ScoredFace>& faces, Picture picture)
      : faces_(faces), picture_(std::move(picture)), sum_(picture_(faces.front()).clone()) {
    for (std::size_t i = 1; i < faces.size(); ++i) sum_ += picture_(faces[i]);
  }

  cv::Mat1d operator()(const ClipFaces& clip) const {
    cv::Mat1d sum = sum_.clone();
    for (std::size_t i = clip.begin; i < clip.end; ++i) sum -= picture_(faces_[i]);
    return sum / static_cast<double>(faces_.size() - (clip.end - clip.begin));
  }

 private:
  const std::vector<ScoredFace>& faces_;
  Picture picture_;
  cv::Mat1d sum_;
};

/// 1 in the region, 0 elsewhere.
cv::Mat1d mask_of(const cv::Mat1b& regions, std::size_t region) {
  cv::Mat1d mask;
  cv::Mat(regions == static_cast<int>(region)).convertTo(mask, CV_64F, 1.0 / 255);
  return mask;
}

/// A map of cells in the chip's pixels; sums to 1.
cv::Mat1d enlarged(const cv::Mat1f& map, const CellGrid& grid, int side) {
  const cv::Mat1d large = spread_over_view(cv::Mat1d(map), grid, side, cv::INTER_LINEAR);
  return large / cv::sum(large)[0];
}

/// Where an enlarged map is highest; shared out over all such places, so that it sums to 1.
cv::Mat1d peak_of(const cv::Mat1d& map) {
  constexpr double kRounding = 1e-6;
  double highest = 0;
  cv::minMaxLoc(map, nullptr, &highest);
  cv::Mat1d peak;
  cv::Mat(map >= highest * (1 - kRounding)).convertTo(peak, CV_64F);
  return peak / cv::sum(peak)[0];
}

double effective_cells(const cv::Mat1f& map) {
  double entropy = 0;
  for (const double share : cv::Mat1d(map)) {
    if (share > 0) entropy -= share * std::log(share);
  }
  return std::exp(entropy);
}

/// `value` of each face over `weight` of each face, summed over faces.
template <typename Value, typename Weight>
Figure quotient(const std::vector<FacePointing>& faces, const Value& value, const Weight& weight) {
  std::vector<ClipSum> sums;
  for (const auto& clip : by_clip(faces)) {
    ClipSum& sum = sums.emplace_back();
    for (std::size_t i = clip.begin; i < clip.end; ++i) {
      sum.numerator += value(faces[i]);
      sum.denominator += weight(faces[i]);
    }
  }
  return figure_of(sums);
}

template <typename Value>
Figure mean(const std::vector<FacePointing>& faces, const Value& value) {
  return quotient(faces, value, [](const FacePointing&) { return 1.0; });
}

RegionAttention region_of(const std::vector<FacePointing>& faces, std::size_t region) {
  const auto area = [=](const FacePointing& face) { return face.area[region]; };
  RegionAttention result;
  for (const auto& face : faces) result.area += area(face) / static_cast<double>(faces.size());
  const auto attention = [=](const FacePointing& face) { return face.attention[region]; };
  const auto mean_map = [=](const FacePointing& face) { return face.mean_map[region]; };
  result.attention = mean(faces, attention);
  result.ratio = quotient(faces, attention, area);
  result.mean_map = quotient(faces, mean_map, area);
  result.swapped = quotient(
      faces, [=](const FacePointing& face) { return face.swapped[region]; },
      [=](const FacePointing& face) { return face.others_area[region]; });
  result.shift = quotient(
      faces, [=](const FacePointing& face) { return attention(face) - mean_map(face); }, area);
  return result;
}

PointingGame game_of(const std::vector<FacePointing>& faces) {
  PointingGame game;
  for (const auto& face : faces) {
    game.chance += (face.area[kEyes] + face.area[kMouth]) / static_cast<double>(faces.size());
  }
  game.hits = mean(faces, [](const auto& face) { return face.hit; });
  game.mean_map = mean(faces, [](const auto& face) { return face.mean_hit; });
  game.swapped = mean(faces, [](const auto& face) { return face.swapped_hit; });
  game.over_mean = mean(faces, [](const auto& face) { return face.hit - face.mean_hit; });
  game.over_swapped = mean(faces, [](const auto& face) { return face.hit - face.swapped_hit; });
  return game;
}

FacePointing pointing_in(const ScoredFace& face, const CellGrid& grid,
                         const std::array<cv::Mat1d, kFaceRegionCount>& others) {
  const cv::Mat1d own = enlarged(face.answer.attention, grid, face.regions.cols);
  const cv::Mat1d mean_map = enlarged(face.mean_map, grid, face.regions.cols);
  const cv::Mat1d own_peak = peak_of(own);
  const cv::Mat1d mean_peak = peak_of(mean_map);
  const auto pixels = static_cast<double>(face.regions.total());
  FacePointing result;
  result.clip = face.clip;
  for (std::size_t region = 0; region < kFaceRegionCount; ++region) {
    const cv::Mat1d mask = mask_of(face.regions, region);
    result.area[region] = cv::sum(mask)[0] / pixels;
    result.attention[region] = own.dot(mask);
    result.mean_map[region] = mean_map.dot(mask);
    result.others_area[region] = cv::sum(others[region])[0] / pixels;
    result.swapped[region] = own.dot(others[region]);
    if (region != kEyes && region != kMouth) continue;
    result.hit += own_peak.dot(mask);
    result.mean_hit += mean_peak.dot(mask);
    result.swapped_hit += own_peak.dot(others[region]);
  }
  result.spread = effective_cells(face.answer.attention);
  result.moved = cv::norm(face.answer.attention, face.mean_map, cv::NORM_L1) / 2;
  return result;
}

}  // namespace

void add_mean_maps(std::vector<ScoredFace>& faces) {
  const MeanOfOthers mean(faces,
                          [](const ScoredFace& face) { return cv::Mat1d(face.answer.attention); });
  for (const auto& clip : by_clip(faces)) {
    const cv::Mat1f map(mean(clip));
    for (std::size_t i = clip.begin; i < clip.end; ++i) faces[i].mean_map = map;
  }
}

std::vector<FacePointing> point(const std::vector<ScoredFace>& faces, const CellGrid& grid) {
  const auto others_of = [&](std::size_t region) {
    return MeanOfOthers(faces,
                        [region](const ScoredFace& face) { return mask_of(face.regions, region); });
  };
  const std::array others = {others_of(0), others_of(1), others_of(2), others_of(3)};
  std::vector<FacePointing> result;
  result.reserve(faces.size());
  for (const auto& clip : by_clip(faces)) {
    std::array<cv::Mat1d, kFaceRegionCount> masks;
    for (std::size_t region = 0; region < masks.size(); ++region) {
      masks[region] = others[region](clip);
    }
    for (std::size_t i = clip.begin; i < clip.end; ++i) {
      result.push_back(pointing_in(faces[i], grid, masks));
    }
  }
  return result;
}

Pointing pointing_of(const std::vector<FacePointing>& faces) {
  Pointing result;
  result.faces = static_cast<std::int64_t>(faces.size());
  for (std::size_t region = 0; region < kFaceRegionCount; ++region) {
    result.regions[region] = region_of(faces, region);
  }
  result.game = game_of(faces);
  result.spread = mean(faces, [](const auto& face) { return face.spread; });
  result.moved = mean(faces, [](const auto& face) { return face.moved; });
  return result;
}

}  // namespace emorec
