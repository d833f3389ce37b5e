// The layouts that a data set may have. Clips come in any order.
#pragma once

#include <optional>

#include "emorec/data/dataset.h"

namespace emorec {

/// The part that is wanted, as `read_dataset` takes it; nothing for all of them.
using WantedPart = std::optional<std::string>;

/// A target of which all is for one label.
Distribution all_for(Label label, const LabelSet& labels);

/// A folder of class folders, or of parts that hold them.
Dataset read_folder_layout(const std::filesystem::path& folder, const WantedPart& wanted,
                           const WantedLabels& labels);

/// A CSV file with labels or votes.
Dataset read_table_layout(const std::filesystem::path& file, const WantedPart& wanted,
                          const WantedLabels& labels);

}  // namespace emorec
