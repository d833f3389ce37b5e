// What a model file says of itself: architecture, input, labels, and its card.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emorec/core/label_set.h"
#include "emorec/core/view.h"
#include "emorec/nn/pooling.h"

namespace emorec {

/// One of a dual focus network's streams: what it looks at a view with.
struct StreamSpec {
  std::string backbone;
  std::vector<std::string> words;  ///< the classes it was trained for before; empty if unknown
};

struct ModelConfig {
  std::string architecture = "spatial-attention";
  std::string backbone = "mobilefacenet";  ///< the first view's
  std::string context_backbone;            ///< the second's, if there is one
  std::string attention = "v1";            ///< see each architecture
  int heads = 2;                           ///< K
  Pooling pooling = Pooling::kSoftmax;
  double dropout = 0.0;             ///< before the classifier, in training only
  int snippets = 0;                 ///< that it sees of a clip; 0: frames
  int depth = 256;                  ///< D, of each stream's descriptor
  std::vector<StreamSpec> streams;  ///< a dual focus network's, one a view; others have none
  std::vector<ViewSpec> views = std::vector<ViewSpec>(1);  ///< in the network's order
  double clip_temperature = 1;  ///< a long clip's: see `tempered` in pooling.h
  LabelSet labels;              ///< what it answers with
  Distribution prior;           ///< how frequent the network expects each label; empty if unknown

  /// What training was asked for, as `run_settings` (train/run_settings.h) has it; empty if
  /// unknown, or if it is not all that made the model.
  std::string run;

  /// Free text by topic: name, training data, recipe, figures, licence.
  std::map<std::string, std::string> card;

  /// The view that networks of one view have.
  ViewSpec& face() { return views.front(); }
  const ViewSpec& face() const { return views.front(); }

  /// @throws Error{kModel} naming the value that makes no sense.
  void validate() const;
};

/// To and from the `__metadata__` of a model file, whose format is "emorec.model/2". Labels are
/// stored by name. Files of "emorec.model/1", whose networks have one view, are read too.
std::map<std::string, std::string> to_metadata(const ModelConfig& config);

/// Whether a file with this metadata is a model, as `to_metadata` has it.
bool is_model(const std::map<std::string, std::string>& metadata);

/// Takes the mean and standard deviation that a backbone was trained with from the metadata of a
/// model, or of a file that scripts/import_weights.py wrote; other files leave `view` as it is.
/// @throws Error{kModel} with `where` in the message if they cannot be understood.
void take_normalisation(const std::map<std::string, std::string>& metadata, ViewSpec& view,
                        const std::string& where);

/// @throws Error{kModel} with `where` (the file) in the message.
ModelConfig from_metadata(const std::map<std::string, std::string>& metadata,
                          const std::string& where);

}  // namespace emorec
