// The layouts that read_dataset chooses among. Clips come in any order.
#pragma once

#include "emorec/data/dataset.h"

namespace emorec {

/// A folder of class folders, or of parts that hold them.
Dataset read_folder_layout(const std::filesystem::path& folder, const std::string& split);

/// A CSV file with labels or with FER+ votes.
Dataset read_table_layout(const std::filesystem::path& file, const std::string& split);

}  // namespace emorec
