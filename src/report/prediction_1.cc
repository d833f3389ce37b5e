#include "prediction_1.h"

#include <array>
#include <utility>

#include "emorec/core/label_set.h"
#include "emorec/nn/map_spec.h"

namespace emorec {
namespace {

using nlohmann::json;

/// Cell i of a map is computed from the pixels of the chip around first + i·stride.
struct ChipGrid {
  double first = 0;
  double stride = 1;
};

ChipGrid grid_of(const json& model) {
  if (!model.contains("attention_grid")) return {};
  const json& grid = model.at("attention_grid");
  return {grid.at("first"), grid.at("stride")};
}

json map_spec(const json& model) {
  const ChipGrid grid = grid_of(model);
  const auto cells = CellGrid::strided(grid.first, grid.stride, model.value("chip_side", 0));
  return {{"view", "face"},
          {"shape", model.at("attention_shape")},
          {"grid", {{"corner", cells.corner}, {"side", cells.side}}}};
}

std::array<double, 6> cells_from_chip(std::array<double, 6> matrix, const ChipGrid& grid) {
  for (double& value : matrix) value /= grid.stride;
  for (const std::size_t shift : {2, 5}) matrix[shift] -= grid.first / grid.stride;
  return matrix;
}

void upgrade_frame(json& frame, const ChipGrid& grid) {
  std::array<double, 6> to_cells{};
  if (frame.contains("to_chip")) to_cells = cells_from_chip(frame.at("to_chip"), grid);
  frame["maps"] = {{{"to_cells", to_cells}, {"values", std::move(frame.at("attention"))}}};
  frame["face"] = {
      {"box", frame.at("box")}, {"detected", frame.at("detected")}, {"score", frame.at("score")}};
  frame["shares"] = json::array();
  if (!frame.contains("interpolated")) frame["interpolated"] = false;
}

}  // namespace

json upgraded_prediction(json row) {
  json& model = row.at("model");
  const ChipGrid grid = grid_of(model);
  model["views"] = {"face"};
  model["maps"] = json::array({map_spec(model)});
  if (!model.contains("labels")) model["labels"] = LabelSet().names();
  if (!model.contains("pooling")) model["pooling"] = "softmax";
  if (!model.contains("prior_adjustment")) model["prior_adjustment"] = 0;
  json& clip = row.at("clip");
  for (const char* treatment : {"deinterlaced", "tone_mapped"}) {
    if (!clip.contains(treatment)) clip[treatment] = false;
  }
  if (!row.at("frames").contains("interpolated")) row["frames"]["interpolated"] = 0;
  for (json& person : row.at("people")) {
    person["kind"] = "person";
    person["id"] = person.at("person");
    for (json& frame : person.at("frames")) upgrade_frame(frame, grid);
  }
  row["subjects"] = std::move(row.at("people"));
  return row;
}

}  // namespace emorec
