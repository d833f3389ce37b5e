// Rows of "emorec.prediction/1", which earlier programs wrote.
#pragma once

#include <nlohmann/json.hpp>

namespace emorec {

/// The same answer in the words of "emorec.prediction/2". What rows did not always hold is filled
/// in; where a row does not say where its maps lie, they lie nowhere.
/// @throws nlohmann::json::exception if it is not such a row.
nlohmann::json upgraded_prediction(nlohmann::json row);

}  // namespace emorec
