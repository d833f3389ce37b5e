// The layouts that read_dataset chooses among. Clips come in any order.
#pragma once

#include "emorec/data/dataset.h"

namespace emorec {

/// A folder of class folders, or of parts that hold them.
Dataset read_class_folders(const std::filesystem::path& folder, const std::string& split);

/// A CSV file with labels or with FER+ votes.
Dataset read_label_table(const std::filesystem::path& file, const std::string& split);

}  // namespace emorec
